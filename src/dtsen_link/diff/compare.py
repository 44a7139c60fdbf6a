"""Compares two releases: runs sql/diff/ over their tables and gathers the account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dtsen_link import resources
from dtsen_link.diff.account import Account, Entities, Flow, Group, Questions, Reason, ReleaseSide
from dtsen_link.diff.groups import group_order
from dtsen_link.diff.programmes import programmes_of
from dtsen_link.diff.releases import ReleaseFolder, knows_ids, open_releases
from dtsen_link.engine import DuckDBEngine, Engine
from dtsen_link.errors import SourceError, StorageError
from dtsen_link.shipped_tables import region_names

_SQL = (
    "diff_tie",
    "diff_target",
    "diff_arrival",
    "diff_person",
    "diff_family",
    "diff_entity",
    "diff_flow",
    "diff_matrix",
    "diff_decider",
    "diff_crossing",
    "diff_mark",
    "diff_programme",
    "diff_conflict",
    "diff_list",
)
_PERSON_CHANGES = {
    "moved_provinsi": "moved = 'provinsi'",
    "moved_kabupaten": "moved = 'kabupaten'",
    "moved_kecamatan": "moved = 'kecamatan'",
    "moved_desa": "moved = 'desa'",
    "other_family": "is_family_changed",
    "nik_changed": "is_nik_changed",
    "nik_gained": "is_nik_gained",
    "nik_lost": "is_nik_lost",
    "death_reported": "is_death_reported",
}
_FAMILY_CHANGES = {
    **{name: rule for name, rule in _PERSON_CHANGES.items() if name.startswith("moved_")},
    "new_head": "is_head_changed",
    "kk_changed": "is_kk_changed",
}


def compare_releases(old: Path, new: Path, *, person_list: Path | None = None) -> Account:
    """The account of two releases.

    Args:
        old: the earlier release folder.
        new: the later one.
        person_list: where to write one row per person who is not as before (ids and codes, no names or numbers); None for none.

    Raises:
        SourceError: a folder is no release, both are one, or they have nothing in common.
        StorageError: the list cannot be written.
    """
    with _engine() as engine:
        before, after = open_releases(engine, old, new)
        is_by_id = knows_ids(engine, "new", "old")
        if not is_by_id and knows_ids(engine, "old", "new"):
            raise SourceError(f"{old} was built upon {new}; name the earlier release first, then the later one")
        for name in _SQL:
            engine.run_file(resources.sql_dir() / "diff" / f"{name}.sql", {"is_by_id": is_by_id})
        account = _account(engine, before, after, is_by_id=is_by_id)
        if person_list is not None:
            _write_list(engine, person_list)
        return account


@contextmanager
def _engine() -> Iterator[DuckDBEngine]:
    engine = DuckDBEngine()
    try:
        yield engine
    finally:
        engine.close()


def _write_list(engine: Engine, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        engine.write_parquet("diff_list", path, ("person_id_old", "person_id"))
    except OSError as error:
        raise StorageError(f"--list {path}: cannot write: {error.strerror}") from error


def _account(engine: Engine, old: ReleaseFolder, new: ReleaseFolder, *, is_by_id: bool) -> Account:
    records = _one(
        engine,
        "SELECT (SELECT count(*) FROM old_person_source) AS old, (SELECT count(*) FROM new_person_source) AS new, "
        "(SELECT coalesce(sum(record_n), 0) FROM diff_tie WHERE entity = 'person') AS both",
    )
    same_ids = _one(engine, "SELECT count(*) AS n FROM old_person SEMI JOIN new_person USING (person_id)")["n"]
    if not records["both"] and not same_ids and not is_by_id:
        raise SourceError(
            f"{old.path} and {new.path} have neither an id nor a source record in common: other registries, or other source "
            "names and other id keys. Nothing can be said of what changed; name two releases of one registry"
        )
    names = region_names()
    anew = _rows(engine, "SELECT source FROM diff_source WHERE is_delivered_anew ORDER BY source")
    return Account(
        old=ReleaseSide(release=old.release, data_dates=old.data_dates, records=records["old"]),
        new=ReleaseSide(release=new.release, data_dates=new.data_dates, records=records["new"]),
        matched_by="ids" if is_by_id else "records",
        records_in_both=records["both"],
        delivered_anew=tuple(row["source"] for row in anew),
        notes=_notes(old, new, records, is_by_id=is_by_id, same_ids=same_ids),
        persons=_entities(engine, "person", _PERSON_CHANGES, names),
        families=_entities(engine, "family", _FAMILY_CHANGES, names),
        programmes=programmes_of(engine, old, new, names),
        conflicts=tuple(Questions(**row) for row in _rows(engine, "SELECT * FROM diff_conflict ORDER BY jenis")),
    )


def _notes(
    old: ReleaseFolder, new: ReleaseFolder, records: dict[str, int], *, is_by_id: bool, same_ids: int
) -> tuple[str, ...]:
    if is_by_id:
        return ()
    share = 100 * records["both"] / records["old"] if records["old"] else 0
    notes = [
        f"{new.release} does not know the ids of {old.release}: it was not built upon it. Persons and families are matched by "
        f"the source records they hold. {share:.1f} % of the records of {old.release} are in {new.release} under the same key; "
        "whoever stands only in records whose keys were renewed counts here as lost and as new."
    ]
    if not same_ids:
        notes.append(
            "The two releases have no person id in common, so they were made with different id keys. Nobody who keeps ids of "
            f"{old.release} will find them in {new.release}; build it again with the key of {old.release} and with `previous`."
        )
    return tuple(notes)


def _entities(engine: Engine, entity: str, changes: dict[str, str], names: dict[str, str]) -> Entities:
    counts = ", ".join(f"count(*) FILTER (WHERE {rule}) AS {name}" for name, rule in changes.items())
    flows = _rows(engine, f"SELECT * EXCLUDE (entity) FROM diff_flow WHERE entity = '{entity}'")
    matrix: dict[str, dict[str, int]] = {}
    cells = _rows(engine, f"SELECT * FROM diff_matrix WHERE entity = '{entity}' ORDER BY desil_old, desil_new")
    for cell in sorted(cells, key=lambda cell: (group_order(cell["desil_old"]), group_order(cell["desil_new"]))):
        matrix.setdefault(cell["desil_old"], {})[cell["desil_new"]] = cell["entity_n"]
    reasons = _rows(
        engine,
        "SELECT direction, reason, coalesce(source, '') AS source, count(*) AS count FROM diff_crossing "
        f"WHERE entity = '{entity}' GROUP BY ALL ORDER BY direction, count DESC, reason, source",
    )
    whole = next((row for row in flows if row["kind"] == "all"), {})
    return Entities(
        all=Flow(**{name: value for name, value in whole.items() if name not in ("kind", "value")}),
        changes=_one(engine, f"SELECT {counts} FROM diff_{entity} WHERE fate = 'kept'"),
        matrix=matrix,
        low_reasons=tuple(Reason(**row) for row in reasons),
        by_province=_groups(flows, "prov", names),
        by_kabupaten=_groups(flows, "kab", names),
        by_decile=_groups(flows, "desil", {"-": "not ranked"}),
    )


def _groups(flows: list[dict[str, Any]], kind: str, names: dict[str, str]) -> tuple[Group, ...]:
    found = [
        Group(code=row["value"], name=names.get(row["value"], ""), **_figures(row))
        for row in flows
        if row["kind"] == kind
    ]
    return tuple(sorted(found, key=lambda group: group_order(group.code)))


def _figures(row: dict[str, Any]) -> dict[str, int]:
    return {name: value for name, value in row.items() if name not in ("kind", "value")}


def _one(engine: Engine, sql: str) -> dict[str, int]:
    return {name: int(value) for name, value in engine.query(sql).to_pylist()[0].items()}


def _rows(engine: Engine, sql: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = engine.query(sql).to_pylist()
    return found
