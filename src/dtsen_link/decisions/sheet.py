"""Queue files as they come back: every line with its number, and nothing guessed about what it says."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import fastexcel
import polars as pl

from dtsen_link.errors import SourceError

NEEDED = ("no_konflik", "keputusan", "sidik")
_READ = (*NEEDED, "nilai", "catatan", "oleh", "tanggal")
# Headings of the workbook that are not simply the column's name in other letters.
_HEADINGS = {"no. konflik": "no_konflik"}


@dataclass(frozen=True)
class Line:
    """One line of a sheet.

    Attributes:
        file: name of the file.
        sheet: name of the worksheet; empty for CSV.
        row: as a spreadsheet numbers it.
        cells: column -> text without blanks around it; empty where nothing stands.
    """

    file: str
    sheet: str
    row: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_lines(path: Path) -> Iterator[Line]:
    """Every line of a queue file below its heading, in order.

    Raises:
        SourceError: no such file, another format, or a column is missing.
    """
    for sheet, table in _tables(path):
        names = [_column(str(cell or "")) for cell in table[0]] if table else []
        missing = [name for name in NEEDED if name not in names]
        if missing:
            where = f"{path}, sheet {sheet}" if sheet else f"{path}"
            raise SourceError(
                f"{where}: column {', '.join(missing)} missing; give the queue file back with its columns as they were"
            )
        places = {name: names.index(name) for name in _READ if name in names}
        for row, values in enumerate(table[1:], start=2):
            cells = {name: _cell(values, place) for name, place in places.items()}
            if any(cells.values()):
                yield Line(path.name, sheet, row, cells)


def _column(heading: str) -> str:
    name = heading.strip().lower()
    return _HEADINGS.get(name, name.replace(" ", "_"))


def _cell(values: list[str | None], place: int) -> str:
    return str(values[place] or "").strip() if place < len(values) else ""


def _tables(path: Path) -> list[tuple[str, list[list[str | None]]]]:
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise SourceError(f"{path}: queue files come back as .csv or .xlsx")
    try:
        return _worksheets(path) if path.suffix.lower() == ".xlsx" else [("", _csv_rows(path))]
    except (
        *(OSError, UnicodeDecodeError, csv.Error, zipfile.BadZipFile),
        *(pl.exceptions.PolarsError, fastexcel.FastExcelError),
    ) as error:
        raise SourceError(f"{path}: cannot be read: {str(error).splitlines()[0]}") from None


def _worksheets(path: Path) -> list[tuple[str, list[list[str | None]]]]:
    """All worksheets: a queue of more than 100,000 lines has several."""
    if not path.is_file():
        raise FileNotFoundError(2, "No such file or directory", str(path))
    frames = pl.read_excel(path, sheet_id=0, has_header=False, infer_schema_length=0, raise_if_empty=False)
    return [(name, [list(row) for row in frame.rows()]) for name, frame in frames.items()]


def _csv_rows(path: Path) -> list[list[str | None]]:
    text = path.read_text(encoding="utf-8-sig")
    first = text.split("\n", 1)[0]
    # Excel in Indonesia writes semicolons.
    delimiter = ";" if first.count(";") > first.count(",") else ","
    return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
