"""The registry tables of a release: which boundary table becomes which folder, whole or split by region."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from dtsen_link.contracts import TABLES, Table
from dtsen_link.engine import Engine

# Above this a table is split by province and kabupaten, so that an office opens its own file and not the country's.
SPLIT_ROWS = 5_000_000


@dataclass(frozen=True)
class Released:
    """One published table.

    Attributes:
        folder: its folder in the release, and its name in schema/.
        table: the boundary table it is.
        optional: left out when it has no rows.
    """

    folder: str
    table: Table
    optional: bool = False


RELEASED = (
    Released("persons", TABLES["gold_person"]),
    Released("families", TABLES["gold_family"]),
    Released("members", TABLES["gold_member"]),
    Released("person_sources", TABLES["gold_person_source"]),
    Released("provenance", TABLES["gold_provenance"]),
    Released("conflicts", TABLES["conflict"]),
    Released("conflict_events", TABLES["conflict_event"]),
    Released("rejects", TABLES["reject"]),
    Released("id_events", TABLES["id_event"]),
    Released("ids", TABLES["gold_id"]),
    Released("absent", TABLES["gold_absent"]),
    Released("decisions", TABLES["gold_decision"], optional=True),
    Released("sensitive", TABLES["raw_sensitive"], optional=True),
)
RELEASED_TABLES = frozenset(released.table.name for released in RELEASED)
_REGION = ("kode_prov", "kode_kab")


def release_order(table: Table, rows: int, *, split_rows: int = SPLIT_ROWS) -> tuple[str, ...]:
    """The columns by which a table of so many rows is sorted: its key, after the region where it is split by regions.

    Empty for a table that no release holds.
    """
    if table.name not in RELEASED_TABLES:
        return ()
    return (*_REGION, *table.key) if _is_split(table, rows, split_rows) else table.key


def write_registry(
    engine: Engine, folder: Path, kept: Mapping[str, Path], *, split_rows: int = SPLIT_ROWS
) -> tuple[Released, ...]:
    """Write the registry tables as Parquet, sorted by key.

    A table of more than `split_rows` rows that knows regions goes to <folder>/<kode_prov>/<kode_kab>.parquet, rows without
    a region to 00/0000.parquet. The names are no `key=value` pairs: readers would take the codes there for numbers.

    Args:
        engine: holds the tables.
        folder: the release.
        kept: tables of which a file in release_order is there already; it is copied, or read region by region.
        split_rows: see above.

    Returns:
        The tables written; optional ones without rows are left out.
    """
    written = []
    for released in RELEASED:
        rows = engine.count(released.table.name)
        if released.optional and not rows:
            continue
        target = folder / released.folder
        target.mkdir()
        file = kept.get(released.table.name)
        order = release_order(released.table, rows, split_rows=split_rows)
        if _is_split(released.table, rows, split_rows):
            _write_split(engine, released.table, target, file, order)
        else:
            _write_whole(engine, released.table, target / f"{released.folder}.parquet", file, order)
        written.append(released)
    return tuple(written)


def _is_split(table: Table, rows: int, split_rows: int) -> bool:
    return rows > split_rows and set(_REGION) <= set(table.column_names())


def _write_whole(engine: Engine, table: Table, file: Path, kept: Path | None, order: tuple[str, ...]) -> None:
    if kept is not None:
        shutil.copyfile(kept, file)
    else:
        engine.write_parquet(table.name, file, order)


def _write_split(engine: Engine, table: Table, target: Path, kept: Path | None, order: tuple[str, ...]) -> None:
    by_region = kept or target / ".by_region.parquet"
    if kept is None:
        engine.write_parquet(table.name, by_region, order)
    engine.open_parquet("tmp_by_region", by_region)
    regions = engine.query("SELECT DISTINCT kode_prov, kode_kab FROM tmp_by_region ORDER BY ALL").to_pylist()
    for prov, of_prov in groupby(regions, key=lambda region: region["kode_prov"]):
        # Read province by province: a row group of the file holds several kabupaten, and would be unpacked for each of them.
        engine.execute(
            f"CREATE OR REPLACE TABLE tmp_province AS SELECT * FROM tmp_by_region WHERE {_is('kode_prov', prov)}"
        )
        for kab in (region["kode_kab"] for region in of_prov):
            path = target / (prov or "00") / f"{kab or '0000'}.parquet"
            path.parent.mkdir(exist_ok=True)
            engine.execute(
                f"CREATE OR REPLACE VIEW tmp_region AS SELECT * FROM tmp_province WHERE {_is('kode_kab', kab)}"
            )
            engine.write_parquet("tmp_region", path, table.key)
    engine.drop(["tmp_region", "tmp_province", "tmp_by_region"])
    if kept is None:
        by_region.unlink()


def _is(column: str, code: str | None) -> str:
    return f"{column} IS NULL" if code is None else f"{column} = '{code}'"
