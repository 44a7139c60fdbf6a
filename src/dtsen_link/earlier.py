"""What an earlier build left in its work folder and this one need not work out again.

A stage that can take something over reads `earlier_X`: its own table X as an earlier build wrote it, without rows where there is
no such build. It uses a row only where all that the row was made of is the same, so the result is that of a full build. Here
it is decided which build that may be: one of the same program, whose tables are the bytes that were written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from dtsen_link import fingerprint
from dtsen_link.config import Config
from dtsen_link.contracts import TABLES
from dtsen_link.engine import Engine
from dtsen_link.previous import previous_release
from dtsen_link.progress import Progress
from dtsen_link.stage import DamagedError, Stage, StageFolder

EARLIER = "earlier_"
_ANEW = "tmp_anew"

# Names or pairs -> how many were worked out anew, and of how many.
Anew = dict[str, tuple[int, int]]


def find_earlier(config: Config, stage: Stage, folder: StageFolder, progress: Progress) -> StageFolder | None:
    """The folder that an earlier build left of a stage and that may be taken over from; None without one.

    Args:
        config: `increment_from` names the earlier build's work folder. Without it, it is what this build has left itself,
            or what the previous release has left in the same `work`.
        stage: about to run.
        folder: where its tables go.
        progress: told where from something is taken over, or why not.
    """
    wanted = _wanted(stage.reads)
    if not wanted:
        return None
    if config.engine == "spark":
        if config.increment_from:
            progress.say(f"{stage.name} takes nothing over: builds on Spark work everything out")
        return None
    for found in _candidates(config, folder):
        if not found.path.is_dir():
            if config.increment_from:
                progress.say(f"{stage.name} takes nothing over: {found.path} is not there")
            continue
        reason = _objection(found, wanted)
        if not reason:
            progress.say(f"{stage.name} takes over what is unchanged from {found.path}")
            return found
        progress.say(f"{stage.name} takes nothing over from {found.path}: {reason}")
    return None


def for_later(stage: Stage, folder: StageFolder) -> dict[str, Any]:
    """What the record of a finished stage has to say, so that a later build may take its tables over.

    Of folders it says nothing: they are Spark's, whose hashes no build is to compare with its own, or those of a build by parts.
    """
    wanted = _wanted(stage.reads)
    if not wanted or any(folder.table(name).is_dir() for name in wanted):
        return {}
    hashes = {name: fingerprint.of_file(folder.table(name)) for name in wanted}
    return {"program": fingerprint.of_program(), "sha256": hashes}


def open_earlier(engine: Engine, names: Iterable[str], folder: StageFolder | None) -> None:
    """Make the tables named `earlier_X` known to an engine, without rows where there is no folder; others are passed over."""
    for name in _wanted(names):
        view = EARLIER + name
        engine.drop([view])
        if folder is None:
            declared = ", ".join(f"{column.name} {column.type}" for column in TABLES[name].columns)
            engine.execute(f"CREATE TABLE {view} ({declared})")
        else:
            engine.open_parquet(view, folder.table(name))


def tell_anew(engine: Engine, counts: Mapping[str, tuple[int, int]]) -> None:
    """Leave behind how much a stage has worked out anew, and of how much."""
    columns = {
        "what": list(counts),
        "anew": [new for new, _ in counts.values()],
        "of": [of for _, of in counts.values()],
    }
    engine.register(_ANEW, pa.table(columns))


def told_anew(engine: Engine) -> Anew:
    """What a stage has told; empty where it told nothing."""
    if _ANEW not in engine.tables():
        return {}
    return {row["what"]: (row["anew"], row["of"]) for row in engine.query(f"SELECT * FROM {_ANEW}").to_pylist()}


def _wanted(names: Iterable[str]) -> list[str]:
    return [name.removeprefix(EARLIER) for name in names if name.startswith(EARLIER)]


def _candidates(config: Config, folder: StageFolder) -> list[StageFolder]:
    if config.increment_from:
        return [StageFolder(config.path(config.increment_from) / folder.path.name)]
    found = [folder]
    if config.previous:
        found.append(StageFolder(config.path(config.work) / previous_release(config) / folder.path.name))
    return found


def _objection(folder: StageFolder, wanted: list[str]) -> str:
    """Why nothing can be taken over from a folder; empty where something can."""
    try:
        done = folder.record()
    except DamagedError as damage:
        return str(damage)
    if done.get("program") != fingerprint.of_program():
        return "another version of the program or of its libraries made it, or Spark, or it was built by parts"
    hashes = done.get("sha256", {})
    for name in wanted:
        path = folder.table(name)
        if not path.is_file() or fingerprint.of_file(path) != hashes.get(name):
            return f"{path.name} is missing or damaged"
    return ""
