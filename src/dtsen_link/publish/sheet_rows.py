"""Rows of a worksheet as Open XML, made by whole columns: what is written cell by cell costs Python ten microseconds each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl
from xlsxwriter.utility import xl_col_to_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Excel refuses a workbook with a longer text in a cell. It counts UTF-16 units: beyond U+FFFF a character is two.
_LONGEST = 32_767
_ROWS_AT_ONCE = 10_000
# What XML cannot hold, and what Excel would read as one of its own escapes.
_UNWRITABLE = "[\x00-\x08\x0b-\x1f\ufffe\uffff]"
_TYPED_ESCAPE = "_(x[0-9A-Fa-f]{4}_)"
_MARKS = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# Blanks at either end are lost without being asked for.
_BLANK_AT_END = r"^\s|\s$"
_CARE = f"[&<>]|{_UNWRITABLE}|{_TYPED_ESCAPE}|{_BLANK_AT_END}"
_NUMBER = "number of the row"


def rows_xml(rows: pl.DataFrame, styles: Sequence[int], *, first: int) -> Iterator[str]:
    """The <row> elements of a table, a few thousand at a time; every cell is text, empty and null ones bear their style alone.

    Args:
        rows: columns of text.
        styles: number of the style (cellXfs of the workbook) of each column.
        first: number of the first row, from 1.
    """
    for start in range(0, rows.height, _ROWS_AT_ONCE):
        part = rows.slice(start, _ROWS_AT_ONCE)
        # One look at all values tells which columns must be gone through closely; most are plain, and full or empty.
        careful = _needing_care(part)
        part = part.with_columns(_writable(part.select(careful)).get_columns() if careful else [])
        filled = part.select((pl.all() != "").sum()).row(0)
        number = pl.int_range(first + start, first + start + part.height).cast(pl.String)
        cells = [
            piece
            for place, name in enumerate(part.columns)
            for piece in _cell(
                name,
                xl_col_to_name(place),
                styles[place],
                filled=filled[place] / part.height,
                careful=name in careful,
            )
        ]
        line = pl.concat_str([pl.lit('<row r="'), pl.col(_NUMBER), pl.lit('">'), *cells, pl.lit("</row>")])
        # The number is made once, not once for each cell that bears it.
        yield "".join(part.with_columns(number.alias(_NUMBER)).select(line.alias("line"))["line"])


def _needing_care(rows: pl.DataFrame) -> list[str]:
    """Columns with a value that cannot be written just as it is."""
    odd = rows.select((pl.all().str.contains(_CARE) | (pl.all().str.len_bytes() > _LONGEST)).any()).row(0)
    return [name for name, found in zip(rows.columns, odd, strict=True) if found]


def _cell(name: str, letters: str, style: int, *, filled: float, careful: bool) -> list[pl.Expr]:
    """The pieces of a column's cells, one behind the other; `filled` is the share of its values that are not empty."""
    text = pl.col(name)
    begin = [pl.lit(f'<c r="{letters}'), pl.col(_NUMBER)]
    empty = pl.lit(f'" s="{style}"/>')
    if not filled:
        return [*begin, empty]
    tag = pl.lit(f'" s="{style}" t="inlineStr"><is><t>')
    if careful:
        kept = pl.lit(f'" s="{style}" t="inlineStr"><is><t xml:space="preserve">')
        tag = pl.when(text.str.contains(_BLANK_AT_END)).then(kept).otherwise(tag)
    string = [tag, text, pl.lit("</t></is></c>")]
    if filled == 1:
        return [*begin, *string]
    return [*begin, pl.when(text != "").then(pl.concat_str(string)).otherwise(empty)]


def _writable(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with what XML or Excel cannot take in the form they can; looked at closely only where there is such a value."""
    texts = pl.all()
    longest = rows.select(texts.str.len_bytes().max()).max_horizontal()[0] or 0
    if longest > _LONGEST:
        rows = rows.with_columns(texts.map_elements(_shortened, return_dtype=pl.String))
    for mark, escaped in _MARKS.items():
        rows = rows.with_columns(texts.str.replace_all(mark, escaped, literal=True))
    odd = rows.select(texts.str.contains(f"{_UNWRITABLE}|{_TYPED_ESCAPE}").any()).row(0)
    names = [name for name, found in zip(rows.columns, odd, strict=True) if found]
    return rows.with_columns(pl.col(name).map_elements(_escaped, return_dtype=pl.String) for name in names)


def _shortened(text: str) -> str:
    units = text.encode("utf-16-le")
    return units[: 2 * _LONGEST].decode("utf-16-le", "ignore")


def _escaped(text: str) -> str:
    """Excel's own escapes: _xHHHH_ for a control character, and its underscore escaped where somebody typed just that."""
    text = re.sub(_TYPED_ESCAPE, r"_x005F_\1", text)
    return re.sub(_UNWRITABLE, lambda found: f"_x{ord(found.group()):04X}_", text)
