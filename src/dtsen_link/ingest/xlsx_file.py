"""Workbooks: find the sheet and the header row, take every cell as text.

Offices put titles above the table and notes on further sheets. The table is where the configured column names stand; two
sheets that both have them are a question for the user.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import fastexcel
import polars as pl
import pyarrow as pa

from dtsen_link.errors import SourceError
from dtsen_link.ingest.column_plan import BLANKS, ColumnPlan, find_header, plan_columns
from dtsen_link.source_config import SourceConfig

_ID_COLUMNS = ("nik", "no_kk")
_HEADER_ROWS = 30
_CELL_DATE = r"^(\d{4}-\d{2}-\d{2}) 00:00:00$"


@dataclass(frozen=True)
class XlsxTable:
    """The table of a workbook.

    Attributes:
        sheet: name of its sheet.
        header: column names as delivered.
        first_row: row number of the first data row, as Excel counts.
        frame: the rows below the header as text, in columns c0, c1 ...
        numeric: canonical NIK and KK columns that hold number cells.
    """

    sheet: str
    header: tuple[str, ...]
    first_row: int
    frame: pl.DataFrame
    numeric: frozenset[str]


def read_table(source: SourceConfig, path: Path, file: str) -> XlsxTable:
    """Read the sheet that has the configured columns.

    Raises:
        SourceError: no workbook, no such sheet, no sheet or several with the columns.
    """
    try:
        book = fastexcel.read_excel(path)
        found = {name: _table(source, book, name) for name in _sheet_names(source, book, file)}
    except fastexcel.FastExcelError as error:
        reason = str(error).splitlines()[0]
        raise SourceError(
            f"{file}: not a readable workbook ({reason}). Open and save it as .xlsx, or ask again."
        ) from None
    except OSError as error:
        raise SourceError(
            f"{file}: cannot be read ({error.strerror or error}). Correct the file or its permissions."
        ) from None
    return _only(source, found, file)


def rows_of(table: XlsxTable, plan: ColumnPlan, source: SourceConfig) -> pa.Table:
    """The rows with their row numbers; date cells of the birth date in the source's own way of writing."""
    frame = table.frame.with_columns(
        pl.int_range(table.first_row, table.first_row + pl.len(), dtype=pl.Int64).alias("line")
    )
    written = [
        pl.coalesce(
            pl.col(name).str.extract(_CELL_DATE).str.to_date("%Y-%m-%d").dt.to_string(source.date_formats[0]), name
        )
        for name in (f"c{place}" for place in plan.positions.get("tanggal_lahir", ()))
    ]
    return frame.with_columns(written).to_arrow()


def _sheet_names(source: SourceConfig, book: fastexcel.ExcelReader, file: str) -> list[str]:
    wanted = source.xlsx.sheet
    if wanted and wanted not in book.sheet_names:
        raise SourceError(f'{file}: no sheet "{wanted}" (xlsx.sheet). Sheets found: {", ".join(book.sheet_names)}.')
    return [wanted] if wanted else list(book.sheet_names)


def _table(source: SourceConfig, book: fastexcel.ExcelReader, name: str) -> XlsxTable:
    sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    cells = sheet.to_polars()
    cells.columns = [f"c{place}" for place in range(cells.width)]
    top = [[cell or "" for cell in row] for row in cells.head(_HEADER_ROWS).iter_rows()]
    place = source.xlsx.header_row - 1 if source.xlsx.header_row else find_header(top, source)[0]
    header = tuple(top[place]) if place < len(top) else ()
    body = _without_empty_tail(cells.slice(place + 1))
    positions = plan_columns(source, header).positions
    numeric = {
        key
        for key in _ID_COLUMNS
        for column in positions.get(key, ())
        # A table may begin in column D; what is loaded begins there, what is asked for counts from A.
        if body.get_column(f"c{column}").is_not_null().any()
        and _has_numbers(book, name, place, sheet.selected_columns[column].absolute_index)
    }
    return XlsxTable(name, header, place + 2, body, frozenset(numeric))


def _without_empty_tail(frame: pl.DataFrame) -> pl.DataFrame:
    if not frame.width:
        return frame
    filled = frame.select(pl.any_horizontal(pl.all().str.strip_chars(BLANKS).str.len_chars() > 0)).to_series()
    places = filled.arg_true()
    return frame.head(int(places[-1]) + 1 if len(places) else 0)


def _has_numbers(book: fastexcel.ExcelReader, sheet: str, header_row: int, column: int) -> bool:
    """Whether a column has number cells, alone or among text cells."""
    try:
        found = book.load_sheet(
            sheet, header_row=None, skip_rows=header_row + 1, use_columns=[column], schema_sample_rows=None,
            dtype_coercion="strict",
        )  # fmt: skip
    except fastexcel.UnsupportedColumnTypeCombinationError:
        return True
    return any(info.dtype in ("int", "float") for info in found.selected_columns)


def _only(source: SourceConfig, found: dict[str, XlsxTable], file: str) -> XlsxTable:
    whole = [table for table in found.values() if not plan_columns(source, table.header).problem(file)]
    if len(whole) == 1:
        return whole[0]
    if whole:
        names = ", ".join(table.sheet for table in whole)
        raise SourceError(
            f"{file}: several sheets have the configured columns ({names}). Set xlsx.sheet to one of them."
        )
    best = min(found.values(), key=lambda table: len(plan_columns(source, table.header).missing), default=None)
    if best is None or not best.header:
        raise SourceError(
            f"{file}: the workbook is empty. Ask for the delivery again, or take the file out of `files`."
        )
    sheets = f"Sheets looked at: {', '.join(found)}. " if len(found) > 1 else ""
    problem = plan_columns(source, best.header).problem(f'{file}, sheet "{best.sheet}"')
    raise SourceError(f"{problem} {sheets}".rstrip())
