"""A build that goes province by province publishes what a build of the whole country does, byte for byte."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.building import run

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def quarters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two quarters of a sample; the first one is built, with decisions on some of its questions."""
    folder = tmp_path_factory.mktemp("partition")
    formats = ("--formats", "parquet,parquet,parquet")
    told = run(folder, "sample", "s", "--families", "150", "--seed", "5", "--quarters", "2", *formats)
    assert told.code == 0, told.log
    build = run(folder, "build", "--config", "s/q1/dtsen.toml")
    assert build.code == 0, build.log
    return folder / "s"


def published(release: Path) -> dict[str, bytes]:
    """Path -> bytes of each table and queue file; what tells of times and settings is left out."""
    return {
        path.relative_to(release).as_posix(): path.read_bytes()
        for path in sorted(release.rglob("*"))
        if path.suffix in {".parquet", ".csv", ".xlsx"}
    }


def test_parts_make_the_release_of_the_whole(quarters: Path) -> None:
    release = quarters / "releases" / "2025Q2"
    whole = run(quarters, "build", "--config", "q2/dtsen.toml", "--fresh")
    assert whole.code == 0, whole.log
    expected, told = published(release), json.loads((release / "metrics.json").read_text(encoding="utf-8"))
    shutil.rmtree(release)
    parted = run(quarters, "build", "--config", "q2/dtsen.toml", "--partition", "kode_prov", "--fresh")
    assert parted.code == 0, parted.log
    work = quarters / "work" / "2025Q2"
    assert len(list((work / "6_consolidate" / "gold_person.parquet").glob("*.parquet"))) > 2
    assert published(release) == expected
    again = json.loads((release / "metrics.json").read_text(encoding="utf-8"))
    assert {name for name in told if again[name] != told[name]} == {"run", "settings"}
    kept = run(quarters, "build", "--config", "q2/dtsen.toml", "--partition", "kode_prov")
    assert kept.code == 0 and kept.log.count("kept") >= 8, kept.log


def test_parts_are_weighed_by_saved_models_alone(quarters: Path) -> None:
    refused = run(quarters, "build", "--config", "q1/dtsen.toml", "--partition", "kode_prov")
    assert refused.code == 10
    assert "needs saved models" in refused.log
