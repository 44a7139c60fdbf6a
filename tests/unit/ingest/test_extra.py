"""Columns beyond ours are carried under the names the source gives them, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.ingest.delivered import Ingested, config, ingest, source

from dtsen_link.errors import SourceError
from dtsen_link.ingest.check import check_deliveries
from dtsen_link.ingest.column_plan import plan_columns

HEADER = "id,kel,nik,nama,alamat,ibu,hp,kode\n"
ROWS = "1,K1,,SITI,JL A, Ny. Aminah ,0812-333,7\n2,K1,,BUDI,,,,\n3,,,,,,0812,\n"
EXTRA = {"ibu": "IBU", "telepon": ("kode", "hp")}


def extras(done: Ingested) -> list[tuple[str, str, str]]:
    rows = done.engine.query("SELECT * FROM raw_extra ORDER BY record_id, field").to_pylist()
    return [(row["record_id"], row["field"], row["value"]) for row in rows]


def test_filled_extras_become_rows_and_several_columns_are_joined(tmp_path: Path) -> None:
    done = ingest(tmp_path, {"data.csv": HEADER + ROWS}, extra=EXTRA)
    assert extras(done)[:2] == [("dtks:1", "ibu", "Ny. Aminah"), ("dtks:1", "telepon", "7|0812-333")]


def test_empty_extras_have_no_row(tmp_path: Path) -> None:
    done = ingest(tmp_path, {"data.csv": HEADER + ROWS}, extra=EXTRA)
    assert not [row for row in extras(done) if row[0] == "dtks:2"]


def test_a_source_without_extras_carries_none(tmp_path: Path) -> None:
    assert extras(ingest(tmp_path, {"data.csv": HEADER + ROWS})) == []


def test_a_column_may_be_ours_and_an_extra_at_once(tmp_path: Path) -> None:
    done = ingest(tmp_path, {"data.csv": HEADER + ROWS}, extra={"jalan": "alamat"})
    assert done.values("alamat")[0] == "JL A"
    assert extras(done) == [("dtks:1", "jalan", "JL A")]


def test_a_row_with_nothing_but_an_extra_tells_of_no_person(tmp_path: Path) -> None:
    text = HEADER + ROWS + ",,,,,,0899,\n"
    done = ingest(tmp_path, {"data.csv": text}, extra=EXTRA)
    assert [reject["reason"] for reject in done.rejects] == ["BARIS_TANPA_ISI"]


def test_a_column_under_extra_that_the_file_lacks_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r'column "NAMA_IBU" is missing \(extra.ibu of the source\)'):
        ingest(tmp_path, {"data.csv": HEADER + ROWS}, extra={"ibu": "NAMA_IBU"})


def test_an_extra_is_no_unmapped_column() -> None:
    plan = plan_columns(source(extra=EXTRA), HEADER.strip().split(","))
    assert plan.unmapped == ()
    assert plan.extra == {"ibu": (5,), "telepon": (7, 6)}


def test_check_tells_how_well_extras_are_filled(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text(HEADER + ROWS, encoding="utf-8")
    findings = check_deliveries(config(tmp_path, source(extra={**EXTRA, "kosong": "nik"})))
    columns = {column.column: column for column in findings.sources[0].files[0].columns}
    assert (columns["extra.ibu"].delivered, columns["extra.ibu"].filled) == ("ibu", 1)
    assert (columns["extra.telepon"].delivered, columns["extra.telepon"].filled) == ("kode+hp", 2)
    assert columns["extra.kosong"].filled == 0
