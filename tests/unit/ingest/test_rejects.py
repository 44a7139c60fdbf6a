"""A reject holds the row as it was delivered, whole, but for sensitive values; no content is called empty."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from tests.unit.ingest.delivered import HEADER, Ingested, config, ingest, source

from dtsen_link.ingest import csv_file

WIDE = "id,kel,nik,nama,alamat,catatan,no\n"


def told(found: Ingested) -> list[tuple[Any, ...]]:
    return [(row["line"], row["reason"], row["raw_text"]) for row in found.rejects]


def test_a_copy_is_rejected_with_its_line_as_it_stood(tmp_path: Path) -> None:
    row = '1 ,K1,,"ANI, ""NENG""",JL A\n'
    assert told(ingest(tmp_path, {"data.csv": HEADER + row + row})) == [(3, "BARIS_KEMBAR", row.strip())]


def test_a_copy_of_several_lines_keeps_its_line_breaks(tmp_path: Path) -> None:
    row = '1,K1,,ANI,"JL A\nRT 3"\n'
    assert told(ingest(tmp_path, {"data.csv": HEADER + row + row})) == [(4, "BARIS_KEMBAR", row.strip())]


def test_rows_that_differ_in_an_unmapped_column_only_are_no_copies(tmp_path: Path) -> None:
    found = ingest(
        tmp_path, {"data.csv": WIDE + "1,K,,ANI,,lama,1\n1,K,,ANI,,baru,2\n1,K,,ANI,,baru,3\n"}, ignore=("no",)
    )
    assert [person["record_id"] for person in found.people] == ["dtks:1", "dtks:1#2"]
    assert told(found) == [(4, "BARIS_KEMBAR", "1,K,,ANI,,baru,3")]


def test_columns_in_another_order_make_no_other_row(tmp_path: Path) -> None:
    files = {"data1.csv": WIDE + "1,K,,ANI,,x,1\n", "data2.csv": "no,catatan,alamat,nama,nik,kel,id\n1,x,,ANI,,K,1\n"}
    assert told(ingest(tmp_path, files)) == [(2, "BARIS_KEMBAR", "1,x,,ANI,,K,1")]


def test_values_never_run_into_one_another(tmp_path: Path) -> None:
    found = ingest(tmp_path, {"data.csv": HEADER + "1,K,,A|B,C\n1,K,,A,B|C\n1,K,,,A\n1,K,,A,\n"})
    assert (len(found.people), found.rejects) == (4, [])


def test_a_row_with_content_in_other_columns_is_not_called_empty(tmp_path: Path) -> None:
    found = ingest(tmp_path, {"data.csv": WIDE + ",,,,,pindah 2023,\n,,,,,,9\n,, ,,,,\n1,,,ANI,,,\n"}, ignore=("no",))
    assert told(found) == [
        (2, "BARIS_TANPA_ISI", ",,,,,pindah 2023,"), (3, "BARIS_TANPA_ISI", ",,,,,,9"), (4, "BARIS_KOSONG", ",, ,,,,"),
    ]  # fmt: skip


SICK = "id,kel,nik,nama,alamat,penyakit\n"


def test_sensitive_values_do_not_leak_into_rejects(tmp_path: Path) -> None:
    rows = '1,K,,"A, B",,"TBC, HIV"\n' * 2 + ',,,,,"HIV"\n' + "2,K,,BUDI,TBC\n" + '3,K,,"CITRA,TBC\n' + "\n"
    found = ingest(tmp_path, {"data.csv": SICK + rows}, sensitive=("penyakit",))
    assert told(found) == [
        (3, "BARIS_KEMBAR", '1,K,,"A, B",,(sensitif)'), (4, "BARIS_TANPA_ISI", ",,,,,(sensitif)"),
        (5, "BARIS_RUSAK", "(sensitif)"), (6, "BARIS_RUSAK", "(sensitif)"), (7, "BARIS_KOSONG", ""),
    ]  # fmt: skip
    assert [row["value"] for row in found.sensitive] == ["TBC, HIV"]


def test_a_unit_separator_in_a_sensitive_value_is_kept(tmp_path: Path) -> None:
    found = ingest(tmp_path, {"data.csv": SICK + "1,K,,ANI,,TBC\x1fHIV\n"}, sensitive=("penyakit",))
    assert [row["value"] for row in found.sensitive] == ["TBC\x1fHIV"]


def test_rows_of_parquet_and_workbooks_are_told_cell_by_cell(tmp_path: Path) -> None:
    names = [*SICK.strip().split(","), "berat"]
    rows = [["1", "K", None, "ANI", "JL A", "TBC", 51.5]] * 2 + [[None] * 5 + ["HIV", None], [None] * 5 + [None, 2.0]]
    pq.write_table(
        pa.table({name: [row[n] for row in rows] for n, name in enumerate(names)}), tmp_path / "data.parquet"
    )
    found = ingest(tmp_path, {}, sensitive=("penyakit",))
    expected = [("BARIS_KEMBAR", "1|K||ANI|JL A|(sensitif)|51.5"), ("BARIS_TANPA_ISI", "|||||(sensitif)|"),
                ("BARIS_TANPA_ISI", "||||||2")]  # fmt: skip
    assert [row[1:] for row in told(found)] == expected
    (tmp_path / "data.parquet").unlink()
    with xlsxwriter.Workbook(tmp_path / "data.xlsx") as book:
        sheet = book.add_worksheet("Data")
        for number, row in enumerate([names, *rows]):
            sheet.write_row(number, 0, row)
    assert [row[1:] for row in told(ingest(tmp_path, {}, sensitive=("penyakit",)))] == expected


def test_raw_text_is_found_again_in_any_piece_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"{n % 40},K,,NAMA {n % 40},\r\n" for n in range(120)).encode()
    (tmp_path / "data.csv").write_bytes(b"\xef\xbb\xbfDAFTAR\r\n" + HEADER.encode() + rows)
    for size in (64, 1000, 1_000_000):
        monkeypatch.setattr(csv_file, "_PIECE_BYTES", size)
        found = Ingested(config(tmp_path, source()))
        assert told(found) == [(n + 3, "BARIS_KEMBAR", f"{n % 40},K,,NAMA {n % 40},") for n in range(40, 120)]
