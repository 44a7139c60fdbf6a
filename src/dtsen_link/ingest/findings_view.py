"""The findings of `check` on a console: what is there, how good it is, what a build will need, what to put right."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dtsen_link.ingest.findings import ColumnFinding, FileFinding, Findings, Forecast, Problem, SourceFinding

# A quarter's delivery may have one file per kabupaten: beyond this many only files with something odd are listed.
_FILES_SHOWN = 20
_LOW = 0.9
# Narrower terminals show fewer columns of the tables.
_WIDE = 110
_FILE_COLUMNS = ("file", "format", "rows", "broken", "size", "odd")
_COLUMN_COLUMNS = ("column", "delivered as", "filled", "valid of filled", "what the values are")


def render(findings: Findings, console: Console) -> None:
    """Print everything."""
    for source in findings.sources:
        if source.files:
            console.print(_files_table(source, console.width))
            console.print(_columns_table(source, console.width))
    if findings.forecast is not None:
        _print_forecast(findings.forecast, console)
    _print_problems(findings.problems, console)
    if findings.exit_code:
        console.print(Text("A build cannot start: put the errors right first.", style="bold red"))
    else:
        console.print(Text("A build can start.", style="bold green"))


def _files_table(source: SourceFinding, width: int) -> Table:
    table = Table(title=f"{source.name}: {len(source.files):,} files, {source.rows:,} rows", title_justify="left")
    # Paths may be of any length and fold; of the rest a narrow terminal shows what matters most, whole.
    names = [name for name in _FILE_COLUMNS if width >= _WIDE or name not in ("format", "size")]
    for name in names:
        table.add_column(
            name,
            justify="right" if name in ("rows", "broken", "size") else "left",
            overflow="fold",
            no_wrap=name != "file",
        )
    odd = [file for file in source.files if file.flags or file.broken]
    shown = source.files if len(source.files) <= _FILES_SHOWN else odd[:_FILES_SHOWN]
    for file in shown:
        cells: dict[str, str | Text] = {
            "file": Text(file.file),
            "format": _form(file),
            "rows": f"{file.rows:,}",
            "broken": f"{file.broken:,}",
            "size": _bytes(file.size_bytes),
            "odd": "\n".join(file.flags),
        }
        table.add_row(*(cells[name] for name in names))
    if len(shown) < len(source.files):
        table.add_row(f"... and {len(source.files) - len(shown):,} more")
    return table


def _form(file: FileFinding) -> str:
    if file.format != "csv":
        return file.format
    return f"csv {file.encoding} {file.delimiter!r}"


def _columns_table(source: SourceFinding, width: int) -> Table:
    table = Table(title=f"{source.name}: columns", title_justify="left")
    # Names of columns stay whole; only the words about the values wrap, and on a narrow terminal they give way: what has
    # to be put right of them stands among the problems as well.
    for name in _COLUMN_COLUMNS if width >= _WIDE else _COLUMN_COLUMNS[:-1]:
        numeric = name in ("filled", "valid of filled")
        table.add_column(
            name, justify="right" if numeric else "left", overflow="fold", no_wrap=name != _COLUMN_COLUMNS[-1]
        )
    by_name: dict[str, list[ColumnFinding]] = {}
    for file in source.files:
        for column in file.columns:
            by_name.setdefault(column.column, []).append(column)
    for name, found in by_name.items():
        delivered = Text("\n".join(sorted({c.delivered for c in found})))
        cells = (name, delivered, *_shares(found, source.rows), _kinds(found))
        table.add_row(*cells[: len(table.columns)])
    unmapped = sorted({name for file in source.files for name in file.unmapped})
    if unmapped:
        table.add_row(
            *("(left out)", Text("\n".join(unmapped)), "", "", "not in the configuration")[: len(table.columns)]
        )
    return table


def _shares(found: list[ColumnFinding], rows: int) -> tuple[str, Text]:
    filled = sum(column.filled for column in found)
    if any(column.valid is None for column in found) or not filled:
        return _share(filled, rows), Text("")
    valid = sum(column.valid or 0 for column in found)
    return _share(filled, rows), Text(_share(valid, filled), style="yellow" if valid < _LOW * filled else "")


def _share(part: int, whole: int) -> str:
    """A share that shows 100 % only when nothing is missing."""
    if not whole:
        return "-"
    return "100 %" if part >= whole else f"{min(100 * part / whole, 99.9):.1f} %"


def _kinds(found: list[ColumnFinding]) -> Text:
    counts: dict[str, int] = {}
    for column in found:
        for kind in column.kinds:
            counts[kind.value] = counts.get(kind.value, 0) + kind.rows
    numbers = found[0].column in ("nik", "no_kk")
    shown = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    words = "; ".join(f"{value}: {rows:,}" for value, rows in shown)
    return Text(words if numbers or not words else f"not listed: {words}")


def _print_forecast(forecast: Forecast, console: Console) -> None:
    table = Table(title="forecast of a build", title_justify="left", show_header=False)
    table.add_row("records", f"{forecast.records:,}")
    table.add_row("candidate pairs", f"at most {forecast.pairs:,}")
    table.add_row(
        "peak memory", f"about {_bytes(forecast.memory_bytes)} (less with a smaller memory_limit, then slower)"
    )
    table.add_row("disk", f"about {_bytes(forecast.disk_bytes)}")
    table.add_row("time", f"about {_duration(forecast.seconds)}")
    crowded = [f"{rule.rule} {rule.crowded:,}" for rule in forecast.rules if rule.crowded]
    if crowded:
        table.add_row("records with a key too common to compare by", ", ".join(crowded))
    console.print(table)


def _print_problems(problems: tuple[Problem, ...], console: Console) -> None:
    for level, style in (("warning", "yellow"), ("error", "bold red")):
        for problem in problems:
            if problem.level == level:
                console.print(Text.assemble((f"{level}: ", style), problem.message), soft_wrap=True)


def _bytes(number: int) -> str:
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if number >= size:
            return f"{number / size:.1f} {unit}"
    return f"{number} B"


def _duration(seconds: int) -> str:
    if seconds < 120:
        return f"{seconds} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.1f} hours"
