"""`dtsen-link build --engine spark` publishes the release that DuckDB publishes."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.building import Build, new_project, run
from tests.sparking import SMALL, differing_rows, missing_for_spark

from dtsen_link.engine import DuckDBEngine

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not os.environ.get("SPARK_BUILD"), reason="minutes of CPU for the command alone; set SPARK_BUILD=1"
    ),
]

FAMILIES = "40"
# Hashes that later builds of the same engine compare with their own.
OF_ENGINE = frozenset({"content", "content_l", "content_r"})


@pytest.fixture(scope="module")
def project(sample_build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few families, to be linked by the sample's models: too few to train on."""
    folder = new_project(tmp_path_factory.mktemp("spark") / "registry")
    shutil.rmtree(folder / "deliveries")
    done = run(folder, "sample", "deliveries", "--families", FAMILIES, "--seed", "3", "--formats", "csv,csv,csv")
    assert done.code == 0, done.log
    path = folder / "dtsen.toml"
    text = path.read_text(encoding="utf-8").replace("p3ke*.xlsx", "p3ke*.csv")
    for model in ("person", "family", "household"):
        saved = sample_build.release / "models" / f"{model}.json"
        text = re.sub(rf'^# {model}_model = "".*', f'{model}_model = "{saved}"', text, flags=re.MULTILINE)
    settings = "\n".join(f'"{name}" = "{value}"' for name, value in SMALL.items())
    path.write_text(f"{text}\n[spark.settings]\n{settings}\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def by_duckdb(project: Path) -> Build:
    return built(project, "duckdb")


@pytest.fixture(scope="module")
def by_spark(project: Path) -> Build:
    reason = missing_for_spark()
    if reason:
        pytest.skip(reason)
    return built(project, "spark", "--engine", "spark", "--master", "local[2]")


def built(project: Path, name: str, *arguments: str) -> Build:
    """A build with folders of its own."""
    text = (project / "dtsen.toml").read_text(encoding="utf-8")
    for key in ("out", "work"):
        text = re.sub(rf"^{key} = .*", f'{key} = "{name}/{key}"', text, flags=re.MULTILINE)
    (project / f"{name}.toml").write_text(text, encoding="utf-8")
    build = run(project, "build", "--config", f"{name}.toml", *arguments)
    assert build.code == 0, build.log
    return build


def tables(folder: Path) -> list[str]:
    """Every Parquet table under a folder, be it a file or a folder of parts."""
    found = {path.parent if path.parent.suffix == ".parquet" else path for path in folder.rglob("*.parquet")}
    return sorted(path.relative_to(folder).as_posix() for path in found)


@pytest.mark.parametrize("folder", ["work", "out"])
def test_all_tables_are_those_of_duckdb(by_duckdb: Build, by_spark: Build, folder: str) -> None:
    theirs, ours = by_duckdb.folder / "duckdb" / folder, by_spark.folder / "spark" / folder
    assert tables(ours) == tables(theirs)
    engine = DuckDBEngine(threads=1)
    differing = {}
    for name in tables(theirs):
        engine.open_parquet("t", theirs / name)
        differing[name] = differing_rows(engine, "t", ours / name, without=OF_ENGINE)
    engine.close()
    assert len(differing) > 10
    assert {name: counts for name, counts in differing.items() if counts != (0, 0)} == {}


def test_stages_ran_on_spark_and_readers_find_files(by_spark: Build) -> None:
    work = next((by_spark.folder / "spark" / "work").iterdir())
    assert (work / "1_ingest" / "raw_person.parquet").is_file()
    assert all(path.is_dir() for path in work.glob("[2-8]_*/*.parquet"))
    assert (by_spark.release / "persons" / "persons.parquet").is_file()
    assert not (work / "spill").exists()


def test_figures_are_those_of_duckdb(by_duckdb: Build, by_spark: Build) -> None:
    ours, theirs = (figures(build) for build in (by_spark, by_duckdb))
    assert (ours["run"].pop("engine"), theirs["run"].pop("engine")) == ("spark", "duckdb")
    assert {**ours, "run": 0} == {**theirs, "run": 0}


def test_settings_of_a_cluster_are_not_published(by_spark: Build) -> None:
    manifest = json.loads((by_spark.release / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["configuration"]["spark"] == {"master": "local[2]"}


def figures(build: Build) -> Any:
    return json.loads((build.release / "metrics.json").read_text(encoding="utf-8"))
