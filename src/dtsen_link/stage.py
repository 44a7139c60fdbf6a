"""What a stage of the build is: named tables in, named tables out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from dtsen_link.config import Config
    from dtsen_link.engine import Engine


@dataclass(frozen=True)
class Stage:
    """One step of the build.

    Attributes:
        name: the folder name, without its digit, under src/dtsen_link/ and sql/.
        reads: tables of earlier stages, there as views of the same name when `run` starts; `earlier_X` is table X as this
            stage wrote it in an earlier build, without rows where nothing can be taken over (earlier.py).
        writes: tables `run` leaves behind in the engine; each has a contract in contracts.py.
        sql: the SQL files of the stage in their order, without folder and ending.
        run: does the work. It touches only the engine (and, in ingest, the delivered files): no clock, no randomness
            but the configured seed, and it writes no file.
        in_process: whether it runs on DuckDB in this process whatever engine the build has, because it reads files of its own.
    """

    name: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    sql: tuple[str, ...]
    run: Callable[[Engine, Config], None]
    in_process: bool = False


@dataclass(frozen=True)
class StageFolder:
    """Where pipeline.py keeps the tables of one finished stage: `<work>/<n>_<stage>/<table>.parquet`.

    What Spark writes in the place of a file is a folder of parts under the same name.
    """

    path: Path

    def table(self, name: str) -> Path:
        return self.path / f"{name}.parquet"

    def _parts(self, name: str) -> list[Path]:
        """The file of a table, or those of the folder that Spark leaves in its place."""
        path = self.table(name)
        return sorted(path.glob("*.parquet")) if path.is_dir() else [path]

    @property
    def record_file(self) -> Path:
        """What the run that left the folder says of itself."""
        return self.path / "stage.json"

    def record(self) -> dict[str, Any]:
        """What the run that left the folder says of itself: fingerprint, rows of each table, seconds.

        Raises:
            DamagedError: it cannot be read, or says less.
        """
        try:
            done = json.loads(self.record_file.read_text(encoding="utf-8"))
            {name: int(count) for name, count in done["rows"].items()}, str(done["fingerprint"]), float(done["seconds"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise DamagedError(f"{self.record_file} is damaged") from None
        return dict(done)

    def check_whole(self, names: Iterable[str], rows: dict[str, int]) -> None:
        """Compare the tables with the rows that the record tells of.

        Raises:
            DamagedError: a table is gone, broken, or has other rows.
        """
        for name in names:
            try:
                found = sum(pq.read_metadata(part).num_rows for part in self._parts(name))
            except (FileNotFoundError, pa.ArrowInvalid):
                found = -1
            if found != rows.get(name):
                raise DamagedError(f"{self.table(name)} is missing or damaged")


class DamagedError(Exception):
    """What an earlier run of a stage left is not whole; says which file."""
