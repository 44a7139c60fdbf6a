"""The registry tables of a release: which boundary table becomes which folder, whole or split by region."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
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


def write_registry(
    engine: Engine, folder: Path, kept: Mapping[str, Path], *, split_rows: int = SPLIT_ROWS
) -> tuple[Released, ...]:
    """Write the registry tables as Parquet, sorted by key.

    A table of more than `split_rows` rows that knows regions goes to <folder>/<kode_prov>/<kode_kab>.parquet, rows without
    a region to 00/0000.parquet. The names are no `key=value` pairs: readers would take the codes there for numbers.

    Args:
        engine: holds the tables.
        folder: the release.
        kept: tables of which a file as this would write it is there already; it is copied.
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
        if rows > split_rows and {"kode_prov", "kode_kab"} <= set(released.table.column_names()):
            _write_split(engine, released, target)
        else:
            _write_whole(engine, released, target / f"{released.folder}.parquet", kept.get(released.table.name))
        written.append(released)
    return tuple(written)


def _write_whole(engine: Engine, released: Released, file: Path, kept: Path | None) -> None:
    if kept is not None:
        shutil.copyfile(kept, file)
    else:
        engine.write_parquet(released.table.name, file, released.table.key)


def _write_split(engine: Engine, released: Released, target: Path) -> None:
    name, key = released.table.name, released.table.key
    # Sorted by region once, so that each of 514 filters reads only its own part of the file.
    by_region = target / ".by_region.parquet"
    engine.write_parquet(name, by_region, ("kode_prov", "kode_kab", *key))
    engine.open_parquet("tmp_by_region", by_region)
    regions = engine.query("SELECT DISTINCT kode_prov, kode_kab FROM tmp_by_region ORDER BY ALL").to_pylist()
    for region in regions:
        prov, kab = region["kode_prov"], region["kode_kab"]
        path = target / (prov or "00") / f"{kab or '0000'}.parquet"
        path.parent.mkdir(exist_ok=True)
        engine.execute(
            "CREATE OR REPLACE VIEW tmp_region AS SELECT * FROM tmp_by_region "
            f"WHERE kode_prov IS NOT DISTINCT FROM {_literal(prov)} AND kode_kab IS NOT DISTINCT FROM {_literal(kab)}"
        )
        engine.write_parquet("tmp_region", path, key)
    engine.drop(["tmp_region", "tmp_by_region"])
    by_region.unlink()


def _literal(code: str | None) -> str:
    return "NULL" if code is None else f"'{code}'"
