"""Which release came before which, as far as the manifests of the releases on disk tell.

A wrong `previous` does not stop a build by itself: ids would quietly start anew, or a quarter would follow a later one. Folders
are moved, so a release that is not where the one after it says is looked for beside that one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dtsen_link.config import Config
from dtsen_link.errors import ConfigError


@dataclass(frozen=True)
class Published:
    """A release as its manifest tells of it.

    Attributes:
        folder: where it lies.
        name: its name.
        previous: the folder of the release before it, as its configuration had it; empty without one.
        data_dates: source -> the day its data speak of; empty where an older manifest does not say.
        finished: when it was built.
    """

    folder: Path
    name: str
    previous: str
    data_dates: Mapping[str, date]
    finished: str


def check_order(config: Config) -> None:
    """Stop where `previous` names the release to be built, or one that came after it.

    Raises:
        ConfigError: it does; says how that can be told.
    """
    before = _read(config.path(config.previous)) if config.previous else None
    if before is None:
        return
    named = f"previous = {config.previous!r}"
    place = config.path(config.out) / config.release
    if before.name == config.release or before.folder.resolve() == place.resolve():
        raise ConfigError(
            f"{named}: this is the release to be built; give the new one another name (release), "
            "or name the quarter before"
        )
    chain = list(_predecessors(before))
    if config.release in chain:
        path = " after ".join([before.name, *chain[: chain.index(config.release) + 1]])
        raise ConfigError(
            f"{named}: {before.name} came after {config.release}, the release to be built ({path}); name the quarter before "
            f"{config.release}, or leave the key out if it was the first"
        )
    dates = _shared_dates(config, before)
    if dates and all(there > here for here, there in dates.values()):
        told = ", ".join(f"{source} {there} there, {here} here" for source, (here, there) in sorted(dates.items()))
        raise ConfigError(
            f"{named}: {before.name} speaks of later days than the release to be built (data_date: {told}); name the quarter "
            "before, or correct the data dates of the sources"
        )


def forgotten_previous(config: Config) -> str:
    """What is lost where no previous release is named though there are some; empty where nothing is.

    Those count that lie finished in `out`, have a source in common with this build, and did not come after it.
    """
    if config.previous:
        return ""
    out = config.path(config.out)
    folders = sorted(path for path in out.iterdir() if path.name[0] != ".") if out.is_dir() else []
    there = [found for folder in folders if (found := _read(folder)) and _could_be_previous(config, found)]
    followed = {name for found in there for name in _predecessors(found)}
    latest = [found for found in there if found.name not in followed] or there
    if not latest:
        return ""
    newest = max(latest, key=lambda found: (max(found.data_dates.values()), found.finished, found.name))
    path = (Path(config.out) / newest.folder.name).as_posix()
    return (
        f"no previous release is named, though {newest.name} lies in {out}: ids start anew, models are trained again, "
        "questions open there count as new, decisions hold only where keys of the sources stayed, and nobody asks after people "
        f'who are gone. If this release follows that one, stop and set previous = "{path}" in dtsen.toml, or give --previous'
    )


def _could_be_previous(config: Config, found: Published) -> bool:
    dates = _shared_dates(config, found)
    return (
        bool(dates)
        and config.release not in (found.name, found.folder.name, *_predecessors(found))
        and not all(there > here for here, there in dates.values())
    )


def _shared_dates(config: Config, other: Published) -> dict[str, tuple[date, date]]:
    """Data date in this build and in another release, of each source that both have."""
    return {
        source.name: (source.data_date, other.data_dates[source.name])
        for source in config.sources
        if source.name in other.data_dates
    }


def _predecessors(release: Published) -> Iterator[str]:
    """Names of the releases before one, the nearest first."""
    seen = {release.name}
    found: Published | None = release
    while found is not None and found.previous:
        told = Path(found.previous)
        # A relative path starts at a dtsen.toml that may lie anywhere; releases mostly lie side by side.
        places = (*([told] if told.is_absolute() else []), found.folder.parent / told.name)
        found = next((before for place in places if (before := _read(place))), None)
        name = told.name if found is None else found.name
        if name in seen:
            return
        seen.add(name)
        yield name


def _read(folder: Path) -> Published | None:
    """A release by its manifest; None where there is none that can be read."""
    try:
        told: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        settings = told.get("configuration", {})
        return Published(
            folder=folder,
            name=str(told["release"]),
            previous=str(settings.get("previous", "")),
            data_dates={
                source["name"]: date.fromisoformat(source["data_date"]) for source in settings.get("sources", ())
            },
            finished=str(told.get("finished", "")),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
