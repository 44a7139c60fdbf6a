"""Spark beside DuckDB: one small session for all tests, and what two engines are compared by."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dtsen_link.engine import DuckDBEngine
from dtsen_link.engine.opening import missing_for_spark

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# A few thousand rows: compiling code for them costs more than it gives, and so does collecting garbage beside the work. What is
# compiled is kept (48 MB would not hold it), and files are written without checksums, markers and a second renaming.
SMALL = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "2g",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m -XX:MetaspaceSize=256m "
    "-XX:+UseSerialGC -Xmn1g -XX:-UsePerfData",
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    # Each task that sorts or groups takes a page at least, of 32 MB otherwise, and gives it back.
    "spark.buffer.pageSize": "1m",
    "spark.sql.parquet.columnarReaderBatchSize": "512",
    "spark.shuffle.compress": "false",
    "spark.broadcast.compress": "false",
    "spark.hadoop.fs.file.impl": "org.apache.hadoop.fs.RawLocalFileSystem",
    "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "2",
    "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
}


@contextmanager
def small_session(folder: Path) -> Iterator[SparkSession]:
    """A local Spark for a test run, or a skip that says what is missing."""
    reason = missing_for_spark()
    if reason:
        pytest.skip(reason)
    from dtsen_link.engine.spark import open_session

    session = open_session(
        "local[2]", {**SMALL, "spark.sql.warehouse.dir": str(folder), "spark.local.dir": str(folder)}
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def rows(engine: Any, sql: str) -> list[dict[str, Any]]:
    """The rows of a query in an order that does not hang on the engine."""
    return sorted(engine.query(sql).to_pylist(), key=repr)


def differing_rows(
    duckdb: DuckDBEngine, table: str, spark: Path, *, without: frozenset[str] = frozenset()
) -> tuple[int, int]:
    """How many rows of a table Spark lacks, and how many it has that DuckDB lacks.

    Columns are compared by name, `without` left out; numbers with a point to nine digits behind it, because sums of them hang
    on the order of adding; keys of blocks, hashes of the engine's own, by the records that share them.
    """
    duckdb.open_parquet("of_spark", spark)
    kinds = {name: kind for name, kind in duckdb.columns(table).items() if name not in without}
    columns = ", ".join(_compared(name, kind) for name, kind in kinds.items())
    counts = []
    for one, other in ((table, "of_spark"), ("of_spark", table)):
        left_over = f"SELECT {columns} FROM {one} EXCEPT ALL SELECT {columns} FROM {other}"
        counts.append(duckdb.query(f"SELECT count(*) AS n FROM ({left_over}) AS d").to_pylist()[0]["n"])
    duckdb.drop(["of_spark"])
    return counts[0], counts[1]


def _compared(name: str, kind: str) -> str:
    if name.startswith("kunci_"):
        return f"CASE WHEN {name} IS NOT NULL THEN min(record_id) OVER (PARTITION BY {name}) END"
    return f"round({name}, 9)" if kind == "DOUBLE" else name
