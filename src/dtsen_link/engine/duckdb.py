"""DuckDB in this process: the default engine, for up to tens of millions of records on one machine."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import sqlglot
from sqlglot import exp

from dtsen_link import resources
from dtsen_link.engine.base import Engine, Mapped, Value
from dtsen_link.engine.components import component_table
from dtsen_link.engine.sqlfile import macro_order, read_header
from dtsen_link.errors import DtsenLinkError, StorageError

_DISTANCE = "damerau_levenshtein"
# What a later stage reads. zstd takes longer, and no stage may hang on the order of rows anyway. A dictionary of more than a
# thousand values saves a tenth of the space and costs a fifth of the time. In neither layout would bloom filters pay.
_KEPT = "COMPRESSION lz4_raw, DICTIONARY_SIZE_LIMIT 1000"
# What a release holds. Sorted tables come out smaller at the first level than at the usual third, and their bloom filters would
# tell a reader nothing that the smallest and largest key of each row group do not. A dictionary of ids is given up in the end,
# the sooner the better.
_RELEASED = "COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 10000"


class DuckDBEngine:
    """An in-memory DuckDB that spills to a named folder; tables between stages lie in Parquet."""

    def __init__(
        self, *, threads: int = 0, memory_limit: str = "", temp_folder: Path | None = None, temp_limit: str = ""
    ) -> None:
        """Open the database and load the macros.

        Args:
            threads: how many threads DuckDB may use; 0 leaves the choice to DuckDB (all cores).
            memory_limit: as DuckDB writes it ("4GB"); empty leaves DuckDB's own limit.
            temp_folder: where what does not fit in memory goes; None leaves DuckDB's own choice.
            temp_limit: how much may lie there at a time, written like memory_limit; empty leaves DuckDB's own limit, nine
                tenths of what is free on that disk.
        """
        self._temp_folder = temp_folder
        # What lies in that folder as its stage will leave it, by name: the file, and whether its rows are sorted.
        self._settled: dict[str, tuple[Path, bool]] = {}
        self._con = duckdb.connect()
        self._con.execute("SET preserve_insertion_order = false")
        self._con.execute("SET enable_progress_bar = false")
        if threads:
            self._con.execute(f"SET threads = {threads:d}")
        if memory_limit:
            self._con.execute("SET memory_limit = ?", [memory_limit])
        if temp_folder is not None:
            self._con.execute("SET temp_directory = ?", [str(temp_folder)])
        if temp_limit:
            self._con.execute("SET max_temp_directory_size = ?", [temp_limit])
        for macro_file in macro_order(resources.sql_files("0_macros")):
            self.run_file(macro_file)

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The bare connection, for code that belongs to this engine alone (reading source files, tests)."""
        return self._con

    def run_file(self, path: Path, variables: Mapping[str, Value] | None = None) -> None:
        given = dict(variables or {})
        needed = read_header(path).variables
        missing = [name for name in needed if name not in given]
        if missing:
            raise DtsenLinkError(f"{path.name} needs {', '.join(missing)}; DuckDB would read an unset variable as NULL")
        for name in needed:
            self._con.execute(f"SET VARIABLE {name} = ?", [given[name]])
        self._guarded(path.read_text(encoding="utf-8"), path.name)

    def execute(self, sql: str) -> None:
        self._guarded(sql, "a statement")

    def query(self, sql: str) -> pa.Table:
        with self.guarded("a query"):
            return self._con.execute(sql).to_arrow_table()

    def count(self, name: str) -> int:
        return int(self.query(f"SELECT count(*) AS n FROM {name}")["n"][0].as_py())

    def map_groups(self, name: str, table: str, by: str, function: Mapped, schema: pa.Schema) -> None:  # noqa: ARG002
        self.register(name, function(self.query(f"SELECT * FROM {table}")).cast(schema))

    def components(self, name: str, ties: str) -> None:
        self.register(name, component_table(self.query(ties)))

    def register(self, name: str, table: pa.Table) -> None:
        self.drop([name])
        # A copy, not a view of Python's memory: what Splink and later stages read must not hang on this process' objects.
        self._con.register("tmp_registered", table)
        self._guarded(f"CREATE TABLE {name} AS FROM tmp_registered", name)
        self._con.unregister("tmp_registered")

    def open_parquet(self, name: str, path: Path) -> None:
        self.drop([name])
        # A folder is what Spark writes in the place of a file.
        files = path / "*.parquet" if path.is_dir() else path
        self._con.execute(f"CREATE VIEW {name} AS FROM read_parquet('{_quoted(files)}')")

    def settle(self, name: str, order_by: Sequence[str] = ()) -> None:
        left_out = f"EXCLUDE ({order_by[0]})" if order_by else ""
        if self._temp_folder is None:
            self._guarded(f"CREATE TABLE tmp_settled AS SELECT * {left_out} FROM {name}", name)
            self.drop([name])
            self.rename("tmp_settled", name)
            return
        # Written as it is made: as a table in memory it would be copied once more, and take up gigabytes.
        path = self._temp_folder / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        if order_by:
            self._copy(f"SELECT * {left_out} FROM {name} ORDER BY {', '.join(order_by)}", path, _RELEASED)
        else:
            self._copy(f"FROM {name}", path, _KEPT)
        self.open_parquet(name, path)
        self._settled[name] = path, bool(order_by)

    def keep_parquet(self, name: str, path: Path, order_by: Sequence[str] = ()) -> None:
        settled, is_sorted = self._settled.get(name, (None, False))
        if settled is not None and (is_sorted or not order_by):
            del self._settled[name]
            shutil.move(settled, path)
            self.open_parquet(name, path)
        elif order_by:
            self.write_parquet(name, path, order_by)
            if settled is not None:
                self.drop([name])
                self.open_parquet(name, path)
        else:
            self._copy(f"FROM {name}", path, _KEPT)

    def write_parquet(self, name: str, path: Path, order_by: Sequence[str]) -> None:
        self._copy(f"FROM {name} ORDER BY {', '.join(order_by) or 'ALL'}", path, _RELEASED)

    def _copy(self, rows: str, path: Path, layout: str) -> None:
        self._guarded(
            f"COPY ({rows}) TO '{_quoted(path)}' (FORMAT parquet, {layout}, WRITE_BLOOM_FILTER false)", path.name
        )

    def columns(self, name: str) -> dict[str, str]:
        rows = self._con.execute(f"DESCRIBE {name}").fetchall()
        return {str(row[0]): str(row[1]) for row in rows}

    def hashes(self, name: str, columns: Sequence[str]) -> int:
        # Sorting numbers in an array takes a quarter of what DuckDB's count(DISTINCT) does.
        found = np.sort(self.query(f"SELECT hash({', '.join(columns)}) AS h FROM {name}")["h"].to_numpy())
        return int(np.count_nonzero(found[1:] != found[:-1])) + min(len(found), 1)

    def rename(self, name: str, new: str) -> None:
        self._settled.pop(name, None)
        self._of_either_kind(f"ALTER {{kind}} {name} RENAME TO {new}")

    def drop(self, names: Sequence[str]) -> None:
        for name in names:
            if name in self._settled:
                self._settled.pop(name)[0].unlink(missing_ok=True)
            self._of_either_kind(f"DROP {{kind}} IF EXISTS {name}")

    def _of_either_kind(self, statement: str) -> None:
        """Run a statement about a table, or about the view that the name turns out to be.

        Asking for its kind first costs twice as much, and a build drops hundreds of names.
        """
        try:
            self._con.execute(statement.format(kind="TABLE"))
        except duckdb.CatalogException:
            self._con.execute(statement.format(kind="VIEW"))

    def tables(self) -> list[str]:
        """Names of all tables and views the engine holds."""
        rows = self._con.execute("SELECT table_name FROM information_schema.tables ORDER BY 1").fetchall()
        return [str(row[0]) for row in rows]

    def splink_api(self) -> Any:
        # A new one each time: Splink keeps its own cache of tables in it, which outlives the tables.
        from splink import DuckDBAPI

        return DuckDBAPI(self._con)

    def for_training(self, table: str) -> AbstractContextManager[Engine]:  # noqa: ARG002 - this engine holds them all
        return nullcontext(self)

    def condition(self, sql: str) -> str:
        return _cheaper(sql)

    def close(self) -> None:
        self._con.close()

    def guarded(self, what: str) -> AbstractContextManager[None]:
        """Within this a full disk or too little memory is told in words, also where a library ran the statement.

        Raises:
            StorageError: what was being done, what to free or raise, what DuckDB says.
        """
        return _Guard(what)

    def _guarded(self, sql: str, what: str) -> None:
        with self.guarded(what):
            self._con.execute(sql)


