"""The DuckDB engine keeps what the interface promises: declared variables, same bytes, errors in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from dtsen_link.engine import DuckDBEngine
from dtsen_link.errors import DtsenLinkError, StorageError

# More than 60 MB hold.
LARGE = "CREATE TABLE a AS SELECT x, md5(x::VARCHAR) AS y FROM range(3_000_000) AS t(x) ORDER BY y"


@pytest.fixture
def engine() -> Iterator[DuckDBEngine]:
    engine = DuckDBEngine(threads=1)
    yield engine
    engine.close()


def sql_file(folder: Path, body: str, variables: str = "v") -> Path:
    path = folder / "a.sql"
    path.write_text(
        f"-- Title: t\n-- Creates: a\n-- Reads: nothing\n-- Variables: {variables}\n{body}", encoding="utf-8"
    )
    return path


def test_a_file_sees_its_variables(engine: DuckDBEngine, tmp_path: Path) -> None:
    engine.run_file(sql_file(tmp_path, "CREATE TABLE a AS SELECT getvariable('v') AS x"), {"v": 7, "other": 1})
    assert engine.query("SELECT x FROM a").to_pylist() == [{"x": 7}]


def test_an_unset_variable_is_refused_instead_of_read_as_null(engine: DuckDBEngine, tmp_path: Path) -> None:
    with pytest.raises(DtsenLinkError, match=r"a\.sql needs v"):
        engine.run_file(sql_file(tmp_path, "CREATE TABLE a AS SELECT getvariable('v') AS x"))


def test_rows_of_tables_and_views_are_counted(engine: DuckDBEngine) -> None:
    engine.register("a", pa.table({"x": [1, None, 1]}))
    engine.execute("CREATE VIEW b AS SELECT x FROM a WHERE x IS NULL")
    assert (engine.count("a"), engine.count("b")) == (3, 1)


@pytest.mark.parametrize("kind", ["TABLE", "VIEW"])
def test_tables_and_views_alike_are_renamed_and_dropped(engine: DuckDBEngine, kind: str) -> None:
    engine.execute(f"CREATE {kind} a AS SELECT 1 AS x")
    engine.rename("a", "b")
    assert engine.query("SELECT x FROM b").to_pylist() == [{"x": 1}]
    engine.drop(["b", "a"])
    assert engine.tables() == []


def test_a_registered_table_replaces_what_bore_the_name(engine: DuckDBEngine, tmp_path: Path) -> None:
    engine.register("a", pa.table({"x": [1]}))
    engine.write_parquet("a", tmp_path / "a.parquet", ["x"])
    engine.open_parquet("a", tmp_path / "a.parquet")
    engine.register("a", pa.table({"x": [2, 3]}))
    assert engine.query("SELECT sum(x) AS n FROM a").to_pylist() == [{"n": 5}]


def test_same_rows_in_any_order_give_the_same_bytes(engine: DuckDBEngine, tmp_path: Path) -> None:
    rows = [{"k": number, "v": str(number)} for number in range(5000)]
    for name, order in (("one", rows), ("two", rows[::-1])):
        engine.register(name, pa.Table.from_pylist(order))
        engine.write_parquet(name, tmp_path / f"{name}.parquet", ["k"])
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()


def test_a_table_without_rows_is_written_with_its_columns(engine: DuckDBEngine, tmp_path: Path) -> None:
    engine.execute("CREATE TABLE made (k BIGINT, kind VARCHAR)")
    engine.keep_parquet("made", tmp_path / "kept.parquet", ["kind", "k"])
    engine.open_parquet("kept", tmp_path / "kept.parquet")
    assert (engine.count("kept"), engine.columns("kept")) == (0, {"k": "BIGINT", "kind": "VARCHAR"})


def test_columns_come_in_order_with_their_types(engine: DuckDBEngine) -> None:
    engine.execute("CREATE TABLE a AS SELECT 'x' AS nama, DATE '2020-01-01' AS tanggal, ['y'] AS flags")
    assert engine.columns("a") == {"nama": "VARCHAR", "tanggal": "DATE", "flags": "VARCHAR[]"}


@pytest.fixture
def engine_with_folder(tmp_path: Path) -> Iterator[DuckDBEngine]:
    engine = DuckDBEngine(threads=1, temp_folder=tmp_path / "temp")
    yield engine
    engine.close()


def a_view(engine: DuckDBEngine) -> None:
    engine.execute("CREATE TABLE source AS SELECT 1 AS x")
    engine.execute("CREATE VIEW a AS SELECT x + 1 AS x FROM source")


def test_a_settled_view_stands_without_what_it_read(engine: DuckDBEngine, engine_with_folder: DuckDBEngine) -> None:
    for one in (engine, engine_with_folder):
        a_view(one)
        one.settle("a")
        one.drop(["source"])
        assert one.query("SELECT x FROM a").to_pylist() == [{"x": 2}]


def test_what_is_settled_and_dropped_leaves_no_file(engine_with_folder: DuckDBEngine, tmp_path: Path) -> None:
    a_view(engine_with_folder)
    engine_with_folder.settle("a")
    engine_with_folder.drop(["a"])
    assert list((tmp_path / "temp").glob("*.parquet")) == []


def test_what_is_settled_is_moved_where_it_is_kept(engine_with_folder: DuckDBEngine, tmp_path: Path) -> None:
    a_view(engine_with_folder)
    engine_with_folder.settle("a")
    assert (tmp_path / "temp" / "a.parquet").is_file()
    engine_with_folder.keep_parquet("a", tmp_path / "a.parquet")
    assert not (tmp_path / "temp" / "a.parquet").exists()
    assert engine_with_folder.query("SELECT x FROM a").to_pylist() == [{"x": 2}]
    engine_with_folder.open_parquet("kept", tmp_path / "a.parquet")
    assert engine_with_folder.query("SELECT x FROM kept").to_pylist() == [{"x": 2}]


def places(engine: DuckDBEngine) -> pa.Table:
    """A view as a stage settles it, and its rows as write_parquet leaves them."""
    rows = [{"id": f"{number:04x}", "v": f"v{number % 7}"} for number in range(5000)]
    engine.register("rows", pa.Table.from_pylist(rows))
    engine.execute("CREATE TABLE source AS SELECT *, row_number() OVER (ORDER BY id) AS place FROM rows")
    engine.execute("CREATE VIEW a AS SELECT id, v, place FROM source ORDER BY hash(id)")
    return pa.Table.from_pylist(rows)


def test_what_is_settled_in_order_is_written_as_a_release_has_it(
    engine_with_folder: DuckDBEngine, tmp_path: Path
) -> None:
    expected = places(engine_with_folder)
    engine_with_folder.settle("a", ("place", "v"))
    engine_with_folder.keep_parquet("a", tmp_path / "kept.parquet", ("id",))
    engine_with_folder.write_parquet("rows", tmp_path / "written.parquet", ("id",))
    assert pa.parquet.read_table(tmp_path / "kept.parquet") == expected
    assert (tmp_path / "kept.parquet").read_bytes() == (tmp_path / "written.parquet").read_bytes()


def test_what_is_settled_in_any_order_is_sorted_where_it_is_kept_so(
    engine_with_folder: DuckDBEngine, tmp_path: Path
) -> None:
    expected = places(engine_with_folder)
    engine_with_folder.settle("a")
    engine_with_folder.keep_parquet("a", tmp_path / "a.parquet", ("id",))
    assert pa.parquet.read_table(tmp_path / "a.parquet").select(["id", "v"]) == expected
    assert list((tmp_path / "temp").glob("*.parquet")) == []
    assert engine_with_folder.count("a") == len(expected)


def test_the_number_that_orders_is_left_out_in_memory_too(engine: DuckDBEngine) -> None:
    places(engine)
    engine.settle("a", ("place",))
    assert list(engine.columns("a")) == ["id", "v"]


@pytest.mark.parametrize("leave", ["drop", "rename"])
def test_another_table_of_the_name_is_kept_as_it_is(
    engine_with_folder: DuckDBEngine, tmp_path: Path, leave: str
) -> None:
    a_view(engine_with_folder)
    engine_with_folder.settle("a")
    if leave == "drop":
        engine_with_folder.drop(["a"])
    else:
        engine_with_folder.rename("a", "b")
    engine_with_folder.execute("CREATE TABLE a AS SELECT 9 AS x")
    engine_with_folder.keep_parquet("a", tmp_path / "a.parquet")
    engine_with_folder.open_parquet("kept", tmp_path / "a.parquet")
    assert engine_with_folder.query("SELECT x FROM kept").to_pylist() == [{"x": 9}]


def test_dropping_what_is_not_there_is_no_error(engine: DuckDBEngine) -> None:
    engine.drop(["nothing_here"])
    assert "nothing_here" not in engine.tables()


def test_macros_are_there_from_the_start(engine: DuckDBEngine) -> None:
    assert engine.query("SELECT mask_name('SITI AMINAH') AS x").to_pylist() == [{"x": "S*** A***"}]


def test_a_place_that_cannot_be_written_is_told_in_words(engine: DuckDBEngine, tmp_path: Path) -> None:
    engine.register("a", pa.table({"x": [1]}))
    with pytest.raises(StorageError, match=r"a\.parquet: cannot read or write"):
        engine.write_parquet("a", tmp_path / "missing" / "a.parquet", ["x"])


full_disk = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full, which is always full, here")


@full_disk
def test_a_full_disk_is_told_with_what_to_do(engine: DuckDBEngine) -> None:
    engine.register("a", pa.table({"x": range(100_000)}))
    with pytest.raises(
        StorageError, match=r"full: the disk is full; free space or choose another folder \(work, out\)"
    ):
        engine.write_parquet("a", Path("/dev/full"), ["x"])


@full_disk
def test_a_full_disk_is_told_also_where_splink_runs_the_statement(engine: DuckDBEngine) -> None:
    copy = "COPY (SELECT range AS x FROM range(100000)) TO '/dev/full' (FORMAT csv)"
    with pytest.raises(StorageError, match="scoring: the disk is full; free space"), engine.guarded("scoring"):
        engine.splink_api()._log_and_run_sql_execution(copy, "a", "a")


def test_what_is_no_matter_of_storage_stays_as_it_was(engine: DuckDBEngine) -> None:
    with pytest.raises(duckdb.CatalogException):
        engine.query("SELECT * FROM nothing_here")


def test_too_little_memory_is_told_in_words(tmp_path: Path) -> None:
    small = DuckDBEngine(threads=1, memory_limit="60MB", temp_folder=tmp_path, temp_limit="1MB")
    with pytest.raises(StorageError, match=r"Raise memory_limit \(or temp_limit, where it is set\)"):
        small.execute(LARGE)
    small.close()


def test_what_may_be_spilled_is_as_much_as_was_said(tmp_path: Path) -> None:
    small = DuckDBEngine(threads=1, memory_limit="60MB", temp_folder=tmp_path, temp_limit="1GB")
    small.execute(LARGE)
    assert small.count("a") == 3_000_000
    small.close()


@pytest.mark.parametrize(
    ("given", "put"),
    [
        ("damerau_levenshtein(a_l, a_r) <= 1", "within_one_edit(a_l, a_r)"),
        (
            "b_l = b_r AND (Damerau_Levenshtein(a_l, a_r) <= 1 OR c_l = c_r)",
            "b_l = b_r AND (WITHIN_ONE_EDIT(a_l, a_r) OR c_l = c_r)",
        ),
        ("damerau_levenshtein(a_l, a_r) <= 2", "damerau_levenshtein(a_l, a_r) <= 2"),
        ("damerau_levenshtein(a_l, a_r) < 1", "damerau_levenshtein(a_l, a_r) < 1"),
        ("a_l  =  a_r", "a_l  =  a_r"),
    ],
)
def test_a_condition_on_one_edit_is_put_cheaper(engine: DuckDBEngine, given: str, put: str) -> None:
    assert engine.condition(given).lower() == put.lower()


@pytest.mark.parametrize(
    ("rows", "hashes"), [([], 0), ([("a", 1)], 1), ([("a", 1), ("a", 2), ("b", 1)], 3), ([("a", 1), (None, 1)] * 2, 2)]
)
def test_equal_rows_have_one_hash(engine: DuckDBEngine, rows: list[tuple[str | None, int]], hashes: int) -> None:
    columns = {"x": pa.array([x for x, _ in rows], pa.string()), "y": pa.array([y for _, y in rows], pa.int64())}
    engine.register("t", pa.table(columns))
    assert engine.hashes("t", ("x", "y")) == hashes
