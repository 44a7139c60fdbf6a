"""One queue as an Excel workbook: a header that stays in sight, columns wide enough to read, a list to choose the answer from."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

import xlsxwriter

from dtsen_link.decisions.rules import answers_to
from dtsen_link.publish.sheet_rows import rows_xml

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

# Left empty for whoever answers.
ANSWER_COLUMNS = ("keputusan", "nilai", "catatan", "oleh", "tanggal")
# Excel's own limit is 1,048,576; a sheet that a person works through is far smaller.
_ROWS_PER_SHEET = 100_000
# Of zlib's nine levels: a fifth larger than at the usual sixth, for a third of the time.
_PACKED = 2
# Column -> heading and width in characters.
_COLUMNS = {
    "no_konflik": ("No. Konflik", 24),
    "jenis": ("Jenis", 26),
    "tingkat": ("Tingkat", 9),
    "kabupaten": ("Kabupaten/Kota", 22),
    "kecamatan": ("Kecamatan", 20),
    "desa": ("Desa/Kelurahan", 20),
    "alamat": ("Alamat", 40),
    "rt": ("RT", 6),
    "rw": ("RW", 6),
    "kepala_keluarga": ("Kepala Keluarga", 26),
    "nama": ("Nama", 36),
    "nik": ("NIK", 20),
    "no_kk": ("No. KK", 20),
    "bukti": ("Bukti", 70),
    "saran": ("Saran", 50),
    "keputusan": ("Keputusan", 20),
    "nilai": ("Nilai", 24),
    "catatan": ("Catatan", 30),
    "oleh": ("Oleh", 18),
    "tanggal": ("Tanggal", 12),
    "rilis_pertama": ("Rilis Pertama", 13),
    "sidik": ("Sidik", 4),
}


def write_workbook(rows: pl.DataFrame, path: Path) -> None:
    """Write one queue; further sheets hold what goes beyond 100,000 rows. Same rows, same bytes.

    Every cell is written as text: no value can turn into a number (a NIK would lose digits) or into a formula.
    """
    parts = [rows.slice(start, _ROWS_PER_SHEET) for start in range(0, max(rows.height, 1), _ROWS_PER_SHEET)]
    frame = io.BytesIO()
    with xlsxwriter.Workbook(frame, {"in_memory": True}) as workbook:
        # Without a fixed date the file would differ from run to run.
        workbook.set_properties({"title": "Antrean konflik DTSEN", "created": datetime(2000, 1, 1)})  # noqa: DTZ001
        styles = (
            workbook.add_format({"bold": True, "bg_color": "#1F4E78", "font_color": "white", "border": 1}),
            workbook.add_format({"text_wrap": True, "valign": "top"}),
            # Text, whatever is typed: of a NIK read as a number, Excel keeps fifteen digits.
            workbook.add_format({"bg_color": "#FFF2CC", "valign": "top", "text_wrap": True, "num_format": "@"}),
        )
        for number, part in enumerate(parts, start=1):
            sheet = workbook.add_worksheet("Antrean" if number == 1 else f"Antrean {number}")
            _frame(sheet, part, *styles)
    _fill(frame, parts, path)


def _fill(frame: io.BytesIO, parts: Sequence[pl.DataFrame], path: Path) -> None:
    """Copy a workbook whose sheets hold a header alone, with the rows of each put in."""
    with (
        zipfile.ZipFile(frame) as empty,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_PACKED) as full,
    ):
        sheets = {f"xl/worksheets/sheet{number}.xml": part for number, part in enumerate(parts, start=1)}
        for entry in empty.infolist():
            # Opened by its name, it bears the first day that an archive knows, whenever it is written.
            with full.open(entry.filename, "w") as target:
                if entry.filename not in sheets:
                    target.write(empty.read(entry))
                    continue
                xml = empty.read(entry).decode("utf-8")
                begin, end = xml.index('<row r="2"'), xml.index("</sheetData>")
                target.write(xml[:begin].encode())
                # The frame's second row is there to tell the number of each column's style.
                styles = [int(number) for number in re.findall(r'<c r="[A-Z]+2" s="(\d+)"', xml[begin:end])]
                for text in rows_xml(sheets[entry.filename], styles, first=2):
                    target.write(text.encode())
                target.write(xml[end:].encode())


def _frame(
    sheet: xlsxwriter.worksheet.Worksheet,
    rows: pl.DataFrame,
    header: xlsxwriter.format.Format,
    cell: xlsxwriter.format.Format,
    answer: xlsxwriter.format.Format,
) -> None:
    names = rows.columns
    styles = [answer if name in ANSWER_COLUMNS else cell for name in names]
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for place, name in enumerate(names):
        heading, width = _COLUMNS[name]
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, heading, header)
        sheet.write_blank(1, place, None, styles[place])
    # The sheet's extent follows from its last cell.
    sheet.write_blank(max(rows.height, 1), len(names) - 1, None, styles[-1])
    sheet.autofilter(0, 0, max(rows.height, 1), len(names) - 1)
    _offer_answers(sheet, rows)


def _offer_answers(sheet: xlsxwriter.worksheet.Worksheet, rows: pl.DataFrame) -> None:
    """In each line the list of answers that its type of question takes."""
    column = rows.columns.index("keputusan")
    for jenis, ranges in sorted(_runs(rows["jenis"].to_list()).items()):
        first, last = ranges[0]
        sheet.data_validation(
            *(first, column, last, column),
            {
                "validate": "list",
                "source": list(answers_to(jenis)),
                "error_title": "Keputusan",
                "error_message": "Pilih dari daftar; keterangan lain di kolom Catatan.",
                "other_cells": [[begin, column, end, column] for begin, end in ranges[1:]],
            },
        )


def _runs(types: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
    """The stretches of lines (first and last, below the heading) that each type of question fills."""
    found: dict[str, list[tuple[int, int]]] = {}
    line = 1
    for jenis, stretch in groupby(types):
        length = sum(1 for _ in stretch)
        found.setdefault(jenis, []).append((line, line + length - 1))
        line += length
    return found
