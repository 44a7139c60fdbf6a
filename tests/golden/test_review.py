"""A review of the sample by reviewers who know the truth: what they measure holds what `evaluate` counts."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.building import Build, run

from dtsen_link import resources
from dtsen_link.evaluate.release import evaluate_release

TRUTH = resources.sample_dir() / "truth.parquet"


@pytest.fixture(scope="module")
def sample(sample_build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("review") / "pairs.csv"
    done = run(sample_build.folder, "review-sample", "--out", str(out), "--size", "300")
    assert done.code == 0, done.log
    return out


def rows_of(sheet: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(sheet.read_text(encoding="utf-8-sig").splitlines()))


def answered(sheet: Path, to: Path) -> Path:
    """The sheet filled in by somebody who knows the truth."""
    plan = json.loads(sheet.with_name("pairs.plan.json").read_text(encoding="utf-8"))
    truth = pq.read_table(TRUTH).to_pylist()
    person = {f"{row['source']}:{row['source_record_id']}": row["true_person"] for row in truth}
    same = {pair["number"]: person[pair["record_l"]] == person[pair["record_r"]] for pair in plan["pairs"]}
    rows = [{**row, "jawaban": "sama" if same[row["no_pasangan"]] else "berbeda"} for row in rows_of(sheet)]
    with to.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return to


def test_what_reviewers_measure_holds_the_truth(sample_build: Build, sample: Path, tmp_path: Path):
    report = tmp_path / "review.json"
    sheet = answered(sample, tmp_path / "answers.csv")
    plan = sample.with_name("pairs.plan.json")
    done = run(sample_build.folder, "review-score", str(plan), str(sheet), "--json", str(report))
    assert done.code == 0, done.log
    review = json.loads(report.read_text(encoding="utf-8"))
    assert review["open"] == review["unsure"] == 0
    whole = review["measured"][0]
    truth = evaluate_release(sample_build.release, Path(str(TRUTH))).overall("persons").pairwise
    assert whole["precision_low"] <= truth.precision <= whole["precision_high"]
    assert whole["recall_low"] <= truth.recall <= whole["recall_high"]
    assert {one["kind"] for one in review["measured"]} >= {"all", "source_pair"}


def test_the_same_build_size_and_seed_give_the_same_sample(sample_build: Build, sample: Path, tmp_path: Path):
    again, other = tmp_path / "pairs.csv", tmp_path / "other.csv"
    run(sample_build.folder, "review-sample", "--out", str(again), "--size", "300")
    run(sample_build.folder, "review-sample", "--out", str(other), "--size", "300", "--seed", "2")
    assert again.read_bytes() == sample.read_bytes()
    assert other.read_bytes() != sample.read_bytes()


def test_the_sheet_is_masked_and_does_not_say_what_the_program_thinks(sample: Path):
    rows = rows_of(sample)
    assert rows
    assert all(row["jawaban"] == "" for row in rows)
    assert {row["nik_1"][6:14] for row in rows if row["nik_1"]} == {"********"}
    assert not any(word in name for name in rows[0] for word in ("prob", "weight", "join", "stratum"))


def test_an_unmasked_sheet_is_the_owners_alone(sample_build: Build, tmp_path: Path):
    out = tmp_path / "full.xlsx"
    done = run(sample_build.folder, "review-sample", "--out", str(out), "--size", "20", "--unmask")
    assert done.code == 0, done.log
    assert out.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("name", "code"), [("pairs.txt", 10), ("pairs.csv", 16)])
def test_what_cannot_be_sampled_is_told(sample_build: Build, tmp_path: Path, name: str, code: int):
    folder = sample_build.folder
    if code == 16:
        folder = tmp_path
        (folder / "dtsen.toml").write_text(
            (sample_build.folder / "dtsen.toml").read_text(encoding="utf-8"), encoding="utf-8"
        )
    assert run(folder, "review-sample", "--out", str(tmp_path / name)).code == code
