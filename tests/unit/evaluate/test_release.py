"""evaluate_release: what it makes of a release folder and a truth file, and what it says of wrong ones."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from dtsen_link.errors import SourceError
from dtsen_link.evaluate.release import evaluate_release, show_evaluation


@pytest.fixture
def release(tmp_path: Path) -> Path:
    folder = tmp_path / "2026Q4"
    (folder / "person_sources").mkdir(parents=True)
    rows = [("a", "1", "P1", "F1"), ("b", "1", "P1", "F1"), ("a", "2", "P2", None), ("b", "9", "P3", "F2")]
    names = ("source", "source_record_id", "person_id", "family_id")
    table = pa.table(dict(zip(names, zip(*rows, strict=True), strict=True)))
    pq.write_table(table, folder / "person_sources" / "person_sources.parquet")
    return folder


TRUTH = ("source", "source_record_id", "true_person", "true_family")


def truth_file(tmp_path: Path, rows: list[tuple[object, ...]], names: tuple[str, ...] = TRUTH) -> Path:
    path = tmp_path / "truth.parquet"
    pq.write_table(pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))), path)
    return path


GOOD = [("a", "1", 1, 1), ("b", "1", 1, 1), ("a", "2", 1, 1), ("b", "2", 4, 2)]


def test_persons_and_families_are_scored_over_records(release, tmp_path):
    evaluation = evaluate_release(release, truth_file(tmp_path, GOOD))
    persons = evaluation.overall("persons")
    assert (persons.right_pairs, persons.found_pairs, persons.true_pairs) == (1, 1, 3)
    families = evaluation.overall("families")
    assert (families.right_pairs, families.found_pairs, families.true_pairs) == (1, 1, 3)


def test_records_on_one_side_only_are_counted(release, tmp_path):
    evaluation = evaluate_release(release, truth_file(tmp_path, GOOD))
    assert evaluation.missing_records == 1
    assert evaluation.unknown_records == 1
    assert evaluation.truth_records == 4
    assert evaluation.overall("persons").records == 4


def test_scenarios_beside_the_truth_are_scored(release, tmp_path):
    path = truth_file(tmp_path, GOOD)
    names = ("scenario", "source", "source_record_id")
    rows = [("kembar", "a", "1"), ("kembar", "a", "2")]
    pq.write_table(pa.table(dict(zip(names, zip(*rows, strict=True), strict=True))), tmp_path / "scenarios.parquet")
    evaluation = evaluate_release(release, path)
    assert [item.name for item in evaluation.persons if item.subset == "scenario"] == ["kembar"]


def test_the_tables_shown_hold_every_subset(release, tmp_path):
    console = Console(width=160, record=True, file=None, quiet=False, force_terminal=False)
    with console.capture() as shown:
        show_evaluation(evaluate_release(release, truth_file(tmp_path, GOOD)), console)
    for text in ("Persons", "Families", "all records", "within a", "a x b", "1 of them not in the release"):
        assert text in shown.get()


def test_no_release(tmp_path):
    with pytest.raises(SourceError, match="is no release"):
        evaluate_release(tmp_path, truth_file(tmp_path, GOOD))


def test_no_truth(release, tmp_path):
    with pytest.raises(SourceError, match="no such file"):
        evaluate_release(release, tmp_path / "nothing.parquet")


def test_truth_that_is_no_parquet(release, tmp_path):
    path = tmp_path / "truth.parquet"
    path.write_text("source,source_record_id\n")
    with pytest.raises(SourceError, match="cannot be read as Parquet"):
        evaluate_release(release, path)


def test_truth_without_a_column(release, tmp_path):
    path = truth_file(tmp_path, [("a", "1")], names=("source", "source_record_id"))
    with pytest.raises(SourceError, match="column true_person, true_family missing; found are source"):
        evaluate_release(release, path)


def test_truth_that_repeats_a_record(release, tmp_path):
    with pytest.raises(SourceError, match="1 rows repeat"):
        evaluate_release(release, truth_file(tmp_path, [*GOOD, ("a", "1", 2, 2)]))


def test_truth_with_an_unknown_person(release, tmp_path):
    with pytest.raises(SourceError, match="true_person is null in 1 rows"):
        evaluate_release(release, truth_file(tmp_path, [*GOOD, ("a", "3", None, 2)]))


def test_empty_truth(release, tmp_path):
    path = tmp_path / "truth.parquet"
    text = pa.string()
    pq.write_table(pa.table({name: pa.array([], text) for name in TRUTH}), path)
    with pytest.raises(SourceError, match="has no rows"):
        evaluate_release(release, path)


def test_truth_of_other_sources(release, tmp_path):
    with pytest.raises(SourceError, match=r"shares no record with .* sources are a, b, the truth's x"):
        evaluate_release(release, truth_file(tmp_path, [("x", "1", 1, 1)]))
