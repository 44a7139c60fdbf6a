"""A list can be read on every terminal, and searched and cut where it goes into a pipe."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from dtsen_link.listing import show_list

HEADINGS = ("decision", "about", "answer", "reason")
IDS = ("D0123456789ABCDEF0123", "P0123456789ABCDEF0123", "P0123456789ABCDEF0124")
ROWS = [(IDS[0], f"{IDS[1]}, {IDS[2]}", "sama", "a [bold]\nreason: of many words"), (IDS[2], "", "ragu", "")]


def shown(width: int, *, terminal: bool, in_full: bool = False) -> str:
    text = io.StringIO()
    show_list(HEADINGS, ROWS, Console(file=text, width=width, force_terminal=terminal, no_color=True), in_full=in_full)
    return text.getvalue()


@pytest.mark.parametrize("width", [20, 40, 80, *range(84, 98), 120, 200])
@pytest.mark.parametrize("terminal", [True, False])
def test_no_id_is_broken_at_any_width(width: int, *, terminal: bool) -> None:
    told = shown(width, terminal=terminal)
    for name in IDS:
        assert name in told
    assert "a [bold]" in told


def test_a_pipe_gets_one_line_per_row_whatever_the_width() -> None:
    told = shown(20, terminal=False).splitlines()
    assert [line.split("\t") for line in told] == [
        list(HEADINGS),
        [IDS[0], f"{IDS[1]}, {IDS[2]}", "sama", "a [bold] reason: of many words"],
        [IDS[2], "", "ragu", ""],
    ]


def test_a_wide_terminal_gets_a_table_and_a_narrow_one_a_line_per_value() -> None:
    assert f"{IDS[0]}   {IDS[1]}" in shown(120, terminal=True)
    assert f"decision  {IDS[0]}\nabout     {IDS[1]}, {IDS[2]}\nanswer    sama\n" in shown(60, terminal=True)
    assert shown(60, terminal=True) == shown(200, terminal=True, in_full=True)


def test_a_list_without_rows_is_its_heading() -> None:
    text = io.StringIO()
    show_list(HEADINGS, [], Console(file=text, width=80))
    assert text.getvalue() == "decision\tabout\tanswer\treason\n"
