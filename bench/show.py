"""The tables of a bench on the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hard_cases import CASES, Tally, tallies
from limits import COSTS, LIMITS
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rows import Row
from rules import rules_table

_NONE = "-"
_FILE_WIDTH = 120


def open_console() -> Console:
    """The terminal, or a page as wide as the tables where the output goes to a file."""
    console = Console()
    return console if console.is_terminal else Console(width=_FILE_WIDTH)


def show(rows: Sequence[Row], console: Console) -> None:
    console.print(_quality(rows))
    console.print(_costs(rows))
    console.print(_stages(rows))
    console.print(pairs_table(rows))
    for row in rows:
        if row.kind == "labelled":
            console.print(rules_table(row.blocking, row.name))
    ours = tallies(row.persons for row in rows)
    if ours:
        console.print(_hard_cases(ours, tallies(row.baseline.scores for row in rows)))
    for failed in dict.fromkeys(row.baseline.failed for row in rows if row.baseline.failed):
        console.print(f"no baseline: {failed}", soft_wrap=True)
    for row in rows:
        if row.kind not in LIMITS:
            console.print(f"{row.name}: no limits are set for this size")
        for line in row.missed:
            console.print(f"[bold red]missed[/bold red]: {row.name}: {line}", soft_wrap=True)


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for number, heading in enumerate(headings):
        table.add_column(
            heading, justify="right" if number else "left", no_wrap=number > 0, min_width=0 if number else 24
        )
    return table


def _quality(rows: Sequence[Row]) -> Table:
    table = _table(
        "Quality: pairwise, persons; the baseline at its best threshold", "", "records", "P", "R", "F1", "families F1"
    )
    for row in rows:
        table.add_row(
            row.name, f"{row.records:,}", *_rates(row.overall("persons")), _rate(row.overall("families")["f1"])
        )
        if row.baseline.scores:
            table.add_row(
                f"  plain Splink, {row.baseline.threshold}", "", *_rates(row.baseline.scores[0]["pairwise"]), _NONE
            )
    return table


def _costs(rows: Sequence[Row]) -> Table:
    table = _table(
        "Cost",
        "",
        "build s",
        "GiB",
        "Splink s",
        "ratio",
        "clustering once",
        "ratio",
        "GiB",
    )
    for row in rows:
        total, once = row.baseline.seconds, row.baseline.seconds_one_clustering
        table.add_row(
            row.name,
            f"{row.seconds:.1f}",
            f"{row.gib:.2f}",
            *(f"{total:.1f}", f"{row.seconds / total:.1f} x") if total else (_NONE, _NONE),
            *(f"{once:.1f}", f"{row.seconds / once:.1f} x") if once else (_NONE, _NONE),
            f"{row.baseline.gib:.2f}" if total else _NONE,
        )
    limits = {row.name: COSTS[row.kind] for row in rows if row.kind in COSTS}
    table.caption = "; ".join(
        f"{name}: at most {costs.wall_ratio:g} x the baseline clustering once, {costs.gib:g} GiB"
        for name, costs in limits.items()
    )
    table.caption_justify = "left"
    return table


def _stages(rows: Sequence[Row]) -> Table:
    table = _table("Stages: seconds and peak GiB", "", *_numbers(rows))
    for stage in rows[0].stage_seconds:
        cells = [f"{row.stage_seconds.get(stage, 0):.1f} s {row.stage_gib.get(stage, 0):.2f}" for row in rows]
        table.add_row(stage, *cells)
    return _with_names(table, rows)


def pairs_table(rows: Sequence[Row]) -> Table:
    table = _table("Pairs of persons by blocking rule, and scored", "", *_numbers(rows))
    for name in rows[0].pairs:
        table.add_row(name, *(f"{row.pairs.get(name, 0):,}" for row in rows))
    return _with_names(table, rows)


def _numbers(rows: Sequence[Row]) -> list[str]:
    return [str(number) for number in range(1, len(rows) + 1)]


def _with_names(table: Table, rows: Sequence[Row]) -> Table:
    table.caption = "; ".join(f"{number} {row.name}" for number, row in zip(_numbers(rows), rows, strict=True))
    table.caption_justify = "left"
    return table


def _hard_cases(ours: Mapping[str, Tally], plain: Mapping[str, Tally]) -> Table:
    table = _table(
        "Hard cases: pairwise over their records, all samples together",
        "",
        "records",
        "P",
        "R",
        "F1",
        "Splink P",
        "R",
        "F1",
    )
    for words, scenario in CASES.items():
        mine, theirs = ours.get(scenario, Tally()), plain.get(scenario, Tally())
        table.add_row(words, f"{mine.records:,}", *_rates(mine.rates()), *_rates(theirs.rates()))
    return table


def _rates(rates: Mapping[str, float | None]) -> list[str]:
    return [_rate(rates[name]) for name in ("precision", "recall", "f1")]


def _rate(rate: float | None) -> str:
    return _NONE if rate is None else f"{rate:.4f}"
