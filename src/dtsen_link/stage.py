"""What a stage of the build is: named tables in, named tables out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dtsen_link.config import Config
    from dtsen_link.engine import Engine


@dataclass(frozen=True)
class Stage:
    """One step of the build.

    Attributes:
        name: the folder name, without its digit, under src/dtsen_link/ and sql/.
        reads: tables of earlier stages, there as views of the same name when `run` starts.
        writes: tables `run` leaves behind in the engine; each has a contract in contracts.py.
        sql: the SQL files of the stage in their order, without folder and ending.
        run: does the work. It touches only the engine (and, in ingest, the delivered files): no clock, no randomness
            but the configured seed, and it writes no file.
    """

    name: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    sql: tuple[str, ...]
    run: Callable[[Engine, Config], None]


@dataclass(frozen=True)
class StageFolder:
    """Where pipeline.py keeps the tables of one finished stage: `<work>/<n>_<stage>/<table>.parquet`."""

    path: Path

    def table(self, name: str) -> Path:
        return self.path / f"{name}.parquet"
