"""The deliveries as files, a chunk at a time, so that memory does not grow with the sample."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Protocol

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from dtsen_link.errors import ConfigError

FORMATS = ("csv", "parquet", "xlsx")
XLSX_ROWS = 1_048_575
_DELIMITER = {"dtks": "|", "regsosek": ",", "p3ke": ","}
_ENCODING = {"dtks": "latin-1", "regsosek": "utf-8", "p3ke": "utf-8"}
_CREATED = datetime(2025, 1, 1, tzinfo=UTC).replace(tzinfo=None)


class Writer(Protocol):
    """A file that takes tables of the same columns one after another."""

    def append(self, table: pl.DataFrame) -> None:
        """Write the rows of one chunk."""

    def close(self) -> None:
        """Finish the file."""


class CsvFile:
    """Delimited text with a header; fields are quoted where they must be."""

    def __init__(self, path: Path, delimiter: str, encoding: str) -> None:
        self._delimiter, self._encoding = delimiter, encoding
        self._handle: IO[bytes] = path.open("wb")
        self._header = True

    def append(self, table: pl.DataFrame) -> None:
        buffer = io.BytesIO()
        # An empty value as nothing between the delimiters, as offices export it; polars would write "".
        filled = pl.all()
        table.select(pl.when(filled != "").then(filled)).write_csv(
            buffer, separator=self._delimiter, include_header=self._header
        )
        self._header = False
        self._handle.write(buffer.getvalue().decode("utf-8").encode(self._encoding))

    def close(self) -> None:
        self._handle.close()


class ParquetFile:
    """Parquet, one row group per chunk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: pq.ParquetWriter | None = None

    def append(self, table: pl.DataFrame) -> None:
        arrow = table.to_arrow(compat_level=pl.CompatLevel.oldest())
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._path, arrow.schema, compression="zstd")
        self._writer.write_table(pa.Table.from_batches(arrow.to_batches(), self._writer.schema))

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


class XlsxFile:
    """One sheet, every cell text, with a fixed date so that the same rows give the same bytes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_numbers": False})
        self._book.set_properties({"created": _CREATED})
        self._sheet = self._book.add_worksheet("data")
        self._row = 0

    def append(self, table: pl.DataFrame) -> None:
        if self._row + table.height > XLSX_ROWS:
            raise too_large(self._path)
        if self._row == 0:
            self._write(table.columns)
        for row in table.iter_rows():
            self._write(row)

    def _write(self, values: list[str] | tuple[str, ...]) -> None:
        for column, value in enumerate(values):
            self._sheet.write_string(self._row, column, value)
        self._row += 1

    def close(self) -> None:
        self._book.close()


def too_large(path: Path) -> ConfigError:
    """The refusal of an XLSX file that its format cannot hold."""
    return ConfigError(
        f"{path.name}: an XLSX sheet holds {XLSX_ROWS:,} rows and this delivery would have more; "
        "ask for csv or parquet instead, as in --formats csv,csv,csv"
    )


def open_writer(path: Path, source: str) -> Writer:
    """A writer by the file's ending; CSV as each office delivers it."""
    if path.suffix == ".csv":
        return CsvFile(path, _DELIMITER[source], _ENCODING[source])
    return XlsxFile(path) if path.suffix == ".xlsx" else ParquetFile(path)
