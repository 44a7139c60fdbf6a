"""Parquet and workbooks come in as the text an office would have written; numbers for NIK are refused or flagged."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from tests.unit.ingest.delivered import Ingested, config, ingest, source

from dtsen_link.errors import SourceError

COLUMNS = {"source_record_id": "id", "nik": "nik", "nama": "nama", "tanggal_lahir": "lahir"}
SETTINGS: dict[str, Any] = {"columns": COLUMNS, "family_unit": "none", "date_formats": ("%d/%m/%Y",)}


def parquet(folder: Path, **columns: Any) -> Ingested:
    defaults = {"id": ["1", "2"], "nik": ["3201014502900001", None], "nama": ["ANI", "BUDI"], "lahir": [None, None]}
    table = pa.table({name: _array(values) for name, values in (defaults | columns).items()})
    pq.write_table(table, folder / "data.parquet")
    return Ingested(config(folder, source(**SETTINGS, numeric_ids="repair")))


def _array(values: Any) -> pa.Array:
    return values if isinstance(values, pa.Array) else pa.array(values)


def workbook(path: Path, **sheets: list[list[Any]]) -> None:
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)


HEAD = ["id", "nik", "nama", "lahir"]


def test_parquet_text_is_read_as_it_stands(tmp_path: Path) -> None:
    found = parquet(tmp_path)
    assert (found.values("nik"), found.values("line")) == (["3201014502900001", None], [1, 2])
    assert (found.files[0]["format"], found.files[0]["rows_read"], found.files[0]["flags"]) == ("parquet", 2, [])


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (pa.array([3201014502900001, None], pa.int64()), "3201014502900001"),
        (pa.array([Decimal("3201014502900001"), None], pa.decimal128(20, 0)), "3201014502900001"),
        (pa.array([3201014502900001.0, None], pa.float64()), "3201014502900001"),
        (pa.array([3.201014502900001e15, None], pa.float32()), "3.201014E+15"),
    ],
)
def test_a_nik_column_of_numbers_is_repaired_with_a_flag(tmp_path: Path, values: pa.Array, text: str) -> None:
    found = parquet(tmp_path, nik=values)
    assert found.values("nik") == [text, None]
    assert "nik_numeric" in found.files[0]["flags"]


def test_a_double_beyond_2_to_the_53_is_known_to_have_lost_digits(tmp_path: Path) -> None:
    found = parquet(tmp_path, nik=pa.array([9401014502900001.0, 3201014502900001.0]))
    assert found.values("nik") == ["9401014502900000", "3201014502900001"]
    assert found.files[0]["flags"] == ["float53_damage", "float_damage", "nik_numeric"]


def test_other_typed_columns_become_plain_text(tmp_path: Path) -> None:
    found = parquet(tmp_path, id=pa.array([1.0, 2.5]), lahir=pa.array([date(1990, 2, 5), None]))
    assert (found.values("source_record_id"), found.values("tanggal_lahir")) == (["1", "2.5"], ["05/02/1990", None])
    stamps = pa.array([datetime(1990, 2, 5), None], pa.timestamp("us"))  # noqa: DTZ001 - a birth date has no zone
    assert parquet(tmp_path, lahir=stamps).values("tanggal_lahir") == ["05/02/1990", None]


def test_awkward_column_names_and_paths_are_quoted(tmp_path: Path) -> None:
    folder = tmp_path / "kota 'A'"
    folder.mkdir()
    pq.write_table(pa.table({'no "id"': ["1"], "na'ma": ["ANI"]}), folder / "data.parquet")
    columns = {"source_record_id": 'no "id"', "nama": "na'ma"}
    found = Ingested(config(folder, source(columns=columns, family_unit="none")))
    assert found.values("nama") == ["ANI"]


def test_a_workbook_is_read_with_row_numbers_as_excel_counts(tmp_path: Path) -> None:
    rows = [["DAFTAR"], [], HEAD, ["1", "3201014502900001", "ANI", "05/02/1990"], [], ["2", "", "BUDI", ""], [" "], []]
    workbook(tmp_path / "data.xlsx", Data=rows)
    found = ingest(tmp_path, {}, **SETTINGS)
    assert (found.values("nama"), found.values("line")) == (["ANI", "BUDI"], [4, 6])
    assert [(row["line"], row["reason"]) for row in found.rejects] == [(5, "BARIS_KOSONG")]
    assert (found.files[0]["format"], found.files[0]["rows_read"]) == ("xlsx", 3)


@pytest.mark.parametrize("nik", ["3201014502900001", 3201014502900001])
def test_a_table_may_begin_anywhere_on_its_sheet(tmp_path: Path, nik: Any) -> None:
    rows = [[], [], ["", "", "DAFTAR"], ["", "", *HEAD], ["", "", "1", nik, "ANI", ""]]
    workbook(tmp_path / "data.xlsx", Data=[[cell or None for cell in row] for row in rows])
    found = ingest(tmp_path, {}, **SETTINGS, numeric_ids="repair")
    assert (found.values("nik"), found.values("line")) == (["3201014502900001"], [5])
    assert found.files[0]["flags"] == ([] if isinstance(nik, str) else ["nik_numeric"])


def test_date_cells_are_written_as_the_source_writes_dates(tmp_path: Path) -> None:
    born = datetime(1990, 2, 5)  # noqa: DTZ001 - a birth date has no zone
    workbook(tmp_path / "data.xlsx", Data=[HEAD, ["1", "", "ANI", born], ["2", "", "BUDI", "06/02/1990"]])
    assert ingest(tmp_path, {}, **SETTINGS).values("tanggal_lahir") == ["05/02/1990", "06/02/1990"]


def test_number_cells_are_whole_text(tmp_path: Path) -> None:
    workbook(tmp_path / "data.xlsx", Data=[HEAD, [17, "", "ANI", ""], [18.5, "", "BUDI", ""]])
    assert ingest(tmp_path, {}, **SETTINGS).values("source_record_id") == ["17", "18.5"]


@pytest.mark.parametrize("second", ["3201014502900002", 3201014502900002, "-"])
def test_number_cells_for_nik_are_refused_alone_and_among_text(tmp_path: Path, second: Any) -> None:
    workbook(tmp_path / "data.xlsx", Data=[HEAD, ["1", 3201014502900001, "ANI", ""], ["2", second, "BUDI", ""]])
    with pytest.raises(SourceError, match=r'data.xlsx: column "nik" holds numbers.*numeric_ids = "repair"'):
        ingest(tmp_path, {}, **SETTINGS)
    found = ingest(tmp_path, {}, **SETTINGS, numeric_ids="repair")
    assert found.values("nik")[0] == "3201014502900001"
    assert found.files[0]["flags"] == ["nik_numeric"]


def test_the_sheet_with_the_columns_is_found_among_others(tmp_path: Path) -> None:
    workbook(tmp_path / "data.xlsx", Catatan=[["dibuat oleh"]], Data=[HEAD, ["1", "", "ANI", ""]], Kosong=[])
    assert ingest(tmp_path, {}, **SETTINGS).values("nama") == ["ANI"]


def test_the_configured_sheet_and_header_row_are_taken(tmp_path: Path) -> None:
    one = [["id", "nama"], HEAD, ["1", "", "ANI", ""]]
    workbook(tmp_path / "data.xlsx", Satu=one, Dua=[HEAD, ["1", "", "BUDI", ""]])
    found = ingest(tmp_path, {}, **SETTINGS, xlsx={"sheet": "Satu", "header_row": 2})
    assert found.values("nama") == ["ANI"]


def test_a_workbook_named_csv_is_read_by_its_content(tmp_path: Path) -> None:
    workbook(tmp_path / "data.xlsx", Data=[HEAD, ["1", "", "ANI", ""]])
    (tmp_path / "data.xlsx").rename(tmp_path / "data.csv")
    assert ingest(tmp_path, {}, **SETTINGS).files[0]["format"] == "xlsx"
