"""The Spark engine keeps what the interface promises."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from dtsen_link.engine import DuckDBEngine
from dtsen_link.errors import ConfigError, DtsenLinkError, StorageError


def test_a_file_sees_its_variables(spark_engine, tmp_path: Path) -> None:
    path = tmp_path / "a.sql"
    head = "-- Title: t\n-- Creates: a\n-- Reads: nothing\n-- Variables: v\n"
    path.write_text(head + "CREATE TABLE a AS SELECT getvariable('v') AS x", encoding="utf-8")
    spark_engine.run_file(path, {"v": "seven", "other": 1})
    assert spark_engine.query("SELECT x FROM a").to_pylist() == [{"x": "seven"}]
    with pytest.raises(DtsenLinkError, match=r"a\.sql needs v"):
        spark_engine.run_file(path)


def test_a_statement_may_replace_the_table_it_reads(spark_engine) -> None:
    spark_engine.register("a", pa.table({"x": [1, 2]}))
    spark_engine.execute("CREATE OR REPLACE TABLE a AS SELECT x + 1 AS x FROM a")
    spark_engine.execute("INSERT INTO a SELECT x + 10 AS x FROM a")
    assert sorted(spark_engine.query("SELECT x FROM a")["x"].to_pylist()) == [2, 3, 12, 13]


def test_a_declared_table_is_empty_and_has_its_types(spark_engine) -> None:
    declared = {
        "nama": "VARCHAR",
        "tanggal": "DATE",
        "flags": "VARCHAR[]",
        "n": "BIGINT",
        "w": "DOUBLE",
        "b": "BOOLEAN",
    }
    spark_engine.execute(f"CREATE TABLE a ({', '.join(f'{name} {kind}' for name, kind in declared.items())})")
    assert spark_engine.columns("a") == declared
    assert spark_engine.query("SELECT count(*) AS n FROM a").to_pylist() == [{"n": 0}]


def test_a_view_sees_what_was_renamed(spark_engine) -> None:
    spark_engine.register("a", pa.table({"x": [1, 2]}))
    spark_engine.rename("a", "all_a")
    spark_engine.execute("CREATE VIEW a AS SELECT x FROM all_a WHERE x > 1")
    assert spark_engine.query("SELECT x FROM a").to_pylist() == [{"x": 2}]


def test_what_is_dropped_leaves_nothing_on_disk(spark_engine, tmp_path: Path) -> None:
    spark_engine.register("a", pa.table({"x": [1]}))
    spark_engine.execute("CREATE TABLE b AS SELECT x FROM a")
    assert len(list((tmp_path / "spark").iterdir())) == 2
    spark_engine.drop(["a", "b", "nothing_here"])
    assert (spark_engine.tables(), list((tmp_path / "spark").iterdir())) == ([], [])


@pytest.mark.parametrize("folder", ["plain", "with blanks"])
def test_each_engine_reads_what_the_other_kept(
    spark_engine, duckdb_engine: DuckDBEngine, tmp_path: Path, folder: str
) -> None:
    (tmp_path / folder).mkdir()
    rows = [{"x": 1, "l": ["a", None]}, {"x": 2, "l": None}]
    for writer, reader in ((spark_engine, duckdb_engine), (duckdb_engine, spark_engine)):
        path = tmp_path / folder / f"{type(writer).__name__}.parquet"
        writer.register("a", pa.Table.from_pylist(rows))
        writer.keep_parquet("a", path)
        reader.open_parquet("b", path)
        assert reader.query("SELECT * FROM b ORDER BY x").to_pylist() == rows


def test_an_empty_table_is_kept_with_its_columns(spark_engine, duckdb_engine: DuckDBEngine, tmp_path: Path) -> None:
    spark_engine.execute("CREATE TABLE a (x VARCHAR, n INTEGER)")
    spark_engine.keep_parquet("a", tmp_path / "a.parquet")
    duckdb_engine.open_parquet("a", tmp_path / "a.parquet")
    assert duckdb_engine.columns("a") == {"x": "VARCHAR", "n": "INTEGER"}


def test_rows_are_written_in_the_order_asked_for(spark_engine, tmp_path: Path) -> None:
    spark_engine.register("a", pa.table({"x": [3, 1, 2]}))
    spark_engine.write_parquet("a", tmp_path / "a.parquet", ["x"])
    found = [
        pa.parquet.read_table(part)["x"].to_pylist() for part in sorted((tmp_path / "a.parquet").glob("*.parquet"))
    ]
    assert [x for part in found for x in part] == [1, 2, 3]


def test_engines_of_one_spark_do_not_see_each_other(spark_engine, spark_session, tmp_path: Path) -> None:
    from dtsen_link.engine.spark import SparkEngine

    spark_engine.register("a", pa.table({"x": [1]}))
    assert SparkEngine(spark_session, tmp_path / "other").tables() == []


def test_a_statement_spark_cannot_run_is_refused(spark_engine) -> None:
    with pytest.raises(DtsenLinkError, match="no such statement on Spark: DROP TABLE a"):
        spark_engine.execute("DROP TABLE a")


def test_a_full_disk_is_told_with_what_to_do(spark_engine) -> None:
    with pytest.raises(StorageError, match="stage persons: a disk is full; free space"):  # noqa: SIM117
        with spark_engine.guarded("stage persons"):
            raise OSError("No space left on device")


def test_equal_rows_have_one_hash(spark_engine) -> None:
    spark_engine.register("t", pa.table({"x": ["a", "a", "b", "a"], "y": [1, 2, 1, 1]}))
    assert spark_engine.hashes("t", ("x", "y")) == 3


def test_models_are_trained_in_duckdb_on_the_same_rows(spark_engine) -> None:
    spark_engine.register("link_record", pa.table({"x": [2, 1]}))
    with spark_engine.for_training("link_record") as near:
        assert isinstance(near, DuckDBEngine)
        assert near.query("SELECT x FROM link_record ORDER BY x").to_pylist() == [{"x": 1}, {"x": 2}]


def test_more_rows_than_one_process_should_train_on_are_refused(spark_engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dtsen_link.engine.spark.MOST_TRAINING_ROWS", 1)
    spark_engine.register("link_record", pa.table({"x": [2, 1]}))
    with (
        pytest.raises(ConfigError, match=r"link_record: 2 rows are too many .* link\.person_model"),
        spark_engine.for_training("link_record"),
    ):
        pass


def test_a_condition_of_a_model_is_put_into_sparks_words(spark_engine) -> None:
    assert (
        "duckdb_jaro_winkler(a_l, a_r) >= 0.9"
        in spark_engine.condition("jaro_winkler_similarity(a_l, a_r) >= 0.9").lower()
    )
