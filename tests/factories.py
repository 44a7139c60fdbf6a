"""Rows for tests: valid defaults for every boundary table, so that a test states only what it is about.

    engine = engine_with(std_person=[person("a:1", nik="3201014502900001"), person("b:1")])

Every row has exactly the contract's columns; a misspelt column is an error, not a silent extra.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa

from dtsen_link.contracts import TABLES, Column
from dtsen_link.engine import DuckDBEngine

Row = dict[str, Any]

_ARROW = {
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
    "BIGINT": pa.int64(),
    "INTEGER": pa.int32(),
    "DOUBLE": pa.float64(),
    "DOUBLE[]": pa.list_(pa.float64()),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
}
_EMPTY = {
    "VARCHAR": "",
    "VARCHAR[]": [],
    "BIGINT": 0,
    "INTEGER": 0,
    "DOUBLE": 0.0,
    "DOUBLE[]": [],
    "BOOLEAN": False,
    "DATE": date(2025, 1, 1),
}


def row(table: str, **values: Any) -> Row:
    """One row of a boundary table: null where the contract allows it, an empty value elsewhere, then what is given."""
    columns = TABLES[table].columns
    unknown = set(values) - {column.name for column in columns}
    if unknown:
        raise KeyError(f"{table} has no column {', '.join(sorted(unknown))}")
    return {column.name: values.get(column.name, _default(column)) for column in columns}


def arrow(table: str, rows: list[Row]) -> pa.Table:
    """Rows as an Arrow table with the contract's types; no rows give an empty table of the right shape."""
    schema = pa.schema([(column.name, _ARROW[column.type]) for column in TABLES[table].columns])
    return pa.Table.from_pylist(rows, schema=schema)


def engine_with(**tables: list[Row]) -> DuckDBEngine:
    """An engine that holds the given rows under their tables' names."""
    engine = DuckDBEngine(threads=1)
    for name, rows in tables.items():
        engine.register(name, arrow(name, rows))
    return engine


def person(record_id: str, **values: Any) -> Row:
    """A record of std_person; source and key come from record_id ("dtks:17"), the rest is a plain valid person.

    Give `family="F1"` for a unit of the record's source; `nik` sets its grade and usability along.
    """
    source, _, key = record_id.partition(":")
    family = values.pop("family", None)
    nama = values.get("nama_std", "SITI AMINAH")
    tokens = nama.split() if nama else []
    born = values.get("tanggal_lahir", date(1990, 2, 5))
    nik = values.get("nik", "3201014502900001")
    defaults: Row = {
        "record_id": record_id,
        "source": source,
        "source_record_id": key,
        "source_family_id": family,
        "unit_id": f"{source}:{family}" if family else None,
        "delivery": f"{source}.csv",
        "data_date": date(2025, 2, 28),
        "trust": 50,
        "nik_raw": nik,
        "nik": nik,
        "nik_status": "ok" if nik else "missing",
        "nik_digits": nik,
        "nik_shared_n": 1 if nik else 0,
        "nik_usable": nik is not None,
        "kk_status": "ok" if values.get("no_kk") else "missing",
        "nama_raw": nama,
        "nama_std": nama,
        "nama_tokens": tokens,
        "nama_fon": tokens,
        "jenis_kelamin": "P",
        "tanggal_lahir": born,
        "dob_precision": "day" if born else "none",
        "tahun_lahir": born.year if born else None,
        "keberadaan": "ADA",
        "kode_prov": "32",
        "kode_kab": "3201",
        "kode_kec": "320101",
        "kode_desa": "3201012001",
        "kode_system": "kemendagri",
        "wilayah_grade": "code",
        "desil": 3,
    }
    return row("std_person", **{**defaults, **values})


def unit(unit_id: str, **values: Any) -> Row:
    """A family unit of std_family; source and key come from unit_id ("dtks:F1")."""
    source, _, key = unit_id.partition(":")
    defaults: Row = {
        "unit_id": unit_id,
        "source": source,
        "source_family_id": key,
        "unit_type": "kk",
        "data_date": date(2025, 2, 28),
        "trust": 50,
        "kk_status": "ok" if values.get("no_kk") else "missing",
        "member_n": 1,
        "kode_prov": "32",
        "kode_kab": "3201",
        "kode_kec": "320101",
        "kode_desa": "3201012001",
    }
    return row("std_family", **{**defaults, **values})


def _default(column: Column) -> Any:
    return None if column.nullable else _EMPTY[column.type]
