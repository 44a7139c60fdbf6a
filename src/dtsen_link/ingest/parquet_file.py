"""Parquet deliveries: typed columns turned back into the text an office would have written.

A NIK kept as a floating point number has lost digits for good (domain: float damage), so the type of every column is looked
at, not only its values.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dtsen_link.errors import SourceError
from dtsen_link.ingest.column_plan import ColumnPlan
from dtsen_link.source_config import SourceConfig

_ID_COLUMNS = ("nik", "no_kk")


@dataclass(frozen=True)
class ParquetHead:
    """Names and types of the columns, and the number of rows as the file's footer states it."""

    header: tuple[str, ...]
    types: tuple[pa.DataType, ...]
    rows: int


def read_head(path: Path, file: str) -> ParquetHead:
    """Read the footer.

    Raises:
        SourceError: no Parquet, cut short, or no permission.
    """
    try:
        with pq.ParquetFile(path) as parquet:
            schema = parquet.schema_arrow
            return ParquetHead(tuple(schema.names), tuple(schema.types), parquet.metadata.num_rows)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        reason = str(error).splitlines()[0]
        raise SourceError(
            f"{file}: not a readable Parquet file ({reason}). Copy it again, or ask for it again."
        ) from None
    except OSError as error:
        raise SourceError(
            f"{file}: cannot be read ({error.strerror or error}). Correct the file or its permissions."
        ) from None


def numeric_ids(head: ParquetHead, plan: ColumnPlan) -> dict[str, str]:
    """NIK and KK columns that are numbers: canonical column -> kind (integer, double, single)."""
    found = {}
    for key in _ID_COLUMNS:
        kinds = {_number_kind(head.types[place]) for place in plan.positions.get(key, ())} - {""}
        if kinds:
            found[key] = sorted(kinds)[0]
    return found


def relation(path: Path, head: ParquetHead, plan: ColumnPlan, source: SourceConfig) -> str:
    """A query with `line` and the columns c0, c1 ... as text."""
    dates = set(plan.positions.get("tanggal_lahir", ()))
    texts = [
        f"{_as_text(name, kind, source.date_formats[0] if place in dates else '')} AS c{place}"
        for place, (name, kind) in enumerate(zip(head.header, head.types, strict=True))
    ]
    file = str(path).replace("'", "''")
    columns = ", ".join(["file_row_number + 1 AS line", *texts])
    return f"SELECT {columns} FROM read_parquet('{file}', file_row_number = true, binary_as_string = true)"


def _number_kind(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind) or pa.types.is_decimal(kind):
        return "integer"
    if pa.types.is_float64(kind):
        return "double"
    return "single" if pa.types.is_floating(kind) else ""


def _as_text(name: str, kind: pa.DataType, date_format: str) -> str:
    column = '"' + name.replace('"', '""') + '"'
    number = _number_kind(kind)
    if number == "single":
        # Seven digits are all a single holds: written as a spreadsheet would, so that nobody takes the rest for digits.
        return f"CASE WHEN abs({column}) < 1e7 THEN {_double_text(column)} ELSE printf('%.6E', {column}) END"
    if number == "double":
        return _double_text(column)
    if pa.types.is_decimal(kind):
        return f"CASE WHEN {column} = trunc({column}) THEN CAST(CAST({column} AS HUGEINT) AS VARCHAR) ELSE CAST({column} AS VARCHAR) END"  # noqa: E501 - one expression
    if date_format and (pa.types.is_date(kind) or pa.types.is_timestamp(kind)):
        quoted = date_format.replace("'", "''")
        return f"strftime({column}, '{quoted}')"
    return f"CAST({column} AS VARCHAR)"


def _double_text(column: str) -> str:
    whole = f"CAST(CAST({column} AS HUGEINT) AS VARCHAR)"
    return (
        f"CASE WHEN {column} IS NULL OR isnan({column}) OR isinf({column}) THEN NULL "
        f"WHEN abs({column}) < 1e18 AND {column} = trunc({column}) THEN {whole} ELSE CAST({column} AS VARCHAR) END"
    )