class _Guard:
    """Raises a StorageError in place of what DuckDB raised; everything else passes as it is."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        # What was raised on purpose, perhaps from an error of DuckDB, is in words already.
        told = None if error is None or isinstance(error, DtsenLinkError) else _in_words(self._what, error)
        if told is not None:
            raise told from error


def _cheaper(condition: str) -> str:
    """The condition with within_one_edit (sql/0_macros/slips.sql) in the place of what says the same at twenty times the cost."""
    if _DISTANCE not in condition.lower():
        return condition
    holder = exp.Paren(this=sqlglot.parse_one(condition, read="duckdb"))
    for limit in list(holder.find_all(exp.LTE)):
        distance, most = limit.this, limit.expression
        if (
            isinstance(distance, exp.Anonymous)
            and distance.name.lower() == _DISTANCE
            and most.is_int
            and most.to_py() == 1
        ):
            limit.replace(exp.Anonymous(this="within_one_edit", expressions=distance.expressions))
    return str(holder.this.sql(dialect="duckdb"))


def _in_words(what: str, error: BaseException) -> StorageError | None:
    """The storage error behind an exception; None when it is something else."""
    cause: BaseException | None = error
    # Splink wraps what DuckDB raised.
    while cause is not None and not isinstance(cause, duckdb.OutOfMemoryException | duckdb.IOException):
        cause = cause.__cause__
    if cause is None:
        return None
    says = f"DuckDB says: {str(cause).splitlines()[0]}"
    if "no space left" in says.lower():
        return StorageError(f"{what}: the disk is full; free space or choose another folder (work, out). {says}")
    if isinstance(cause, duckdb.OutOfMemoryException):
        return StorageError(
            f"{what}: out of memory or temporary disk. Raise memory_limit (or temp_limit, where it is set), or free space or "
            f"choose another folder (work), where what does not fit in memory goes. {says}"
        )
    return StorageError(f"{what}: cannot read or write; check the folder, or choose another one (work, out). {says}")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
