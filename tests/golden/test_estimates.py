"""The estimates of a build beside the truth that the build never saw."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.building import Build

from dtsen_link import resources
from dtsen_link.config import load_config
from dtsen_link.evaluate.coverage import Covered
from dtsen_link.evaluate.release import evaluate_release
from dtsen_link.linkage.spec import load_spec

LEAST_SHARE = 0.9
USEFUL = 500


@pytest.fixture(scope="module")
def truth() -> Path:
    return Path(str(resources.sample_dir() / "truth.parquet"))


@pytest.fixture(scope="module")
def coverage(sample_build: Build, truth: Path) -> tuple[Covered, ...]:
    return evaluate_release(sample_build.release, truth).coverage


@pytest.mark.parametrize("entity", ["persons", "families"])
@pytest.mark.parametrize("rate", ["precision", "recall"])
def test_intervals_hold_the_truth_in_nine_of_ten_groups(coverage, entity, rate):
    groups = [item for item in coverage if (item.entity, item.rate) == (entity, rate) and item.true_pairs >= USEFUL]
    assert len(groups) >= 5
    assert sum(item.covered for item in groups) >= LEAST_SHARE * len(groups)


def test_intervals_are_narrow_enough_to_say_something(coverage):
    wide = {(item.entity, item.rate): item.high - item.low for item in coverage if item.kind == "all"}
    assert wide["persons", "precision"] < 0.01
    assert wide["persons", "recall"] < 0.02
    assert wide["families", "precision"] < 0.04
    assert wide["families", "recall"] < 0.06


def test_a_worse_release_with_the_same_estimates_is_found_out(sample_build: Build, truth: Path, tmp_path: Path):
    spoilt = tmp_path / "spoilt"
    shutil.copytree(sample_build.release, spoilt)
    (path,) = (spoilt / "person_sources").glob("*.parquet")
    table = pq.read_table(path)
    # One record in ten is given to the person of the record before it.
    persons = table["person_id"].to_pylist()
    moved = [persons[place - 1] if place % 10 == 9 else person for place, person in enumerate(persons)]
    column = table.schema.get_field_index("person_id")
    pq.write_table(table.set_column(column, "person_id", pa.array(moved)), path)
    found = [
        item for item in evaluate_release(spoilt, truth).coverage if item.entity == "persons" and item.kind == "all"
    ]
    assert [item.covered for item in found] == [False, False]


def test_the_keys_by_which_hidden_pairs_are_looked_for_are_there(sample_build: Build) -> None:
    config = load_config(sample_build.folder / "dtsen.toml")
    columns = pq.read_schema(config.path(config.work) / config.release / "3_persons" / "link_record.parquet").names
    rules = load_spec(config, "person").with_key_columns().blocking
    assert {rule.key for rule in rules} - set(columns) == set()
