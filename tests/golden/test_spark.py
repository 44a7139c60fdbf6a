"""Stages on Spark leave the tables that DuckDB leaves, row for row."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.building import Build, answer_sheet
from tests.sparking import differing_rows

from dtsen_link.config import Config, load_config
from dtsen_link.conflicts.stage import STAGE as CONFLICTS
from dtsen_link.consolidate.stage import STAGE as CONSOLIDATE
from dtsen_link.contract_check import check_contract
from dtsen_link.contracts import TABLES
from dtsen_link.decisions.drafts import Signing
from dtsen_link.decisions.importing import import_sheets
from dtsen_link.decisions.tables import open_decisions
from dtsen_link.domain.id_key import read_id_key
from dtsen_link.earlier import open_earlier
from dtsen_link.engine import DuckDBEngine
from dtsen_link.families.stage import STAGE as FAMILIES
from dtsen_link.ingest.stage import STAGE as INGEST
from dtsen_link.persons.stage import STAGE as PERSONS
from dtsen_link.pipeline import LINKAGE
from dtsen_link.previous import hide_carried, open_previous
from dtsen_link.publish.stage import STAGE as PUBLISH
from dtsen_link.resolve.stage import STAGE as RESOLVE
from dtsen_link.standardise.stage import STAGE as STANDARDISE

pytestmark = pytest.mark.slow

# What the account of the files says of the part of the rows that is delivered.
_FILES = """
    CREATE TABLE raw_file AS
    SELECT f.* REPLACE (f.rows_rejected + p.n AS rows_read, p.n AS rows_kept)
    FROM all_raw_file AS f
    INNER JOIN (SELECT file, count(*) AS n FROM raw_person GROUP BY file) AS p ON f.file = p.file
"""
# A fifth of the families; the sample's release stands before them, so that the persons of the others are carried over. Of
# one source all keys are new: its records are known again by what they say.
_DELIVERED = """
    CREATE TABLE raw_person AS
    SELECT * REPLACE (CASE WHEN source = 'p3ke' THEN record_id || 'x' ELSE record_id END AS record_id)
    FROM all_raw_person
    WHERE right(source_family_id, 1) IN ('1', '7') OR source_family_id IS NULL
"""


STAGES = (STANDARDISE, PERSONS, FAMILIES, RESOLVE, CONSOLIDATE, CONFLICTS, PUBLISH)
# No extra columns in the sample: nothing to compare.
_EMPTY = {"std_extra"}
# What was answered in the sample's release: who is who, of one person and of several, families, and values.
_ANSWERS = {
    "KEMUNGKINAN_SAMA": ("berbeda", ""),
    "ORANG_DUA_NIK": ("pisah", ""),
    "KELUARGA_GABUNG": ("pisah", ""),
    "NIK_DOB_TIDAK_SESUAI": ("nilai", "tanggal_lahir = 01-03-1980"),
    "DESIL_BEDA": ("nilai", "5"),
    "KEPALA_GANDA": ("nilai", "1"),
}
# Hashes that later builds of the same engine compare with their own.
_OF_ENGINE = frozenset({"content", "content_l", "content_r"})


@dataclass(frozen=True)
class Linked:
    """The tables of the stages, as one engine left them."""

    folder: Path

    def file(self, name: str) -> Path:
        return self.folder / f"{name}.parquet"


@pytest.fixture(scope="module")
def config(sample_build: Build, tmp_path_factory: pytest.TempPathFactory) -> Config:
    folder = tmp_path_factory.mktemp("decided")
    sample = load_config(sample_build.folder / "dtsen.toml")
    update = {"release": "next", "previous": str(sample_build.release), "decisions": str(folder / "decisions")}
    quarter = sample.model_copy(update=update)
    day = date(2026, 12, 1)
    key = read_id_key(sample.path(sample.id_key_file))
    signing = Signing(by="Rina", role="", day=day, today=day, stamp="20261201T080000Z", key=key)
    sheets = []
    for sheet in sorted((sample_build.release / "queues").glob("*/*.csv")):
        sheets.append(folder / sheet.parent.name / sheet.name)
        answer_sheet(sheet, sheets[-1], _ANSWERS)
    import_sheets(quarter, sheets, sample_build.release, signing)
    return quarter


@pytest.fixture(scope="module")
def delivered(sample_build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ingest left of a part of the sample."""
    folder = tmp_path_factory.mktemp("delivered")
    ingested = sample_build.folder / "work" / sample_build.release.name / "1_ingest"
    engine = DuckDBEngine(threads=1)
    engine.open_parquet("all_raw_person", ingested / "raw_person.parquet")
    engine.execute(_DELIVERED)
    engine.open_parquet("all_raw_file", ingested / "raw_file.parquet")
    engine.execute(_FILES)
    for name in ("raw_extra", "raw_sensitive", "reject"):
        engine.open_parquet(name, ingested / f"{name}.parquet")
    for name in INGEST.writes:
        engine.keep_parquet(name, folder / f"{name}.parquet")
    engine.close()
    return folder


