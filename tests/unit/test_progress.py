"""Progress is plain lines in a log and stays on stderr."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from dtsen_link.progress import Progress


def log(*, terminal: bool = False) -> tuple[Progress, io.StringIO]:
    text = io.StringIO()
    return Progress(Console(file=text, width=100, force_terminal=terminal, highlight=False)), text


def test_a_log_holds_plain_lines_with_rows_and_seconds() -> None:
    progress, text = log()
    with progress.running("ingest"):
        pass
    progress.finished("ingest", {"raw_person": 1234567, "reject": 0}, 12.34)
    assert text.getvalue() == "ingest ...\ndone ingest          12.3 s  raw_person 1,234,567, reject 0\n"


def test_a_kept_stage_says_why() -> None:
    progress, text = log()
    progress.reused("persons")
    assert text.getvalue() == "kept persons      inputs, settings and code unchanged\n"


def test_a_long_line_of_tables_is_not_broken_in_a_log() -> None:
    progress, text = log()
    progress.finished("consolidate", {f"gold_table_{number}": number for number in range(20)}, 1.0)
    assert len(text.getvalue().splitlines()) == 1


def test_square_brackets_in_a_line_are_kept() -> None:
    progress, text = log()
    progress.say("file [2] of 3")
    assert text.getvalue() == "file [2] of 3\n"


def test_a_terminal_gets_a_live_line() -> None:
    progress, text = log(terminal=True)
    with progress.running("ingest"):
        pass
    assert "\x1b" in text.getvalue()


def test_stdout_stays_clean(capsys: pytest.CaptureFixture[str]) -> None:
    Progress().say("a line")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "a line\n")
