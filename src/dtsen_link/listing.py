"""Lists on stdout: a table where the terminal is wide enough, else one line per value; tab-separated where nobody looks.

Ids are copied and searched for, so no word of a list is ever broken into two lines.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

# A column of several words may be narrower than its text, down to this or to its longest word.
_ENOUGH = 24
# Of rich, between two columns of this box.
_GAP = 3


def show_list(
    headings: Sequence[str], rows: Sequence[Sequence[str]], console: Console, *, in_full: bool = False
) -> None:
    """Print rows of text.

    Args:
        headings: one per value; the last one stands over the longest text.
        rows: values in the order of the headings.
        console: where to.
        in_full: one line per value on every terminal.
    """
    if not console.is_terminal:
        for row in (headings, *rows):
            # Past rich, which would make blanks of tabs.
            print("\t".join(" ".join(value.split()) for value in row), file=console.file)
        return
    widths = [_width([heading, *(row[place] for row in rows)]) for place, heading in enumerate(headings)]
    left = console.width - sum(widths[:-1]) - _GAP * (len(widths) - 1)
    if in_full or left < widths[-1]:
        _one_by_one(headings, rows, console)
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for heading, width in zip(headings, (*widths[:-1], left), strict=True):
        table.add_column(Text(heading), width=width, overflow="fold")
    for row in rows:
        table.add_row(*(Text(value) for value in row))
    console.print(table)


def _width(values: Sequence[str]) -> int:
    """Enough for the longest word, and for short texts on one line."""
    longest_word = max(len(word) for value in values for word in value.split() or [""])
    return max(longest_word, min(_ENOUGH, max(len(value) for value in values)))


def _one_by_one(headings: Sequence[str], rows: Sequence[Sequence[str]], console: Console) -> None:
    indent = max(len(heading) for heading in headings) + 2
    for row in rows:
        for heading, value in zip(headings, row, strict=True):
            if value:
                console.print(Text(f"{heading:<{indent}}{value}"), soft_wrap=True)
        console.print()
