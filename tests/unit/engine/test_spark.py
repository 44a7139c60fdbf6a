"""The Spark engine keeps what the interface promises."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from dtsen_link.engine import DuckDBEngine
from dtsen_link.errors import ConfigError, DtsenLinkError, StorageError
from dtsen_link.linkage.clusters import DECIDED, SAME_UNIT
from dtsen_link.linkage.record_clusters import cluster_edges
from dtsen_link.linkage.unit_clusters import cluster_units

ROOT = Path(__file__).parents[3]


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


def test_rows_of_tables_and_views_are_counted(spark_engine) -> None:
    spark_engine.register("a", pa.table({"x": [1, None, 1]}))
    spark_engine.execute("CREATE VIEW b AS SELECT x FROM a WHERE x IS NULL")
    assert (spark_engine.count("a"), spark_engine.count("b")) == (3, 1)


def test_a_view_sees_what_was_renamed(spark_engine) -> None:
    spark_engine.register("a", pa.table({"x": [1, 2]}))
    spark_engine.rename("a", "all_a")
    spark_engine.execute("CREATE VIEW a AS SELECT x FROM all_a WHERE x > 1")
    assert spark_engine.query("SELECT x FROM a").to_pylist() == [{"x": 2}]


def test_a_settled_view_stands_without_what_it_read(spark_engine) -> None:
    spark_engine.register("source", pa.table({"x": [1]}))
    spark_engine.execute("CREATE VIEW a AS SELECT x + 1 AS x FROM source")
    spark_engine.settle("a")
    spark_engine.drop(["source"])
    assert spark_engine.query("SELECT x FROM a").to_pylist() == [{"x": 2}]


def test_the_number_that_orders_what_is_settled_is_left_out(spark_engine) -> None:
    spark_engine.register("source", pa.table({"x": [2, 1], "place": [2, 1]}))
    spark_engine.execute("CREATE VIEW a AS SELECT x, place FROM source")
    spark_engine.settle("a", ("place", "x"))
    assert spark_engine.query("SELECT * FROM a ORDER BY x").to_pylist() == [{"x": 1}, {"x": 2}]


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


FRESH = """
import os, signal, sys
from hashlib import sha256
from pathlib import Path
import pyarrow as pa
from tests.sparking import SMALL
from dtsen_link.engine.duckdb import DuckDBEngine
from dtsen_link.engine.opening import Engines, open_engines
from dtsen_link.errors import UserError

folder = Path(sys.argv[1])
# As on a cluster; other tests go without, for the sake of speed.
settings = {**SMALL, "spark.sql.codegen.wholeStage": "true"}
near = DuckDBEngine()
near.register("a", pa.table({"x": [sha256(str(number % 900).encode()).hexdigest() for number in range(9_000)]}))
near.keep_parquet("a", folder / "a.parquet")
try:
    with open_engines(Engines(folder / "scratch", spark=True, master="local[1]", settings=settings)) as engines:
        engine = engines.of_stage("persons")
        try:
            engine.open_parquet("a", folder / "a.parquet")
            found = engine.query("SELECT count(*) AS n FROM a WHERE NOT starts_with(x, 'y')").to_pylist()
            print("found", found[0]["n"])
            os.kill(engine.session.sparkContext._gateway.proc.pid, signal.SIGKILL)
            engine.execute("CREATE TABLE b AS SELECT x FROM a")
        finally:
            engine.close()
except UserError as error:
    print("exit", error.exit_code, error)
