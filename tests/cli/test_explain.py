"""`dtsen-link explain` on the sample: what a terminal shows, what --json writes, how it fails."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.building import Build, run


def pair(build: Build, decision: str) -> tuple[str, str]:
    rows = pq.read_table(build.folder / "work" / "2026Q4" / "5_resolve" / "link_pair.parquet").to_pylist()
    found = next(row for row in rows if row["decision"] == decision and not row["one_unit"])
    return found["record_id_l"], found["record_id_r"]


@pytest.mark.parametrize("decision", ["joined", "apart", "refused"])
def test_two_records_are_explained(sample_build: Build, decision: str) -> None:
    left, right = pair(sample_build, decision)
    done = run(sample_build.folder, "explain", left, right)
    assert (done.code, done.log) == (0, "")
    assert f"{left} and {right}: {decision}" in done.out
    for part in ("before any comparison", "Household", "Together", "What would have changed it"):
        assert part in done.out


def test_a_person_is_explained_and_written_as_json(sample_build: Build, tmp_path: Path) -> None:
    person_id = sample_build.table("person_sources")["person_id"][0].as_py()
    file = tmp_path / "why.json"
    done = run(sample_build.folder, "explain", person_id, "--json", str(file))
    assert done.code == 0, done.log
    assert f"person {person_id}" in done.out
    assert json.loads(file.read_text(encoding="utf-8"))["person_id"] == person_id


def test_a_family_is_explained(sample_build: Build) -> None:
    family_id = sample_build.table("members")["family_id"][0].as_py()
    done = run(sample_build.folder, "explain", family_id)
    assert done.code == 0, done.log
    for part in (f"Family {family_id}", "Units", "Current members"):
        assert part in done.out


def test_names_are_shown_only_when_asked_for(sample_build: Build) -> None:
    left, right = pair(sample_build, "joined")
    rows = pq.read_table(sample_build.folder / "work" / "2026Q4" / "3_persons" / "link_record.parquet").to_pylist()
    # The longest word: a name may begin with an initial, which any text holds.
    name = max(next(row["nama_std"] for row in rows if row["record_id"] == left).split(), key=len)
    assert name not in run(sample_build.folder, "explain", left, right).out
    assert name in run(sample_build.folder, "explain", left, right, "--unmask").out


def test_an_unknown_id_leaves_with_its_code_and_as_it_was_typed(sample_build: Build) -> None:
    done = run(sample_build.folder, "explain", "dtks:a:[bold]")
    assert done.code == 16
    assert done.log.startswith("error: dtks:a:[bold]: release 2026Q4 has no such record.")


def test_without_a_build_the_next_step_is_named(sample_build: Build, tmp_path: Path) -> None:
    text = (sample_build.folder / "dtsen.toml").read_text(encoding="utf-8")
    (tmp_path / "later.toml").write_text(text.replace("2026Q4", "2027Q1"), encoding="utf-8")
    done = run(tmp_path, "explain", "P1", "--config", "later.toml")
    assert done.code == 16
    assert "run `dtsen-link build` first" in done.log