def link(folder: Path, delivered: Path, config: Config, open_engine: Callable[[str], Any]) -> Linked:
    """Run the stages one after another, each on an engine of its own, as a build does."""
    shutil.copytree(delivered, folder)
    linked = Linked(folder)
    for stage in STAGES:
        engine = open_engine(stage.name)
        for name in stage.reads:
            if linked.file(name).exists():
                engine.open_parquet(name, linked.file(name))
        open_previous(engine, config, stage.reads)
        open_decisions(engine, config, stage.reads)
        open_earlier(engine, stage.reads, None)
        if stage not in LINKAGE:
            hide_carried(engine, stage.reads)
        stage.run(engine, config)
        for name in stage.writes:
            declared = {column.name: column.type for column in TABLES[name].columns}
            assert declared.items() <= engine.columns(name).items()
            engine.keep_parquet(name, linked.file(name))
        engine.close()
    return linked


@pytest.fixture(scope="module")
def by_duckdb(delivered: Path, config: Config, tmp_path_factory: pytest.TempPathFactory) -> Linked:
    folder = tmp_path_factory.mktemp("duckdb") / "linked"
    return link(folder, delivered, config, lambda _: DuckDBEngine(threads=1))


@pytest.fixture(scope="module")
def by_spark(spark_session, delivered: Path, config: Config, tmp_path_factory: pytest.TempPathFactory) -> Linked:
    from dtsen_link.engine.spark import SparkEngine

    folder = tmp_path_factory.mktemp("spark")
    return link(folder / "linked", delivered, config, lambda name: SparkEngine(spark_session, folder / name))


@pytest.mark.parametrize(("stage", "table"), [(stage.name, name) for stage in STAGES for name in stage.writes])
def test_both_engines_leave_the_same_rows(by_duckdb: Linked, by_spark: Linked, stage: str, table: str) -> None:
    engine = DuckDBEngine(threads=1)
    # Spark's own counts for the contracts would take as long as a stage, and say the same of the same rows.
    engine.open_parquet(table, by_spark.file(table))
    check_contract(engine, stage, TABLES[table])
    engine.open_parquet(table, by_duckdb.file(table))
    rows = engine.query(f"SELECT count(*) AS n FROM {table}").to_pylist()[0]["n"]
    assert (rows == 0) == (table in _EMPTY)
    assert differing_rows(engine, table, by_spark.file(table), without=_OF_ENGINE) == (0, 0)
    engine.close()


def test_what_is_compared_holds_ties_of_every_kind(by_duckdb: Linked) -> None:
    engine = DuckDBEngine(threads=1)
    engine.open_parquet("record_tie", by_duckdb.file("record_tie"))
    bases = {row["basis"] for row in engine.query("SELECT DISTINCT basis FROM record_tie").to_pylist()}
    engine.close()
    assert bases >= {"same_content", "new_key"}


def test_a_row_that_differs_is_found(tmp_path: Path) -> None:
    engine = DuckDBEngine(threads=1)
    engine.execute("CREATE TABLE a AS SELECT 1 AS x UNION ALL SELECT 2 AS x")
    engine.execute("CREATE TABLE b AS SELECT 1 AS x UNION ALL SELECT 1 AS x UNION ALL SELECT 2 AS x")
    engine.keep_parquet("b", tmp_path / "b.parquet")
    assert differing_rows(engine, "a", tmp_path / "b.parquet") == (0, 1)
    engine.close()
