"""The one interface between stages and the machine they run on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

Value = str | int | float | bool | None
# Rows of some groups -> rows of the result.
Mapped = Callable[[pa.Table], pa.Table]


class Engine(Protocol):
    """Holds tables by name and runs SQL on them. Two implementations: duckdb.py and spark.py."""

    def run_file(self, path: Path, variables: Mapping[str, Value] | None = None) -> None:
        """Run one SQL file; every variable its header declares must be given."""

    def execute(self, sql: str) -> None:
        """Run statements whose result nobody reads."""

    def query(self, sql: str) -> pa.Table:
        """The rows of a small result."""

    def count(self, name: str) -> int:
        """How many rows a table has."""

    def map_groups(self, name: str, table: str, by: str, function: Mapped, schema: pa.Schema) -> None:
        """Make a table of what a function makes of another one's rows, on Spark where the rows are.

        Args:
            name: table to make, replacing what bore it.
            table: the rows.
            by: column of whole numbers; rows that share its value come together, and other groups may come with them.
            function: may be called many times, in any order, and must sort what has to be sorted.
            schema: of its result.
        """

    def components(self, name: str, ties: str) -> None:
        """Make a table of connected numbers.

        Args:
            name: table to make: number, component (the smallest number it is tied to), one row per number that a tie touches.
            ties: a query of pairs of numbers from 0 on, "left" and "right".
        """

    def register(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table known under a name, replacing what bore it."""

    def open_parquet(self, name: str, path: Path) -> None:
        """Make a Parquet file, or a folder of them, known as a view."""

    def settle(self, name: str, order_by: Sequence[str] = ()) -> None:
        """Make a table of a view, on disk if need be: for what is wide, and little read before its stage keeps it.

        Args:
            name: the view.
            order_by: the order of a table that is released: a number made for it, which is left out of the table, in the
                place of the first column of its key, then the others. Rows sort by numbers in two thirds of the time.
        """

    def keep_parquet(self, name: str, path: Path, order_by: Sequence[str] = ()) -> None:
        """Write a table for a later stage: quick to write and to read, rows in any order.

        With `order_by`, the key of what is released as it is, as write_parquet does where the engine leaves a single file:
        that need not be written again. Others pass over it.
        """

    def write_parquet(self, name: str, path: Path, order_by: Sequence[str]) -> None:
        """Write a table sorted by its key: same rows, same bytes."""

    def columns(self, name: str) -> dict[str, str]:
        """Column names and SQL types of a table, in order."""

    def hashes(self, name: str, columns: Sequence[str]) -> int:
        """How many hashes the rows of a table have in these columns: no more than there are different values."""

    def tables(self) -> list[str]:
        """Names of all tables and views it holds."""

    def rename(self, name: str, new: str) -> None:
        """Give a table or view another name."""

    def drop(self, names: Sequence[str]) -> None:
        """Forget tables or views, so that memory is given back."""

    def splink_api(self) -> Any:
        """A Splink database API bound to this engine."""

    def for_training(self, table: str) -> AbstractContextManager[Engine]:
        """An engine in this process that holds the table: training is a hundred small statements, one after another."""

    def condition(self, sql: str) -> str:
        """A condition of a model, written for DuckDB, as Splink's statements on this engine need it."""

    def guarded(self, what: str) -> AbstractContextManager[None]:
        """Within this a full disk or too little memory is told in words."""

    def close(self) -> None:
        """Give everything back."""
