"""One queue as an Excel workbook: a header that stays in sight, columns wide enough to read, a list to choose the answer from."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

import xlsxwriter

from dtsen_link.decisions.rules import answers_to

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

# Left empty for whoever answers.
ANSWER_COLUMNS = ("keputusan", "nilai", "catatan", "oleh", "tanggal")
# Excel's own limit is 1,048,576; a sheet that a person works through is far smaller.
_ROWS_PER_SHEET = 100_000
# Below this a second process costs more than it saves: it imports what it needs anew.
_ROWS_WORTH_A_PROCESS = 20_000
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


def write_workbooks(queues: Sequence[tuple[pl.DataFrame, Path]], *, processes: int = 0) -> None:
    """Write many queues, in processes side by side where they are large: a cell costs Python ten microseconds.

    Args:
        queues: rows and path of each workbook.
        processes: most processes; 0 for one per core.
    """
    many = min(processes or os.cpu_count() or 1, len(queues))
    if many < 2 or sum(rows.height for rows, _ in queues) < _ROWS_WORTH_A_PROCESS:
        for rows, path in queues:
            write_workbook(rows, path)
        return
    # Dealt out from the largest down, so that all have about the same to do.
    largest_first = sorted(queues, key=lambda queue: -queue[0].height)
    with ThreadPoolExecutor(many) as pool:
        for error in pool.map(_write_elsewhere, [largest_first[start::many] for start in range(many)]):
            if error is not None:
                raise error


def _write_elsewhere(queues: Sequence[tuple[pl.DataFrame, Path]]) -> Exception | None:
    """Write workbooks in a Python of their own, and bring back what went wrong there.

    Not by multiprocessing: that runs the program's main script once more, and where nobody thought of it, a second build.
    """
    command = [sys.executable, "-c", "from dtsen_link.publish.workbook import write_what_is_sent; write_what_is_sent()"]
    # The rows go through a pipe, not through a file: they may be unmasked.
    sent = subprocess.run(command, input=pickle.dumps(list(queues)), stdout=subprocess.PIPE, check=True)  # noqa: S603 - our own Python
    error: Exception | None = pickle.loads(sent.stdout)  # noqa: S301 - sent by our own process
    return error


def write_what_is_sent() -> None:
    """The other side of `_write_elsewhere`: workbooks from standard input, the error or None to standard output."""
    error: Exception | None = None
    try:
        for rows, path in pickle.load(sys.stdin.buffer):  # noqa: S301 - sent by our own process
            write_workbook(rows, path)
    except Exception as raised:  # noqa: BLE001 - raised again by the caller
        error = raised
    sys.stdout.buffer.write(pickle.dumps(error))


def write_workbook(rows: pl.DataFrame, path: Path) -> None:
    """Write one queue; further sheets hold what goes beyond 100,000 rows. Same rows, same bytes.

    Every cell is written as text: no value can turn into a number (a NIK would lose digits) or into a formula.
    """
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as workbook:
        # Without a fixed date the file would differ from run to run.
        workbook.set_properties({"title": "Antrean konflik DTSEN", "created": datetime(2000, 1, 1)})  # noqa: DTZ001
        styles = (
            workbook.add_format({"bold": True, "bg_color": "#1F4E78", "font_color": "white", "border": 1}),
            workbook.add_format({"text_wrap": True, "valign": "top"}),
            # Text, whatever is typed: of a NIK read as a number, Excel keeps fifteen digits.
            workbook.add_format({"bg_color": "#FFF2CC", "valign": "top", "text_wrap": True, "num_format": "@"}),
        )
        for number, start in enumerate(range(0, max(rows.height, 1), _ROWS_PER_SHEET), start=1):
            sheet = workbook.add_worksheet("Antrean" if number == 1 else f"Antrean {number}")
            _fill(sheet, rows.slice(start, _ROWS_PER_SHEET), *styles)


def _fill(
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
    for line, values in enumerate(rows.iter_rows(), start=1):
        for place, value in enumerate(values):
            if value:
                sheet.write_string(line, place, value, styles[place])
            else:
                sheet.write_blank(line, place, None, styles[place])
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
