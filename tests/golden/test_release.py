"""What a release of the sample holds: complete, accounted for, true to the contracts, and good."""

from __future__ import annotations

import re

import pyarrow.parquet as pq
import pytest
from tests.building import Build

from dtsen_link import resources
from dtsen_link.contracts import TABLES
from dtsen_link.engine import DuckDBEngine
from dtsen_link.evaluate.release import evaluate_release

RELEASED = {
    "persons": "gold_person",
    "families": "gold_family",
    "members": "gold_member",
    "person_sources": "gold_person_source",
    "provenance": "gold_provenance",
    "conflicts": "conflict",
    "rejects": "reject",
    "id_events": "id_event",
}
# Neither digits of a fraction nor of a hash: a NIK stands alone.
LONG_NUMBER = re.compile(r"(?<![\w.])\d{16}(?!\w)")


def work_table(build: Build, name: str) -> list[dict[str, object]]:
    (path,) = (build.folder / "work").glob(f"*/*/{name}.parquet")
    engine = DuckDBEngine(threads=1)
    engine.open_parquet("t", path)
    rows: list[dict[str, object]] = engine.query("SELECT * FROM t").to_pylist()
    engine.close()
    return rows


def test_the_release_is_complete(sample_build: Build) -> None:
    parts = [*RELEASED, "queues", "schema", "models", "metrics.json", "manifest.json", "report/index.html"]
    assert [part for part in parts if not (sample_build.release / part).exists()] == []


def test_only_the_release_folder_is_printed_to_stdout(sample_build: Build) -> None:
    assert sample_build.out == f"{sample_build.folder / 'releases' / '2026Q4'}\n"


def test_nothing_half_written_is_left(sample_build: Build) -> None:
    hidden = [path for path in sample_build.folder.rglob(".*") if path.name.endswith((".tmp", ".old"))]
    assert hidden == []


@pytest.mark.parametrize("folder", RELEASED)
def test_published_columns_are_those_of_the_contract(sample_build: Build, folder: str) -> None:
    assert sample_build.table(folder).column_names == list(TABLES[RELEASED[folder]].column_names())


@pytest.mark.parametrize("folder", RELEASED)
def test_released_rows_are_sorted_by_their_key(sample_build: Build, folder: str) -> None:
    rows = sample_build.table(folder).select(list(TABLES[RELEASED[folder]].key)).to_pylist()
    keys = [tuple(row.values()) for row in rows]
    assert keys == sorted(keys)


def test_every_row_delivered_is_accounted_for(sample_build: Build) -> None:
    for file in work_table(sample_build, "raw_file"):
        assert file["rows_read"] == file["rows_kept"] + file["rows_rejected"], file["file"]  # type: ignore[operator]
    kept = sum(int(str(file["rows_kept"])) for file in work_table(sample_build, "raw_file"))
    assert kept == sample_build.table("person_sources").num_rows


def test_every_record_belongs_to_exactly_one_person(sample_build: Build) -> None:
    sources = sample_build.table("person_sources").to_pydict()
    assert len(set(sources["record_id"])) == len(sources["record_id"])
    assert set(sources["person_id"]) == set(sample_build.table("persons")["person_id"].to_pylist())


def test_every_person_has_a_family_or_a_reason(sample_build: Build) -> None:
    persons = sample_build.table("persons").to_pydict()
    families = set(sample_build.table("families")["family_id"].to_pylist())
    pairs = zip(persons["family_id"], persons["tanpa_keluarga_alasan"], strict=True)
    assert [pair for pair in pairs if (pair[0] is None) == (pair[1] is None)] == []
    assert set(persons["family_id"]) - {None} <= families


def test_every_published_value_points_to_a_record(sample_build: Build) -> None:
    records = set(sample_build.table("person_sources")["record_id"].to_pylist())
    assert set(sample_build.table("provenance")["record_id"].to_pylist()) <= records


def test_persons_and_families_are_found(sample_build: Build) -> None:
    found = evaluate_release(sample_build.release, resources.sample_dir() / "truth.parquet")
    persons, families = found.persons[0], found.families[0]
    assert (persons.subset, families.subset, found.missing_records, found.unknown_records) == ("all", "all", 0, 0)
    assert persons.pairwise.precision >= 0.995
    assert persons.pairwise.f1 >= 0.99
    assert families.pairwise.f1 >= 0.97


def test_there_are_about_as_many_persons_as_there_are(sample_build: Build) -> None:
    truth = pq.read_table(resources.sample_dir() / "truth.parquet", columns=["true_person"])["true_person"]
    assert sample_build.table("persons").num_rows == pytest.approx(len(set(truth.to_pylist())), rel=0.01)


def test_no_number_in_full_in_the_log(sample_build: Build) -> None:
    assert not LONG_NUMBER.search(sample_build.log)


@pytest.mark.parametrize("pattern", ["report/*", "metrics.json", "manifest.json", "queues/**/*.csv", "schema/*"])
def test_no_number_in_full_in_what_is_passed_on(sample_build: Build, pattern: str) -> None:
    files = [path for path in sample_build.release.glob(pattern) if path.is_file()]
    assert files
    texts = {path.name: path.read_text(encoding="utf-8", errors="replace") for path in files}
    # 2 ** 53 - 1 stands in the script that draws the charts.
    assert [name for name, text in texts.items() if set(LONG_NUMBER.findall(text)) - {"9007199254740991"}] == []


def test_no_name_in_full_in_what_is_passed_on(sample_build: Build) -> None:
    names = {name for name in sample_build.table("persons")["nama"].to_pylist() if name and len(name.split()) > 2}
    texts = "\n".join(
        path.read_text(encoding="utf-8", errors="replace")
        for pattern in ("report/index.html", "metrics.json", "queues/**/*.csv")
        for path in sample_build.release.glob(pattern)
    )
    assert [name for name in sorted(names) if name in texts] == []


def test_the_log_tells_each_stage_with_rows_and_seconds(sample_build: Build) -> None:
    done = re.findall(r"^done (\w+) +\d+\.\d s  (.*)$", sample_build.log, flags=re.MULTILINE)
    stages = ["ingest", "standardise", "persons", "families", "resolve", "consolidate", "conflicts", "publish"]
    assert [stage for stage, _ in done] == [*stages, "release"]
    assert all(re.search(r"\w+ \d", tables) for _, tables in done[:-1])
