"""What a person sees while a build runs: a live line on a terminal, plain lines in a log."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console

if sys.platform != "win32":
    import resource


def held_memory() -> int | None:
    """Most bytes that this process has held so far, whatever Spark held beside it; None where the system does not tell."""
    if sys.platform == "win32":
        return None
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held if sys.platform == "darwin" else held * 1024


class Progress:
    """Tells of each stage with rows and seconds, on stderr, so that results on stdout stay clean."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True, highlight=False)

    @contextmanager
    def running(self, stage: str) -> Iterator[None]:
        """Show that a stage is at work, with a spinner where there is a terminal."""
        if self._console.is_terminal:
            with self._console.status(f"{stage} ..."):
                yield
        else:
            self._console.print(f"{stage} ...")
            yield

    def finished(
        self, stage: str, rows: dict[str, int], seconds: float, anew: Mapping[str, tuple[int, int]] | None = None
    ) -> None:
        """One line per finished stage: its tables with their rows, the seconds it took, and what was worked out anew."""
        tables = ", ".join(f"{name} {count:,}" for name, count in rows.items())
        if anew:
            tables += "; anew: " + ", ".join(f"{what} {new:,} of {of:,}" for what, (new, of) in anew.items())
        self._console.print(f"[green]done[/green] {stage:<12} {seconds:7.1f} s  {tables}", soft_wrap=True)

    def reused(self, stage: str) -> None:
        """One line per stage whose inputs, settings and code are unchanged."""
        self._console.print(f"[cyan]kept[/cyan] {stage:<12} inputs, settings and code unchanged")

    def warn(self, text: str) -> None:
        """One line on something that does not stop the build and is easily overlooked."""
        self._console.print("[yellow]warning:[/yellow]", end=" ")
        self._console.print(text, soft_wrap=True, markup=False, emoji=False)

    def say(self, text: str) -> None:
        """One plain line."""
        self._console.print(text, soft_wrap=True)
