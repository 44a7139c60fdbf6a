"""Spark behind the engine's interface: the same stages where one machine is not enough.

Every table that a statement makes is written to a scratch folder at once and read back as a view. So a plan never grows
beyond one statement, a lost executor costs one statement, and nothing but counts comes to the driver. The folder must lie
where the driver and all executors see it under one name. Training is the exception: it runs in this process, in DuckDB.
"""

from __future__ import annotations

import itertools
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import sqlglot
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import col, collect_list, inline, lit, pmod, struct
from pyspark.sql.types import StructType
from sqlglot import exp

from dtsen_link import resources
from dtsen_link.engine.base import Engine, Mapped, Value
from dtsen_link.engine.duckdb import DuckDBEngine
from dtsen_link.engine.macros import Macro, read_macros, statements
from dtsen_link.engine.spark_dialect import spark_sql
from dtsen_link.engine.spark_functions import on_lots, register_functions
from dtsen_link.engine.spark_types import duckdb_type
from dtsen_link.engine.sqlfile import read_header
from dtsen_link.errors import ConfigError, DtsenLinkError, EngineError, StorageError

# Some gigabytes on the driver.
MOST_TRAINING_ROWS = 5_000_000
# What makes Spark mean what DuckDB means, whatever a cluster's defaults are.
_SETTINGS = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "false",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    # Spark fails to look a value up in a long dictionary that is packed with lz4, as DuckDB's are and its own would be
    # (parquet-java issue 3478).
    "spark.sql.parquet.compression.codec": "snappy",
    "parquet.filter.dictionary.enabled": "false",
}

# A build tells its own progress. Both can be set otherwise.
_QUIET = {"spark.log.level": "ERROR", "spark.ui.showConsoleProgress": "false"}


def open_session(master: str = "", settings: Mapping[str, str] | None = None) -> SparkSession:
    """Start Spark, or join the Spark this process has.

    Args:
        master: address of the cluster (local[2], yarn, k8s://..., spark://...); empty leaves it to spark-submit.
        settings: more Spark settings by name; those that have to be there before Spark starts work only here.

    Raises:
        EngineError: Spark does not start; names the address and what Spark says.
    """
    from splink.internals.spark.jar_location import similarity_jar_location

    builder = SparkSession.builder.appName("dtsen-link").config("spark.jars", similarity_jar_location())
    if master:
        builder = builder.master(master)
    given = dict(settings or {})
    # Spark would take the first python of the path, which may not be the one that has dtsen-link. Its own setting is read by
    # spark-submit alone.
    python = given.get("spark.pyspark.python") or (sys.executable if master.startswith("local") else "")
    if python:
        os.environ.setdefault("PYSPARK_PYTHON", python)
    for name, value in {**_SETTINGS, **_QUIET, **given}.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except Exception as error:
        raise EngineError(
            f"Spark did not start at {master or 'the address that spark-submit gives'}: {_said(error)}. "
            "Check the address (--master, spark.master) and the settings ([spark.settings])."
        ) from error


def _said(error: Exception) -> str:
    """What went wrong in one line: of an error of Java its own words, not that Python called it."""
    lines = (str(error).strip() or type(error).__name__).splitlines()
    of_java = next((line for line in lines[1:] if line.startswith(": ")), "")
    return (of_java.removeprefix(": ") or lines[0]).rstrip(".")


def running_session() -> SparkSession | None:
    """The Spark that this process has already."""
    return SparkSession.getActiveSession()


def is_running(session: SparkSession) -> bool:
    """Whether Spark still answers."""
    try:
        return not session.sparkContext._jsc.sc().isStopped()
    except Exception:  # noqa: BLE001 - whatever fails on the way to Spark says that it is gone
        return False


