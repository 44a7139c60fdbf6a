"""Stages on Spark leave the tables that DuckDB leaves, row for row."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.building import Build
from tests.sparking import differing_rows

from dtsen_link.config import Config, load_config
from dtsen_link.contracts import TABLES
from dtsen_link.earlier import open_earlier
from dtsen_link.engine import DuckDBEngine, Engine
from dtsen_link.pipeline import check_contract
from dtsen_link.previous import open_previous
from dtsen_link.stage import Stage
from dtsen_link.standardise.stage import STAGE as STANDARDISE

pytestmark = pytest.mark.slow

# A third of the families; the sample's release stands before them, so that the persons of the others are carried over. Of
# one source all keys are new: its records are known again by what they say.
_DELIVERED = """
    CREATE TABLE raw_person AS
    SELECT * REPLACE (CASE WHEN source = 'p3ke' THEN record_id || 'x' ELSE record_id END AS record_id)
    FROM all_raw_person
    WHERE right(source_family_id, 1) IN ('1', '4', '7') OR source_family_id IS NULL
"""


@pytest.fixture(scope="module")
def delivered(sample_build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ingest left of a part of the sample, as folders of Parquet."""
    folder = tmp_path_factory.mktemp("delivered")
    ingested = sample_build.folder / "work" / sample_build.release.name / "1_ingest"
    engine = DuckDBEngine(threads=1)
    engine.open_parquet("all_raw_person", ingested / "raw_person.parquet")
    engine.execute(_DELIVERED)
    engine.open_parquet("raw_extra", ingested / "raw_extra.parquet")
    for name in ("raw_person", "raw_extra"):
        engine.keep_parquet(name, folder / f"{name}.parquet")
    engine.close()
    return folder


@pytest.fixture(scope="module")
def config(sample_build: Build) -> Config:
    sample = load_config(sample_build.folder / "dtsen.toml")
    return sample.model_copy(update={"release": "next", "previous": str(sample_build.release)})


def run(stage: Stage, engine: Engine, config: Config, delivered: Path) -> None:
    for name in ("raw_person", "raw_extra"):
        engine.open_parquet(name, delivered / f"{name}.parquet")
    open_previous(engine, config, stage.reads)
    open_earlier(engine, stage.reads, None)
    stage.run(engine, config)


def test_standardise_gives_the_same_rows_on_both_engines(
    spark_session, config: Config, delivered: Path, tmp_path: Path
) -> None:
    from dtsen_link.engine.spark import SparkEngine

    duckdb, spark = DuckDBEngine(threads=1), SparkEngine(spark_session, tmp_path / "scratch")
    for engine in (duckdb, spark):
        run(STANDARDISE, engine, config, delivered)
    filled = {}
    for name in STANDARDISE.writes:
        check_contract(spark, STANDARDISE.name, TABLES[name])
        spark.keep_parquet(name, tmp_path / name)
        assert differing_rows(duckdb, name, tmp_path / name) == (0, 0), name
        filled[name] = duckdb.query(f"SELECT count(*) AS n FROM {name}").to_pylist()[0]["n"]
    bases = {row["basis"] for row in duckdb.query("SELECT DISTINCT basis FROM record_tie").to_pylist()}
    spark.close()
    duckdb.close()
    # Tables without rows would agree in any case; the sample has no extra columns.
    assert {name for name, count in filled.items() if not count} == {"std_extra"}
    assert bases >= {"same_content", "new_key"}


def test_a_row_that_differs_is_found(tmp_path: Path) -> None:
    engine = DuckDBEngine(threads=1)
    engine.execute("CREATE TABLE a AS SELECT 1 AS x UNION ALL SELECT 2 AS x")
    engine.execute("CREATE TABLE b AS SELECT 1 AS x UNION ALL SELECT 1 AS x UNION ALL SELECT 2 AS x")
    engine.keep_parquet("b", tmp_path / "b.parquet")
    assert differing_rows(engine, "a", tmp_path / "b.parquet") == (0, 1)
    engine.close()
