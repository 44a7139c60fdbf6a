"""The build: eight stages in order, Parquet between them, one release at the end.

This module alone makes files of results. Each stage gets views of the tables it reads, leaves tables behind, and those are
checked against contracts.py and renamed into place whole; so any stage can run again alone, a build resumes where it
stopped, and nothing is ever half written.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dtsen_link import fingerprint
from dtsen_link.config import Config
from dtsen_link.conflicts.stage import STAGE as CONFLICTS
from dtsen_link.consolidate.stage import STAGE as CONSOLIDATE
from dtsen_link.contract_check import check_contract, check_key
from dtsen_link.contracts import TABLES
from dtsen_link.decisions.tables import DECISION_TABLES, of_decisions, open_decisions
from dtsen_link.earlier import Anew, find_earlier, for_later, open_earlier, told_anew
from dtsen_link.engine import Engine, Engines, open_engines
from dtsen_link.errors import ConfigError
from dtsen_link.families.stage import STAGE as FAMILIES
from dtsen_link.ingest.capacity import beyond_machine, check_capacity
from dtsen_link.ingest.stage import STAGE as INGEST
from dtsen_link.inputs import of_inputs
from dtsen_link.lineage import forgotten_previous
from dtsen_link.partition import models, views
from dtsen_link.partition.stage import STAGE as PARTITION
from dtsen_link.persons.stage import STAGE as PERSONS
from dtsen_link.preflight import preflight
from dtsen_link.previous import PREVIOUS_TABLES, hide_carried, of_previous, open_previous
from dtsen_link.progress import Progress, held_memory
from dtsen_link.publish.registry import RELEASED_TABLES, release_order
from dtsen_link.publish.release import write_release
from dtsen_link.publish.stage import STAGE as PUBLISH
from dtsen_link.resolve.stage import STAGE as RESOLVE
from dtsen_link.stage import DamagedError, Stage, StageFolder
from dtsen_link.standardise.stage import STAGE as STANDARDISE
from dtsen_link.whole_folders import put_in_place, removed_on_failure, scratch_removed, storage_errors

# These see persons carried over from the previous release among the records; the others see what was delivered.
LINKAGE: tuple[Stage, ...] = (PERSONS, FAMILIES, RESOLVE)
STAGES: tuple[Stage, ...] = (INGEST, STANDARDISE, *LINKAGE, CONSOLIDATE, CONFLICTS, PUBLISH)
# With `partition` these run once for each part of the country, which the stage partition tells after persons.
_BY_PARTS: tuple[Stage, ...] = (FAMILIES, RESOLVE, CONSOLIDATE)


@dataclass(frozen=True)
class StageRun:
    """What one stage did: rows of each table it wrote, seconds, and whether an earlier result was kept.

    `fingerprint` is the hash of what it ran on. `anew` says of what an earlier build can be asked for (names, pairs) how many
    were worked out anew, and of how many.
    """

    stage: str
    rows: dict[str, int]
    seconds: float
    reused: bool
    fingerprint: str
    anew: Anew = field(default_factory=dict)


def build(config: Config, progress: Progress, *, first: str = "", last: str = "", fresh: bool = False) -> Path:
    """Run the stages and publish the release.

    Args:
        config: the build's configuration.
        progress: where to tell what happens.
        first: run again from this stage on, even if nothing changed.
        last: stop after this stage; nothing is published before the last one.
        fresh: run every stage again.

    Returns:
        The release folder, or the work folder when `last` stops the build early.

    Raises:
        UserError: see errors.py; the previous release stays as it was.
    """
    forced = _forced_stages(first, fresh=fresh)
    wanted = _wanted_stages(last, by_parts=bool(config.partition))
    preflight(config, [stage.name for stage in wanted])
    check_capacity(config)
    for told in (forgotten_previous(config), beyond_machine(config)):
        if told:
            progress.warn(told)
    begun = datetime.now(UTC)
    work = config.path(config.work) / config.release
    with storage_errors(work), scratch_removed(work), open_engines(_engines(config, work)) as engines:
        work.mkdir(parents=True, exist_ok=True)
        runs = []
        state = fingerprint.combine(fingerprint.of_code(), fingerprint.of_settings(config), of_inputs(config))
        for stage in wanted:
            before = of_previous(config) if set(stage.reads) & set(PREVIOUS_TABLES) else ""
            decided = of_decisions(config) if set(stage.reads) & set(DECISION_TABLES) else ""
            parted = config.partition if stage is PERSONS else ""
            state = fingerprint.combine(state, stage.name, before, decided, parted)
            folder = stage_folder(config, stage.name)
            runs.append(
                _run_or_reuse(stage, folder, state, config, engines, progress, forced=stage.name in forced, fresh=fresh)
            )
        if wanted[-1] is not STAGES[-1]:
            return work
        return _publish(config, engines, runs, progress, begun)


def stage_names() -> tuple[str, ...]:
    """Names of the stages in their order."""
    return tuple(stage.name for stage in STAGES)


def open_tables(
    engine: Engine, config: Config, names: tuple[str, ...], *, carried: bool = False, part: int = 0
) -> None:
    """Make tables of finished stages and of the previous release known to an engine, as views.

    Args:
        engine: gets the views.
        config: the build's configuration.
        names: tables wanted; others are passed over.
        carried: tables of the linkage with the records carried over from the previous release.
        part: the rows of this part of the country alone; 0 for all.
    """
    for stage in STAGES:
        by_parts = part and stage in _BY_PARTS
        for name in set(stage.writes) & set(names):
            path = stage_folder(config, stage.name).table(name)
            engine.open_parquet(name, _of_part(path, part) if by_parts and name not in models.UNDIVIDED else path)
    open_previous(engine, config, names)
    open_earlier(engine, names, None)
    open_decisions(engine, config, names)
    if part:
        _open_parts(engine, config)
        views.restrict(engine, names, part)
    if config.previous and not carried:
        hide_carried(engine, names)


def stage_folder(config: Config, name: str) -> StageFolder:
    """Where a stage leaves its tables."""
    number = f"{stage_names().index(name) + 1}_" if name in stage_names() else ""
    return StageFolder(config.path(config.work) / config.release / f"{number}{name}")


def _of_part(table: Path, part: int) -> Path:
    """Where the rows of one part of a table lie."""
    return table / f"{part:03d}.parquet"


def _open_parts(engine: Engine, config: Config) -> None:
    for name in PARTITION.writes:
        engine.open_parquet(name, stage_folder(config, PARTITION.name).table(name))


def _run_or_reuse(
    stage: Stage,
    folder: StageFolder,
    state: str,
    config: Config,
    engines: Engines,
    progress: Progress,
    *,
    forced: bool,
    fresh: bool,
) -> StageRun:
    if not forced and folder.record_file.is_file():
        try:
            kept = _kept(stage, folder, state)
        except DamagedError as damage:
            progress.say(f"{stage.name} is run again: {damage}")
        else:
            if kept is not None:
                progress.reused(stage.name)
                return kept
    started = time.perf_counter()
    base = None if fresh else find_earlier(config, stage, folder, progress)
    with progress.running(stage.name):
        rows, anew = _run(stage, folder, state, config, engines, started, base)
    seconds = time.perf_counter() - started
    progress.finished(stage.name, rows, seconds, anew)
    return StageRun(stage.name, rows, seconds, reused=False, fingerprint=state, anew=anew)


def _kept(stage: Stage, folder: StageFolder, state: str) -> StageRun | None:
    """What an earlier run of a stage left; None when it was another state that it ran on.

    Raises:
        DamagedError: its record or one of its tables is gone or broken.
    """
    done = folder.record()
    if done["fingerprint"] != state:
        return None
    folder.check_whole(stage.writes, done["rows"])
    return StageRun(
        stage.name, done["rows"], float(done["seconds"]), reused=True, fingerprint=state, anew=done.get("anew", {})
    )


def _run(
    stage: Stage,
    folder: StageFolder,
    state: str,
    config: Config,
    engines: Engines,
    started: float,
    base: StageFolder | None,
) -> tuple[dict[str, int], Anew]:
    temporary = folder.path.with_name(f".{folder.path.name}.tmp")
    with removed_on_failure(temporary):
        temporary.mkdir(parents=True)
        written = StageFolder(temporary)
        if config.partition and stage in _BY_PARTS:
            rows, anew = _write_parts(stage, written, config, engines, base)
        else:
            rows, anew = _write_tables(stage, written, config, engines, base)
        seconds = time.perf_counter() - started
        record = {"fingerprint": state, "rows": rows, "seconds": round(seconds, 3), "anew": anew}
        record |= for_later(stage, written)
        written.record_file.write_text(json.dumps(record, indent=1), encoding="utf-8")
        shutil.rmtree(folder.path, ignore_errors=True)
        temporary.rename(folder.path)
    return rows, anew


def _write_tables(
    stage: Stage, folder: StageFolder, config: Config, engines: Engines, base: StageFolder | None
) -> tuple[dict[str, int], Anew]:
    with _made_tables(stage, config, engines, base) as engine:
        rows = {}
        for name in stage.writes:
            rows[name] = engine.count(name)
            engine.keep_parquet(name, folder.table(name), release_order(TABLES[name], rows[name]))
        return rows, told_anew(engine)


def _write_parts(
    stage: Stage, folder: StageFolder, config: Config, engines: Engines, base: StageFolder | None
) -> tuple[dict[str, int], Anew]:
    """One part of the country after another, each with an engine of its own, so that its memory is given back."""
    rows = dict.fromkeys(stage.writes, 0)
    counts: Anew = {}
    undivided: dict[str, list[pa.Table]] = {name: [] for name in stage.writes if name in models.UNDIVIDED}
    for part in _parts(config, engines):
        with _made_tables(stage, config, engines, base, part) as engine:
            for name in stage.writes:
                if name in undivided:
                    undivided[name].append(engine.query(f"SELECT * FROM {name}"))
                    continue
                path = _of_part(folder.table(name), part)
                path.parent.mkdir(exist_ok=True)
                engine.keep_parquet(name, path)
                rows[name] += engine.count(name)
            for what, (new, of) in told_anew(engine).items():
                new_before, of_before = counts.get(what, (0, 0))
                counts[what] = (new + new_before, of + of_before)
    _check_keys_over_parts(stage, folder, engines, tuple(name for name in stage.writes if name not in undivided))
    for name, of_parts in undivided.items():
        table = models.joined(name, of_parts)
        pq.write_table(table, folder.table(name))
        rows[name] = table.num_rows
    return rows, counts


def _check_keys_over_parts(stage: Stage, folder: StageFolder, engines: Engines, names: tuple[str, ...]) -> None:
    """No part may repeat what another one has: each was held against its contract alone."""
    engine = engines.near()
    try:
        for name in names:
            engine.open_parquet(name, folder.table(name))
            check_key(engine, stage.name, TABLES[name], engine.count(name))
    finally:
        engine.close()


def _parts(config: Config, engines: Engines) -> list[int]:
    engine = engines.near()
    try:
        _open_parts(engine, config)
        return views.parts(engine)
    finally:
        engine.close()


@contextmanager
def _made_tables(
    stage: Stage, config: Config, engines: Engines, base: StageFolder | None, part: int = 0
) -> Iterator[Engine]:
    """An engine with the tables of a stage, held against their contracts."""
    engine = engines.near() if stage.in_process else engines.of_stage(stage.name)
    try:
        with engine.guarded(f"stage {stage.name}"):
            open_tables(engine, config, stage.reads, carried=stage in (*LINKAGE, PARTITION), part=part)
            open_earlier(engine, stage.reads, base)
            stage.run(engine, config)
        for name in stage.writes:
            check_contract(engine, stage.name, TABLES[name])
        yield engine
    finally:
        engine.close()


def _publish(config: Config, engines: Engines, runs: list[StageRun], progress: Progress, begun: datetime) -> Path:
    started = time.perf_counter()
    out = config.path(config.out)
    final = out / config.release
    temporary = out / f".{config.release}.tmp"
    out.mkdir(parents=True, exist_ok=True)
    with removed_on_failure(temporary):
        temporary.mkdir()
        # Sorted files, queues and the report are written whole by one process, whatever the stages ran on.
        engine = engines.near()
        try:
            with engine.guarded("the release"), progress.running("release"):
                open_tables(engine, config, tuple(TABLES))
                _write(engine, config, temporary, runs, begun)
        finally:
            engine.close()
        put_in_place(temporary, final)
    progress.finished("release", {}, time.perf_counter() - started)
    if held := held_memory():
        progress.say(f"peak memory {held / 1e9:.1f} GB")
    return final


def _write(engine: Engine, config: Config, folder: Path, runs: list[StageRun], begun: datetime) -> None:
    seconds = {run.stage: run.seconds for run in runs}
    write_release(
        engine,
        config,
        folder,
        seconds,
        kept=_kept_as_released(config),
        held=held_memory(),
        started=begun,
        anew={run.stage: run.anew for run in runs if run.anew},
        fingerprints={run.stage: run.fingerprint for run in runs},
    )


def _kept_as_released(config: Config) -> dict[str, Path]:
    """Tables of the release that lie in the work folder as one sorted file; those of parts, or of Spark, are folders."""
    files = {
        name: stage_folder(config, stage.name).table(name)
        for stage in STAGES
        for name in stage.writes
        if name in RELEASED_TABLES
    }
    return {name: file for name, file in files.items() if file.is_file()}


def _engines(config: Config, work: Path) -> Engines:
    return Engines(
        scratch=work / "spill",
        threads=config.threads,
        memory_limit=config.memory_limit,
        temp_limit=config.temp_limit,
        spark=config.engine == "spark",
        master=config.spark.master,
        settings=config.spark.settings,
    )


def _forced_stages(first: str, *, fresh: bool) -> set[str]:
    """The stages to run even if nothing changed.

    The last one always is: it holds the release against gates and limits, which may change without any table changing.
    """
    names = stage_names()
    if fresh:
        return {*names, PARTITION.name}
    if not first:
        return {names[-1]}
    forced = set(names[_position(first) :])
    return forced | {PARTITION.name} if FAMILIES.name in forced else forced


def _wanted_stages(last: str, *, by_parts: bool) -> tuple[Stage, ...]:
    wanted = STAGES[: _position(last) + 1] if last else STAGES
    if not by_parts or PERSONS not in wanted:
        return wanted
    after = wanted.index(PERSONS) + 1
    return (*wanted[:after], PARTITION, *wanted[after:])


def _position(name: str) -> int:
    if name not in stage_names():
        raise ConfigError(f"there is no stage {name!r}; the stages are {', '.join(stage_names())}")
    return stage_names().index(name)
