"""Answers read back from the sheet, line by line: what cannot be used is told with its line, all of it at once."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from dtsen_link.errors import SourceError
from dtsen_link.review.plan import Plan
from dtsen_link.review.sheet import ANSWER, ANSWERS, NUMBER

_MOST_TOLD = 20


def read_answers(path: Path, plan: Plan) -> dict[str, str]:
    """Answer by number of the pair; pairs without an answer are left out.

    Args:
        path: the sheet, .csv or .xlsx, as it came back.
        plan: what the sheet was made from.

    Raises:
        SourceError: the file cannot be read, or lines of it name an unknown pair, hold another word than sama, berbeda or
            ragu, or answer a pair twice; every such line is named.
    """
    known = {pair.number for pair in plan.pairs}
    found: dict[str, str] = {}
    first_line: dict[str, int] = {}
    faults = []
    for line, number, answer in _lines(path):
        if not number and not answer:
            continue
        if number not in known:
            faults.append(f"line {line}: {number or 'no number'}: no pair of this sample")
        elif number in first_line:
            faults.append(f"line {line}: {number}: stands in line {first_line[number]} already")
        elif answer and answer not in ANSWERS:
            faults.append(
                f"line {line}: {number}: {answer!r} is no answer; allowed are {', '.join(ANSWERS)}, or nothing"
            )
        elif answer:
            found[number] = answer
        if number in known:
            first_line.setdefault(number, line)
    if faults:
        more = len(faults) - _MOST_TOLD
        told = [*faults[:_MOST_TOLD], *([f"and {more} more lines"] if more > 0 else [])]
        raise SourceError(
            "\n".join([f"{path}: {len(faults)} lines cannot be used; mend them and read it again", *told])
        )
    return found


def _lines(path: Path) -> Iterator[tuple[int, str, str]]:
    """Line as a spreadsheet numbers it, number of the pair, answer in small letters."""
    try:
        table = _read(path)
    except (OSError, UnicodeDecodeError, csv.Error, pl.exceptions.PolarsError) as error:
        raise SourceError(f"{path}: cannot be read: {str(error).splitlines()[0]}") from None
    header = [str(name or "").strip() for name in table[0]] if table else []
    missing = [name for name in (NUMBER, ANSWER) if name not in header]
    if missing:
        raise SourceError(
            f"{path}: column {', '.join(missing)} missing; give the sheet back with its columns as they were"
        )
    number, answer = header.index(NUMBER), header.index(ANSWER)
    for line, row in enumerate(table[1:], start=2):
        padded = [*row, *[""] * (len(header) - len(row))]
        yield line, str(padded[number] or "").strip(), str(padded[answer] or "").strip().lower()


def _read(path: Path) -> list[list[str | None]]:
    if path.suffix == ".xlsx":
        frame = pl.read_excel(path, has_header=False, infer_schema_length=0)
        return [list(row) for row in frame.rows()]
    text = path.read_text(encoding="utf-8-sig")
    # Excel in Indonesia writes semicolons.
    delimiter = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    return [list(row) for row in csv.reader(text.splitlines(), delimiter=delimiter)]
