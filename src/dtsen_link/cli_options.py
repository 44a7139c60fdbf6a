"""Options that several commands take."""

from __future__ import annotations

from typing import Annotated

import typer

ThreadsOption = Annotated[int | None, typer.Option(help="Threads to use instead of the configured number.", min=1)]
MemoryOption = Annotated[str | None, typer.Option(help='Memory limit instead of the configured one, as in "4GB".')]
