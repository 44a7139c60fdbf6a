"""The stage keeps its contract, whatever the order of rows and the number of threads, and notices a lost row."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.unit.ingest.delivered import HEADER, config

from dtsen_link.contract_check import check_contract
from dtsen_link.contracts import TABLES
from dtsen_link.engine import DuckDBEngine
from dtsen_link.errors import DtsenLinkError
from dtsen_link.ingest import stage
from dtsen_link.ingest.reading import FileReading, read_delivery

ROWS = [f"{n % 50},K{n % 9},,NAMA {n % 60},JL {n % 7}" for n in range(300)] + [",K,,TANPA KUNCI,", ",,,,", "rusak"]


def ingested(folder: Path, rows: list[str], threads: int) -> DuckDBEngine:
    (folder / "data.csv").write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    engine = DuckDBEngine(threads=threads)
    stage.run(engine, config(folder))
    return engine


def test_every_table_keeps_its_contract_and_no_scratch_stays_but_what_raw_person_is_a_view_of(tmp_path: Path) -> None:
    engine = ingested(tmp_path, ROWS, 2)
    for name in stage.STAGE.writes:
        check_contract(engine, "ingest", TABLES[name])
    stayed = {name for name in engine.tables() if name.startswith("tmp_")}
    assert stayed == {"tmp_delivered", "tmp_keyed", "tmp_repeat", "tmp_record"}


def test_shuffled_rows_and_threads_give_the_same_records(tmp_path: Path) -> None:
    def records(rows: list[str], threads: int) -> list[dict[str, Any]]:
        sql = "SELECT * EXCLUDE (line) FROM raw_person ORDER BY record_id"
        return list(ingested(tmp_path, rows, threads).query(sql).to_pylist())

    assert records(ROWS, 1) == records(random.Random(3).sample(ROWS, len(ROWS)), 2)


def test_a_row_that_gets_lost_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def one_more(*arguments: Any) -> FileReading:
        reading = read_delivery(*arguments)
        return replace(reading, rows_read=reading.rows_read + 1)

    monkeypatch.setattr(stage, "read_delivery", one_more)
    with pytest.raises(DtsenLinkError, match=r"ingest lost rows: data.csv: 304 read, \d+ kept, \d+ rejected"):
        ingested(tmp_path, ROWS, 1)