class SparkEngine:
    """Tables as Parquet in a scratch folder, statements through one Spark session of its own."""

    def __init__(
        self, session: SparkSession, scratch: Path, *, near: Callable[[], DuckDBEngine] = DuckDBEngine
    ) -> None:
        """Take part in a running Spark.

        Args:
            session: started by open_session; this engine's tables and settings stay apart from those of others.
            scratch: folder for tables while the engine is open, seen by the driver and all executors.
            near: opens the DuckDB of this process that models are trained in, within a build's memory and threads.
        """
        self._near = near
        self._session = session.newSession()
        for name, value in _SETTINGS.items():
            self._session.conf.set(name, value)
        register_functions(self._session)
        self._scratch = scratch
        self._numbers = itertools.count(1)
        # Every table and view by name; the folder where it lies, if it is this engine's.
        self._folders: dict[str, Path | None] = {}
        self._macros = _macros()

    @property
    def session(self) -> SparkSession:
        """The bare session, for code that belongs to this engine alone."""
        return self._session

    def run_file(self, path: Path, variables: Mapping[str, Value] | None = None) -> None:
        given = dict(variables or {})
        missing = [name for name in read_header(path).variables if name not in given]
        if missing:
            raise DtsenLinkError(f"{path.name} needs {', '.join(missing)}")
        with self.guarded(path.name):
            self._run(path.read_text(encoding="utf-8"), given)

    def execute(self, sql: str) -> None:
        with self.guarded("a statement"):
            self._run(sql, {})

    def query(self, sql: str) -> pa.Table:
        with self.guarded("a query"):
            return self._translated(statements(sql)[0], {}).toArrow()

    def count(self, name: str) -> int:
        with self.guarded("a query"):
            return int(self._session.table(name).count())

    def map_groups(self, name: str, table: str, by: str, function: Mapped, schema: pa.Schema) -> None:
        # Groups are small and many: they travel in as many lots as there are partitions, not each on its own.
        lots = int(str(self._session.conf.get("spark.sql.shuffle.partitions", "200")))
        result = self._session.createDataFrame(schema.empty_table()).schema
        rows = self._session.table(table)
        lot = collect_list(struct(*rows.columns)).alias("lot")
        gathered = rows.groupBy(pmod(col(by), lit(lots))).agg(lot)
        folder = self._new_folder(name)
        with self.guarded(name):
            gathered.select(inline(on_lots(function, schema, result)("lot"))).write.parquet(_address(folder))
        self._show(name, folder, result)

    def components(self, name: str, ties: str) -> None:
        from splink.clustering import cluster_pairwise_predictions_at_threshold

        nodes, edges = f"{name}_node", f"{name}_tie"
        self.execute(f'CREATE TABLE {edges} AS SELECT "left" AS number_l, "right" AS number_r FROM ({ties}) AS tie')
        self.execute(
            f"CREATE TABLE {nodes} AS SELECT number_l AS number FROM {edges} UNION SELECT number_r AS number FROM {edges}"
        )
        with self.guarded(name):
            splink = self.splink_api()
            # Splink, too, names a cluster by the smallest of its numbers, and finds it where the rows are.
            found = cluster_pairwise_predictions_at_threshold(
                splink.register(nodes), splink.register(edges), splink, "number"
            )
            self.execute(f"CREATE TABLE {name} AS SELECT number, cluster_id AS component FROM {found.physical_name}")
            found.drop_table_from_database_and_remove_from_cache()
        self.drop([nodes, edges])

    def register(self, name: str, table: pa.Table) -> None:
        folder = self._new_folder(name)
        folder.mkdir(parents=True)
        pq.write_table(table, folder / "part-0.parquet")
        self._show(name, folder, self._session.createDataFrame(table.schema.empty_table()).schema)

    def open_parquet(self, name: str, path: Path) -> None:
        self.drop([name])
        found = sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor)))) if "*" in str(path) else [path]
        # The files hold all their columns; nothing is to be read out of the names of folders.
        reader = self._session.read.option("recursiveFileLookup", "true")
        self._name(name, reader.parquet(*(_address(one) for one in found)))

    def settle(self, name: str, order_by: Sequence[str] = ()) -> None:
        shown = ", ".join(column for column in self.columns(name) if column not in order_by[:1])
        self.execute(f"CREATE TABLE {name} AS SELECT {shown} FROM {name}")

    def keep_parquet(self, name: str, path: Path, order_by: Sequence[str] = ()) -> None:  # noqa: ARG002
        with self.guarded(path.name):
            self._session.table(name).write.mode("overwrite").parquet(_address(path))

    def write_parquet(self, name: str, path: Path, order_by: Sequence[str]) -> None:
        with self.guarded(path.name):
            table = self._session.table(name)
            ordered = table.orderBy(*(order_by or table.columns))
            ordered.write.mode("overwrite").option("compression", "zstd").parquet(_address(path))

    def columns(self, name: str) -> dict[str, str]:
        return {field.name: duckdb_type(field.dataType) for field in self._session.table(name).schema.fields}

    def hashes(self, name: str, columns: Sequence[str]) -> int:
        counted = self.query(f"SELECT count(DISTINCT hash({', '.join(columns)})) AS n FROM {name}")
        return int(counted["n"][0].as_py())

    def rename(self, name: str, new: str) -> None:
        table, folder = self._session.table(name), self._folders.pop(name)
        self._session.catalog.dropTempView(name)
        self._name(new, table, folder)

    def drop(self, names: Sequence[str]) -> None:
        for name in names:
            self._session.catalog.dropTempView(name)
            folder = self._folders.pop(name, None)
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)

    def tables(self) -> list[str]:
        """Names of all tables and views the engine holds."""
        return sorted(self._folders)

    def splink_api(self) -> Any:
        from splink import SparkAPI

        self._session.sparkContext.setCheckpointDir(_address(self._scratch / "splink"))
        return SparkAPI(spark_session=self._session, break_lineage_method="parquet")

    @contextmanager
    def for_training(self, table: str) -> Iterator[Engine]:
        """A DuckDB with the whole table, so that both engines train one model.

        Raises:
            ConfigError: the table has more rows than one process should be given; says what to do instead.
        """
        rows = self._session.table(table).count()
        if rows > MOST_TRAINING_ROWS:
            raise ConfigError(
                f"{table}: {rows:,} rows are too many to train a model on in one process (at most {MOST_TRAINING_ROWS:,}); "
                "train on a part of the deliveries and name the models: link.person_model, link.family_model, "
                "link.household_model"
            )
        near = self._near()
        try:
            near.register(table, self.query(f"SELECT * FROM {table}"))
            yield near
        finally:
            near.close()

    def condition(self, sql: str) -> str:
        return spark_sql(sqlglot.parse_one(sql, read="duckdb"), self._macros)

    def close(self) -> None:
        if is_running(self._session):
            self.drop(self.tables())
        shutil.rmtree(self._scratch / "splink", ignore_errors=True)

    @contextmanager
    def guarded(self, what: str) -> Iterator[None]:
        """Within this a full disk, and a Spark that is gone, are told in words.

        Raises:
            StorageError: what was being done, and what to free.
            EngineError: what was being done when Spark went away.
        """
        try:
            yield
        except DtsenLinkError:
            raise
        except Exception as error:
            if not is_running(self._session):
                raise EngineError(
                    f"{what}: Spark is gone (stopped, killed, or out of memory: its own log says more). Finished stages are "
                    "kept: run the build again, with more memory if it was short of it (spark.driver.memory, "
                    "spark.executor.memory)"
                ) from error
            if "no space left" not in str(error).lower():
                raise
            raise StorageError(
                f"{what}: a disk is full; free space, or choose other folders (work, out, spark.local.dir)"
            ) from error

    def _run(self, sql: str, variables: Mapping[str, Value]) -> None:
        for statement in statements(sql):
            if isinstance(statement, exp.Create) and isinstance(statement.this, exp.Schema):
                self._create_empty(statement.this)
            elif isinstance(statement, exp.Create) and statement.expression is not None:
                self._create(statement, variables)
            elif isinstance(statement, exp.Insert):
                self._insert(statement, variables)
            else:
                raise DtsenLinkError(f"no such statement on Spark: {statement.sql('duckdb')[:80]}")

    def _create(self, statement: exp.Create, variables: Mapping[str, Value]) -> None:
        name = statement.this.name
        made = self._translated(statement.expression, variables)
        if statement.kind == "VIEW":
            self._name(name, made)
            return
        folder = self._new_folder(name)
        made.write.parquet(_address(folder))
        self._show(name, folder, made.schema)

    def _create_empty(self, schema: exp.Schema) -> None:
        columns = ", ".join(column.sql("spark") for column in schema.expressions)
        folder = self._new_folder(schema.this.name)
        empty = self._session.createDataFrame([], columns)
        empty.write.parquet(_address(folder))
        self._show(schema.this.name, folder, empty.schema)

    def _insert(self, statement: exp.Insert, variables: Mapping[str, Value]) -> None:
        name = statement.this.name
        kept = self._session.table(name)
        folder = self._new_folder(name)
        # DuckDB goes by the place of columns, too, when it inserts and when it joins tables below one another.
        kept.union(self._translated(statement.expression, variables)).write.parquet(_address(folder))
        self._show(name, folder, kept.schema)

    def _translated(self, query: exp.Expr, variables: Mapping[str, Value]) -> DataFrame:
        return self._session.sql(spark_sql(query, self._macros, variables))

    def _new_folder(self, name: str) -> Path:
        """A folder of its own for each time a table is made: a statement may read the table that it replaces."""
        return self._scratch / f"{name}-{next(self._numbers)}"

    def _show(self, name: str, folder: Path, schema: StructType) -> None:
        # Without the schema Spark would start a job to read it from the files.
        self._name(name, self._session.read.schema(schema).parquet(_address(folder)), folder)

    def _name(self, name: str, table: DataFrame, folder: Path | None = None) -> None:
        """Give a table a name, in the place of what bore it."""
        self.drop([name])
        table.createOrReplaceTempView(name)
        self._folders[name] = folder


@cache
def _macros() -> Mapping[str, Macro]:
    return read_macros(resources.sql_files("0_macros"))


def _address(path: Path) -> str:
    """The path as Spark is to take it: a bare one would lie in the cluster's default file system."""
    return f"file://{path.resolve()}"
