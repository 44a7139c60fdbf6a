"""Two release folders, opened for comparison: tables old_* and new_*, checked, and how the ids of the two can be followed.

A release names its persons by lasting ids. One that was built upon another knows what every id of it has become (`ids/`);
then ids are followed. One that knows nothing of the other can only be held against it by the source records both hold.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from dtsen_link.engine import Engine
from dtsen_link.errors import SourceError

_REGION = ("kode_prov", "kode_kab", "kode_kec", "kode_desa")
# table -> folder of the release, columns that are needed of it.
_TABLES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "person": ("persons", ("person_id", "nik", "keberadaan", "family_id", "desil", *_REGION)),
    "family": ("families", ("family_id", "no_kk", "kepala_person_id", "member_n", "desil", *_REGION)),
    "member": ("members", ("family_id", "person_id")),
    "person_source": ("person_sources", ("record_id", "source", "person_id", "family_id")),
    "provenance": ("provenance", ("entity", "entity_id", "field", "record_id")),
    "conflict": ("conflicts", ("conflict_id", "jenis")),
    "id_event": ("id_events", ("entity", "entity_id", "event", "other_id")),
}
# Releases made before ids and questions lasted have none of these.
_OPTIONAL: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "id": ("ids", ("entity", "id", "current_id")),
    "absent": ("absent", ("person_id", "keberadaan")),
    "conflict_event": ("conflict_events", ("conflict_id", "event")),
}


@dataclass(frozen=True)
class ReleaseFolder:
    """One release folder.

    Attributes:
        path: where it lies.
        release: its name.
        data_dates: source -> the day its data speak of.
        deliveries: source -> the hashes of its files.
        has_marks: its persons have a column of programme marks.
    """

    path: Path
    release: str
    data_dates: dict[str, str]
    deliveries: dict[str, frozenset[str]]
    has_marks: bool = True


def open_releases(engine: Engine, old: Path, new: Path) -> tuple[ReleaseFolder, ReleaseFolder]:
    """Make the tables of two releases known as old_person, new_person and so on.

    Raises:
        SourceError: a folder is no release, lacks a table or column, or both are the same folder.
    """
    if old.resolve() == new.resolve():
        raise SourceError(f"{old} and {new} are the same folder; name the earlier release first, then the later one")
    folders = _folder(old), _folder(new)
    for side, folder in zip(("old", "new"), folders, strict=True):
        for table, (name, columns) in _TABLES.items():
            _open(engine, f"{side}_{table}", folder.path / name, columns)
        for table, (name, columns) in _OPTIONAL.items():
            if (folder.path / name).is_dir():
                _open(engine, f"{side}_{table}", folder.path / name, columns)
            else:
                engine.register(f"{side}_{table}", pa.table({column: pa.array([], pa.string()) for column in columns}))
    engine.register("diff_source", _sources(*folders))
    return _with_marks(engine, *folders)


def _with_marks(engine: Engine, old: ReleaseFolder, new: ReleaseFolder) -> tuple[ReleaseFolder, ReleaseFolder]:
    """Make old_mark and new_mark known: person_id and program; both empty where a release keeps none, lest we guess."""
    old, new = (
        replace(folder, has_marks="program" in engine.columns(f"{side}_person"))
        for side, folder in (("old", old), ("new", new))
    )
    nobody = pa.schema([("person_id", pa.string()), ("program", pa.list_(pa.string()))]).empty_table()
    for side, folder in (("old", old), ("new", new)):
        if old.has_marks and new.has_marks:
            engine.open_parquet(f"{side}_mark", folder.path / "persons" / "**" / "*.parquet")
        else:
            engine.register(f"{side}_mark", nobody)
    return old, new


def knows_ids(engine: Engine, knower: str, known: str) -> bool:
    """Whether the list of ids of one side ("old" or "new") holds every person and family of the other."""
    unknown = engine.query(
        f"SELECT count(*) AS n FROM (SELECT person_id AS id FROM {known}_person UNION ALL "
        f"SELECT family_id AS id FROM {known}_family) AS used ANTI JOIN {knower}_id ON used.id = {knower}_id.id"
    ).to_pylist()[0]["n"]
    return int(unknown) == 0


def _folder(path: Path) -> ReleaseFolder:
    manifest, metrics = _read_json(path, "manifest.json"), _read_json(path, "metrics.json")
    try:
        deliveries: dict[str, set[str]] = {}
        for file in manifest["inputs"]:
            deliveries.setdefault(file["source"], set()).add(file["sha256"])
        return ReleaseFolder(
            path,
            str(manifest["release"]),
            {source["name"]: source["data_date"] for source in metrics["sources"]},
            {source: frozenset(hashes) for source, hashes in deliveries.items()},
        )
    except (LookupError, TypeError) as error:
        raise SourceError(
            f"{path}: manifest.json or metrics.json lacks what a release says of itself ({error}); build the release again"
        ) from error


def _read_json(path: Path, name: str) -> Any:
    try:
        return json.loads((path / name).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise SourceError(
            f"{path}: is no release: it has no {name}; name the folder of a release, as `dtsen-link build` prints it"
        ) from None
    except PermissionError as error:
        raise SourceError(f"{path / name}: cannot be read ({error.strerror}); see who may read it") from None
    except ValueError as error:
        raise SourceError(f"{path / name}: is damaged: {error}. Build the release again") from None


def _open(engine: Engine, name: str, folder: Path, columns: tuple[str, ...]) -> None:
    if not any(folder.rglob("*.parquet")):
        raise SourceError(f"{folder.parent}: is no whole release: it has no {folder.name}/ with Parquet in it")
    try:
        engine.open_parquet(name, folder / "**" / "*.parquet")
        found = engine.columns(name)
    except duckdb.Error as error:
        raise SourceError(f"{folder}: cannot be read as Parquet: {str(error).splitlines()[0]}") from None
    missing = [column for column in columns if column not in found]
    if missing:
        raise SourceError(
            f"{folder}: column {', '.join(missing)} missing; the release is of another version. Build it again"
        )


def _sources(old: ReleaseFolder, new: ReleaseFolder) -> pa.Table:
    """Sources of the new release, and whether any file of theirs was not in the old one."""
    rows = [
        {"source": source, "is_delivered_anew": hashes != old.deliveries.get(source)}
        for source, hashes in sorted(new.deliveries.items())
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema([("source", pa.string()), ("is_delivered_anew", pa.bool_())]))
