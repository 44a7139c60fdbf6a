"""Every line becomes a row, part of a row, or a reject that says what is wrong; nothing is swallowed."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dtsen_link.ingest.csv_lines import Batch, Dialect, read_lines

THREE = Dialect(",", '"', 3)


def read(text: str, dialect: Dialect = THREE, *, last: bool = True) -> Batch:
    return read_lines(text, 1, dialect, last=last)


def rows(batch: Batch) -> list[tuple[str, ...]]:
    return [
        tuple(row[f"c{place}"] for place in range(3)) for row in sorted(batch.rows.to_pylist(), key=lambda r: r["line"])
    ]


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        ("a,b", "3 fields expected, 2 found"),
        ("a,b,c,d", "3 fields expected, 4 found"),
        ('a,"b"x,c', "a quote stands inside a quoted field, or text follows its end"),
        ('a,"b "x" y",c', "a quote stands inside a quoted field, or text follows its end"),
        ('a,"b,c', "a quoted field does not end"),
        ("a,\x00,c", "the line holds a zero byte: the file was damaged on its way"),
    ],
)
def test_a_broken_line_is_told_with_its_reason_and_spares_its_neighbours(line: str, detail: str) -> None:
    batch = read(f"1,2,3\n{line}\n4,5,6")
    assert rows(batch) == [("1", "2", "3"), ("4", "5", "6")]
    assert [(bad.line, bad.reason, bad.detail, bad.raw_text) for bad in batch.broken] == [
        (2, "BARIS_RUSAK", detail, line)
    ]


def test_an_open_quote_does_not_swallow_whole_rows_below() -> None:
    batch = read('a,"b,c\n1,2,3\n"4",5,"6"')
    assert rows(batch) == [("1", "2", "3"), ("4", "5", "6")]
    assert [bad.line for bad in batch.broken] == [1]


def test_an_open_quote_that_never_closes_gives_up_and_goes_on_with_the_next_line() -> None:
    batch = read('a,"b,c\nx\ny\n1,2,3')
    assert rows(batch) == [("1", "2", "3")]
    assert [(bad.line, bad.raw_text) for bad in batch.broken] == [(1, 'a,"b,c'), (2, "x"), (3, "y")]


def test_an_empty_line_is_a_reject_of_its_own_kind() -> None:
    batch = read("1,2,3\n\n  \t\n4,5,6")
    assert [(bad.line, bad.reason) for bad in batch.broken] == [(2, "BARIS_KOSONG"), (3, "BARIS_KOSONG")]


def test_a_row_that_may_go_on_in_the_next_piece_is_handed_back() -> None:
    batch = read('1,2,3\n4,"5\nfive', last=False)
    assert (rows(batch), batch.rest) == ([("1", "2", "3")], ['4,"5', "five"])
    assert batch.broken == []


def test_only_separators_are_a_row_of_empty_values() -> None:
    assert rows(read(',,\n,"",')) == [("", "", ""), ("", "", "")]


FIELD = st.text(st.sampled_from('ab ,"\n|;é'), max_size=6)


def _lines_within(row: tuple[str, str, str], delimiter: str) -> list[str]:
    """The lines of a written row below its first."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="", quoting=csv.QUOTE_ALL).writerow(row)
    return out.getvalue().split("\n")[1:]


def _may_be_a_row(line: str, delimiter: str) -> bool:
    return line.count(delimiter) >= 2 and line.count('"') % 2 == 0


@given(st.lists(st.tuples(FIELD, FIELD, FIELD), min_size=1, max_size=8), st.sampled_from([",", ";", "|"]))
def test_what_a_csv_writer_writes_is_read_back(written: list[tuple[str, str, str]], delimiter: str) -> None:
    # A line inside a row that could be a row of its own is taken for one: that is the price of recovery.
    assume(not any(_may_be_a_row(line, delimiter) for row in written for line in _lines_within(row, delimiter)))
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(written)
    batch = read(out.getvalue().removesuffix("\n"), Dialect(delimiter, '"', 3))
    assert rows(batch) == [tuple(value.replace("\n", " ") for value in row) for row in written]
    assert batch.broken == []


@given(st.lists(st.text(st.sampled_from('a,"\x00 '), max_size=9), min_size=1, max_size=12))
def test_every_line_is_accounted_for(lines: list[str]) -> None:
    batch = read("\n".join(lines))
    assert batch.rows.num_rows + len(batch.broken) + batch.continued == len(lines)
    told = [bad.line for bad in batch.broken] + batch.rows.column("line").to_pylist()
    assert len(set(told)) == len(told)


@given(st.lists(st.text(st.sampled_from('ab,"'), max_size=9), min_size=1, max_size=1))
def test_a_single_line_is_a_row_exactly_when_strict_csv_reads_it_so(lines: list[str]) -> None:
    batch = read(lines[0])
    expected = _strict_fields(lines[0])
    if lines[0] and expected is not None and len(expected) == 3:
        assert rows(batch) == [tuple(expected)]
    else:
        assert batch.rows.num_rows == 0


def _strict_fields(line: str) -> list[str] | None:
    """The dull way: sign by sign; None when the line is not well formed."""
    fields, place = [], 0
    while True:
        if line[place : place + 1] == '"':
            end, value = place + 1, ""
            while True:
                if end >= len(line):
                    return None
                if line[end] != '"':
                    value, end = value + line[end], end + 1
                elif line[end + 1 : end + 2] == '"':
                    value, end = value + '"', end + 2
                else:
                    break
            end += 1
            if end < len(line) and line[end] != ",":
                return None
        else:
            end = line.find(",", place)
            end = len(line) if end < 0 else end
            value = line[place:end]
        fields.append(value)
        if end >= len(line):
            return fields
        place = end + 1
