"""Rows of a worksheet made by columns are, letter for letter, what xlsxwriter writes cell by cell."""

from __future__ import annotations

import io
import re
import zipfile

import polars as pl
import pytest
import xlsxwriter

from dtsen_link.publish import sheet_rows
from dtsen_link.publish.sheet_rows import rows_xml

HOSTILE = [
    "SITI AMINAH",
    "3201010101900001",
    "=1+1",
    "a & b < c > d \"e\" 'f'",
    " in front",
    "behind\n",
    "two\nlines",
    "carriage\r\nreturn",
    "tab\tinside",
    "nul \x00 bell \x07 escape \x1b",
    "no character \ufffe \uffff",
    "_x0041_ typed, _x004_ not, __x00e9_",
    "émigré 😀",
    "x" * 40_000,
    "😀" * 20_000,
    "&" * 32_767,
]


def cell_by_cell(values: list[str]) -> list[str]:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"constant_memory": True}) as book:
        sheet, style = book.add_worksheet(), book.add_format({"bold": True})
        for line, value in enumerate(values):
            sheet.write_string(line, 0, value, style)
            sheet.write_blank(line, 27, None, style)
    xml = zipfile.ZipFile(made).read("xl/worksheets/sheet1.xml").decode("utf-8")
    return re.findall("<row .*?</row>", xml, flags=re.DOTALL)


def by_columns(values: list[str], *, first: int = 1) -> list[str]:
    names = [f"c{number}" for number in range(28)]
    rows = pl.DataFrame({name: values if name == "c0" else [None] * len(values) for name in names}).cast(pl.String)
    xml = "".join(rows_xml(rows, [1] * 28, first=first))
    rows_found = re.findall("<row .*?</row>", xml, flags=re.DOTALL)
    assert "".join(rows_found) == xml
    # The other writer leaves out what is empty; here the cells in between bear their style.
    return [re.sub(r'<c r="([B-Z]|AA)[0-9]+" s="1"/>', "", row) for row in rows_found]


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value[:12]))
def test_a_row_is_what_is_written_cell_by_cell(value: str) -> None:
    assert by_columns([value]) == cell_by_cell([value])


def test_all_rows_together_are_the_same_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_rows, "_ROWS_AT_ONCE", 3)
    assert by_columns(HOSTILE) == cell_by_cell(HOSTILE)


def test_plain_full_and_empty_columns_are_written_beside_others() -> None:
    rows = pl.DataFrame({"plain": ["x", "y"], "odd": ["<", " z"], "some": ["", "v"], "none": [None, ""]})
    assert "".join(rows_xml(rows, [0, 1, 2, 3], first=1)) == (
        '<row r="1"><c r="A1" s="0" t="inlineStr"><is><t>x</t></is></c>'
        '<c r="B1" s="1" t="inlineStr"><is><t>&lt;</t></is></c><c r="C1" s="2"/><c r="D1" s="3"/></row>'
        '<row r="2"><c r="A2" s="0" t="inlineStr"><is><t>y</t></is></c>'
        '<c r="B2" s="1" t="inlineStr"><is><t xml:space="preserve"> z</t></is></c>'
        '<c r="C2" s="2" t="inlineStr"><is><t>v</t></is></c><c r="D2" s="3"/></row>'
    )


def test_rows_are_numbered_from_the_first_on() -> None:
    rows = pl.DataFrame({"a": ["x", ""], "b": [None, "y"]})
    assert "".join(rows_xml(rows, [2, 3], first=5)) == (
        '<row r="5"><c r="A5" s="2" t="inlineStr"><is><t>x</t></is></c><c r="B5" s="3"/></row>'
        '<row r="6"><c r="A6" s="2"/><c r="B6" s="3" t="inlineStr"><is><t>y</t></is></c></row>'
    )


def test_no_rows_are_nothing() -> None:
    assert list(rows_xml(pl.DataFrame({"a": []}, schema={"a": pl.String}), [1], first=2)) == []