"""


@pytest.fixture(scope="module")
def fresh_spark(spark_session, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a Spark of its own prints: one that has read nothing yet, and may be killed."""
    folder = tmp_path_factory.mktemp("fresh")
    done = subprocess.run(
        [sys.executable, "-c", FRESH, str(folder)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def test_a_long_dictionary_is_read_by_a_spark_that_has_read_nothing_yet(fresh_spark: str) -> None:
    # DuckDB's files are packed with lz4, whose dictionaries Spark unpacks too short until a longer page has been read.
    assert "found 9000" in fresh_spark


def test_a_spark_that_dies_is_told_in_words(fresh_spark: str) -> None:
    assert "exit 18 a statement: Spark is gone" in fresh_spark


def test_a_condition_of_a_model_is_put_into_sparks_words(spark_engine) -> None:
    assert (
        "duckdb_jaro_winkler(a_l, a_r) >= 0.9"
        in spark_engine.condition("jaro_winkler_similarity(a_l, a_r) >= 0.9").lower()
    )


ROWS = pa.table({"component": [7, 1, 7, 3, 1], "x": [5, 2, 4, None, 9]})
SUMS = pa.schema([("component", pa.int64()), ("total", pa.int64())])


def sums(rows: pa.Table) -> pa.Table:
    """Sum of each group's x: wrong where a group does not come whole."""
    return rows.group_by("component").aggregate([("x", "sum")]).rename_columns(list(SUMS.names))


@pytest.mark.parametrize("rows", [ROWS, ROWS.slice(0, 0)], ids=["some", "none"])
def test_groups_come_whole_to_a_function(duckdb_engine, spark_engine, rows: pa.Table) -> None:
    for engine in (duckdb_engine, spark_engine):
        engine.register("a", rows)
        engine.map_groups("b", "a", "component", sums, SUMS)
        assert engine.columns("b") == {"component": "BIGINT", "total": "BIGINT"}
        found = {row["component"]: row["total"] for row in engine.query("SELECT * FROM b").to_pylist()}
        assert found == ({7: 9, 1: 11, 3: None} if rows.num_rows else {})


TIES = pa.table({"left": [7, 2, 3, 11, 4, 4], "right": [3, 9, 5, 5, 4, 6]})
NO_TIES = pa.table({"left": pa.array([], pa.int64()), "right": pa.array([], pa.int64())})


@pytest.mark.parametrize(
    ("ties", "expected"),
    [(TIES, {3: 3, 5: 3, 7: 3, 11: 3, 2: 2, 9: 2, 4: 4, 6: 4}), (NO_TIES, {})],
    ids=["some", "none"],
)
def test_connected_numbers_bear_the_smallest_of_them(duckdb_engine, spark_engine, ties: pa.Table, expected) -> None:
    for engine in (duckdb_engine, spark_engine):
        engine.register("tie", ties)
        engine.components("a", "SELECT * FROM tie")
        assert engine.columns("a") == {"number": "BIGINT", "component": "BIGINT"}
        rows = engine.query("SELECT * FROM a").to_pylist()
        assert {row["number"]: row["component"] for row in rows} == expected
        assert set(engine.tables()) == {"a", "tie"}


# Components: 0 to 2 with two rows of one unit, 3 and 4 kept apart, 5 and 6 without trouble.
RECORDS = pa.table(
    {
        "record_id": list(range(7)),
        "unit_id": [10, 11, 10, 12, 13, 14, 15],
        "nik": [None] * 5 + ["1", "1"],
        "nik_usable": [False] * 5 + [True, True],
        "tahun": pa.array([1990] * 7, pa.int32()),
        "fon_langka": ["A"] * 7,
    },
    schema=pa.schema(
        [
            ("record_id", pa.int64()),
            ("unit_id", pa.int64()),
            ("nik", pa.string()),
            ("nik_usable", pa.bool_()),
            ("tahun", pa.int32()),
            ("fon_langka", pa.string()),
        ]
    ),
)
EDGES = pa.table({"record_id_l": [1, 0, 3, 5], "record_id_r": [2, 1, 4, 6], "match_weight": [9.0, 5.0, 7.0, 1.0]})
APART = pa.table({"record_id_l": [3], "record_id_r": [4]})


def test_tangled_records_are_joined_alike_on_both_engines(duckdb_engine, spark_engine) -> None:
    for engine in (duckdb_engine, spark_engine):
        for name, table in (("link_record", RECORDS), ("edge", EDGES), ("apart", APART)):
            engine.register(name, table)
        cluster_edges(
            engine, edges="edge", duplicates="", plausible="", twins="", max_size=30, together="", apart="apart"
        )
        clusters = engine.query("SELECT record_id, cluster_id FROM tmp_cluster ORDER BY record_id")
        assert clusters["cluster_id"].to_pylist() == [0, 1, 1, 3, 4, 5, 5]
        refused = engine.query("SELECT * FROM tmp_refusal ORDER BY record_id_l").to_pylist()
        assert [(row["record_id_l"], row["record_id_r"], row["reason"]) for row in refused] == [
            (0, 1, SAME_UNIT),
            (3, 4, DECIDED),
        ]


def test_tangled_units_are_joined_alike_on_both_engines(duckdb_engine, spark_engine) -> None:
    # Two units of one source under a third, and three units that no constraint touches.
    units = pa.table({"unit_id": [20, 21, 22, 23, 24], "source": ["d", "r", "d", "r", "p"], "unit_type": ["kk"] * 5})
    ties = pa.table({"unit_id_l": [20, 21, 23], "unit_id_r": [21, 22, 24], "match_weight": [3.0, 8.0, 2.0]})
    for engine in (duckdb_engine, spark_engine):
        engine.register("linked_family", units)
        engine.register("tie", ties)
        cluster_units(engine, "tie")
        found = engine.query("SELECT unit_id, family_cluster_id FROM tmp_unit_cluster ORDER BY unit_id")
        assert found["family_cluster_id"].to_pylist() == [20, 21, 21, 23, 23]
