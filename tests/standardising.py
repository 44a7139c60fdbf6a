"""Runs the standardise stage on a few hand-made delivered records."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.factories import Row, arrow, row

from dtsen_link.config import Config
from dtsen_link.contract_check import check_contract
from dtsen_link.contracts import TABLES
from dtsen_link.earlier import open_earlier
from dtsen_link.engine import DuckDBEngine
from dtsen_link.previous import PREVIOUS_TABLES, open_previous
from dtsen_link.source_config import SourceConfig
from dtsen_link.standardise.stage import STAGE

_COLUMNS = {"source_record_id": "id", "source_family_id": "fam", "nama": "nama", "nik": "nik"}


def source(name: str, **settings: Any) -> SourceConfig:
    """A source with settings that suit a test: a KK per family, Kemendagri codes, day-month-year."""
    defaults: dict[str, Any] = {
        "name": name,
        "files": ("x.csv",),
        "data_date": date(2025, 2, 28),
        "family_unit": "kk",
        "region_codes": "kemendagri",
        "date_formats": ("%d-%m-%Y", "%d/%m/%y", "%m-%Y", "%Y", "%d %B %Y"),
        "columns": _COLUMNS,
    }
    return SourceConfig(**{**defaults, **settings})


def raw(record: str, **values: Any) -> Row:
    """One delivered record; `record` is source:key. Everything not given is null."""
    name, _, key = record.partition(":")
    return row(
        "raw_person", **{"record_id": record, "source": name, "source_record_id": key, "key_repeat": 1, **values}
    )


def configuration(*sources: SourceConfig, **settings: Any) -> Config:
    """A configuration of the given sources; one named `uji` when none is given."""
    return Config(**{"release": "2026Q4", "sources": sources or (source("uji"),), **settings})


def standardise(
    rows: list[Row],
    config: Config | None = None,
    extras: list[Row] | None = None,
    before: dict[str, list[Row]] | None = None,
) -> dict[str, list[dict[str, Any]]]:
    """std_person, std_family and std_extra of the records, contracts checked, in the order of their keys."""
    engine = DuckDBEngine(threads=1)
    engine.register("raw_person", arrow("raw_person", rows))
    engine.register("raw_extra", arrow("raw_extra", extras or []))
    chosen = config or configuration()
    open_previous(engine, chosen, STAGE.reads)
    open_earlier(engine, STAGE.reads, None)
    for name, known in (before or {}).items():
        engine.register(name, arrow(PREVIOUS_TABLES[name][1], known))
    STAGE.run(engine, chosen)
    tables = {}
    for name in STAGE.writes:
        check_contract(engine, "standardise", TABLES[name])
        tables[name] = engine.query(f"SELECT * FROM {name} ORDER BY {', '.join(TABLES[name].key)}").to_pylist()
    engine.close()
    return tables


def person_of(rows: list[Row], config: Config | None = None) -> dict[str, Any]:
    """The first record of std_person."""
    return standardise(rows, config)["std_person"][0]
