"""Spark's types by DuckDB's names: contracts speak of DuckDB's."""

from __future__ import annotations

from pyspark.sql import types

_NAMES: dict[type[types.DataType], str] = {
    types.StringType: "VARCHAR",
    types.IntegerType: "INTEGER",
    types.LongType: "BIGINT",
    types.ShortType: "SMALLINT",
    types.ByteType: "TINYINT",
    types.DoubleType: "DOUBLE",
    types.FloatType: "FLOAT",
    types.BooleanType: "BOOLEAN",
    types.DateType: "DATE",
    types.TimestampType: "TIMESTAMP WITH TIME ZONE",
    types.TimestampNTZType: "TIMESTAMP",
}


def duckdb_type(spark: types.DataType) -> str:
    """INTEGER for an int, VARCHAR[] for an array of strings, STRUCT(a VARCHAR) for a struct."""
    if isinstance(spark, types.ArrayType):
        return f"{duckdb_type(spark.elementType)}[]"
    if isinstance(spark, types.StructType):
        return "STRUCT(" + ", ".join(f"{field.name} {duckdb_type(field.dataType)}" for field in spark.fields) + ")"
    if isinstance(spark, types.DecimalType):
        return f"DECIMAL({spark.precision},{spark.scale})"
    other: str = spark.simpleString()
    return _NAMES.get(type(spark), other.upper())
