"""Rows as they stood in their files, for rejects.

Which rows become rejects is known only when all files are read, and keeping the text of every row would cost as much memory
as the rows themselves. So the few lines are fetched from their files afterwards; only workbooks, which are small and slow to
open, keep theirs. Sensitive values (health, disability) are left out of the text: rejects go to people who need not see them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import pyarrow as pa

from dtsen_link.engine import DuckDBEngine
from dtsen_link.ingest.column_plan import BLANKS, ColumnPlan
from dtsen_link.ingest.csv_lines import Dialect

HIDDEN = "(sensitif)"


def add_texts(
    engine: DuckDBEngine, source_file: tuple[str, str], texts: Mapping[int, str], plan: ColumnPlan, dialect: Dialect
) -> None:
    """Append whole rows of a text file to tmp_raw_text.

    Args:
        engine: holds the table.
        source_file: name of the source, and the file as tables name it.
        texts: line number -> the row as it stood, line breaks and all.
        plan: which fields are sensitive.
        dialect: how the file is written.
    """
    if not texts:
        return
    places = frozenset(plan.sensitive.values())
    shown = [_without_sensitive(text, dialect, places) for text in texts.values()]
    table = pa.table({"line": pa.array(texts, pa.int64()), "raw_text": pa.array(shown, pa.string())})
    engine.connection.register("tmp_text_read", table)
    try:
        engine.connection.execute(
            "INSERT INTO tmp_raw_text SELECT ?, ?, line, raw_text FROM tmp_text_read", list(source_file)
        )
    finally:
        engine.connection.unregister("tmp_text_read")


def add_typed_rows(
    engine: DuckDBEngine, source_file: tuple[str, str], plan: ColumnPlan, relation: str, where: str = "TRUE"
) -> None:
    """Append rows of a workbook or a Parquet file to tmp_raw_text: all their cells, with a vertical bar between."""
    hidden = set(plan.sensitive.values())
    cells = [
        f"CASE WHEN trim(c{place}, '{BLANKS}') <> '' THEN '{HIDDEN}' ELSE '' END"
        if place in hidden
        else f"coalesce(c{place}, '')"
        for place in range(len(plan.header))
    ]
    engine.connection.execute(
        f"INSERT INTO tmp_raw_text SELECT ?, ?, line, concat_ws('|', {', '.join(cells)}) FROM {relation} WHERE {where}",
        list(source_file),
    )


def _without_sensitive(text: str, dialect: Dialect, places: frozenset[int]) -> str:
    """A whole row with a marker in place of each filled sensitive field; all else as it stood."""
    if not places:
        return text
    fields = _fields(text, dialect)
    return dialect.delimiter.join(
        HIDDEN if place in places and field.strip(BLANKS + dialect.quote) else field
        for place, field in enumerate(fields)
    )


def _fields(text: str, dialect: Dialect) -> list[str]:
    """The fields of a whole row, quotes and all."""
    if not dialect.quote:
        return text.split(dialect.delimiter)
    pattern, fields, place = _field_pattern(dialect), [], 0
    while place <= len(text):
        found = pattern.match(text, place)
        end = found.end() if found else len(text)
        fields.append(text[place:end])
        place = end + 1
    return fields


@cache
def _field_pattern(dialect: Dialect) -> re.Pattern[str]:
    delimiter, quote = re.escape(dialect.delimiter), re.escape(dialect.quote)
    return re.compile(f"{quote}(?:[^{quote}]|{quote}{quote})*{quote}|[^{delimiter}]*")
