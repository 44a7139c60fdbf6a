"""Functions that Spark lacks or works out in another way.

Spark's own Jaro-Winkler and the one in Splink's similarity jar count half transpositions where DuckDB counts whole ones
(0.86 for 0.88), and call two empty texts equal: that moves pairs over a threshold. So DuckDB itself works it out on the
executors, batch by batch; they have it, because dtsen-link needs it. The jar's Damerau-Levenshtein agrees with DuckDB's.
"""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa
from pyspark.sql import SparkSession
from pyspark.sql.pandas.functions import arrow_udf
from pyspark.sql.types import ArrayType, DoubleType, StructType

from dtsen_link.engine.base import Mapped
from dtsen_link.engine.spark_dialect import JARO_WINKLER


def register_functions(session: SparkSession) -> None:
    """Make both known to a session, under the names that spark_dialect.py writes."""
    as_function: Any = arrow_udf  # its types ask for a kind of function that Python cannot name
    session.udf.register(JARO_WINKLER, as_function(_jaro_winkler, DoubleType()))
    session.udf.registerJavaFunction("damerau_levenshtein", "uk.gov.moj.dash.linkage.LevDamerauDistance", DoubleType())


def on_lots(function: Mapped, schema: pa.Schema, result: StructType) -> Any:
    """A function of tables as one of columns: of lists of rows, to lists of rows.

    Spark's own maps over Arrow tables ask for pandas, which nothing else here needs.
    """

    def mapped(lots: pa.Array) -> pa.Array:
        found = [schema.empty_table()]
        ends = [0]
        for lot in lots:
            found.append(function(pa.Table.from_struct_array(lot.values)).cast(schema))
            ends.append(ends[-1] + found[-1].num_rows)
        rows = pa.concat_tables(found).combine_chunks().to_struct_array().combine_chunks()
        return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), rows)

    as_function: Any = arrow_udf
    return as_function(mapped, ArrayType(result))


def _jaro_winkler(left: pa.Array, right: pa.Array) -> pa.Array:
    connection = _connection()
    connection.register("pair", pa.table({"a": left, "b": right}))
    found = connection.execute("SELECT jaro_winkler_similarity(a, b) AS similarity FROM pair").to_arrow_table()
    return found["similarity"].combine_chunks()


_connections: list[duckdb.DuckDBPyConnection] = []


def _connection() -> duckdb.DuckDBPyConnection:
    """One connection for each worker of an executor; it keeps the order of rows, which the answer goes by."""
    if not _connections:
        _connections.append(duckdb.connect(config={"threads": 1}))
    return _connections[0]
