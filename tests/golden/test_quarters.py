"""From quarter to quarter: ids last over broken source keys, absences and returns, and over builds that are killed."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections import Counter
from itertools import pairwise
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from tests.building import Build, killed_at, new_project, run, unexplained_events

from dtsen_link.diff.compare import compare_releases
from dtsen_link.pipeline import stage_names

# What must not change by a byte where no delivery has changed.
TABLES = ("persons", "families", "members", "person_sources", "provenance", "rejects", "absent", "models")
ENCODING = {"dtks": "latin-1", "regsosek": "utf-8"}
DELIMITER = {"dtks": "|", "regsosek": ","}
Rows = list[list[str]]


def quarter(folder: Path, release: str, previous: Path) -> Path:
    """A project that follows a release."""
    new_project(folder)
    path = folder / "dtsen.toml"
    text = path.read_text(encoding="utf-8")
    named = re.sub(r'^release = "[^"]*"', f'release = "{release}"\nprevious = "{previous}"', text, flags=re.MULTILINE)
    assert named != text
    path.write_text(named, encoding="utf-8")
    return folder


def built(folder: Path, *arguments: str) -> Build:
    build = run(folder, "build", *arguments)
    assert build.code == 0, build.log
    return build


def files(release: Path, *folders: str) -> dict[str, bytes]:
    return {
        path.relative_to(release).as_posix(): path.read_bytes()
        for folder in folders
        for path in sorted((release / folder).rglob("*"))
        if path.is_file()
    }


def rows(release: Path, folder: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = pq.read_table(release / folder).to_pylist()
    return found


def events(release: Path) -> Counter[tuple[str, str]]:
    return Counter((str(row["entity"]), str(row["event"])) for row in rows(release, "id_events"))


def ids(release: Path) -> dict[str, str]:
    return {str(row["record_id"]): str(row["person_id"]) for row in rows(release, "person_sources")}


def read_delivery(path: Path) -> Rows:
    source = path.stem
    text = path.read_bytes().decode(ENCODING[source])
    return list(csv.reader(io.StringIO(text), delimiter=DELIMITER[source]))


def write_delivery(path: Path, table: Rows) -> None:
    source = path.stem
    with path.open("w", encoding=ENCODING[source], newline="") as handle:
        csv.writer(handle, delimiter=DELIMITER[source]).writerows(table)


def without(folder: Path, keys: dict[str, set[str]]) -> None:
    """Take rows out of the deliveries by their source's key, which stands in the first column of each."""
    for source in ("dtks", "regsosek"):
        path = folder / "deliveries" / f"{source}.csv"
        header, *body = read_delivery(path)
        write_delivery(path, [header, *(row for row in body if row[0] not in keys.get(source, set()))])
    path = folder / "deliveries" / "p3ke.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    table = [list(row) for row in sheet.iter_rows(values_only=True)]
    head = next(number for number, row in enumerate(table) if "NIK" in row)
    column = table[head].index("IDIndividu")
    for number in range(len(table), head + 1, -1):
        if str(table[number - 1][column]) in keys.get("p3ke", set()):
            sheet.delete_rows(number)
    book.save(path)


def shift_keys(path: Path) -> dict[str, str]:
    """Give each row of DTKS the next row's key, each family another's: every key is somebody else's now. New by old key."""
    header, *body = read_delivery(path)
    keys = [row[0] for row in body]
    families = sorted({row[1] for row in body})
    new_family = dict(zip(families, families[1:] + families[:1], strict=True))
    for row, key in zip(body, keys[1:] + keys[:1], strict=True):
        row[0], row[1] = key, new_family[row[1]]
    write_delivery(path, [header, *body])
    return dict(zip(keys, keys[1:] + keys[:1], strict=True))


@pytest.fixture(scope="module")
def unchanged(sample_build: Build, tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = tmp_path_factory.mktemp("unchanged") / "registry"
    return built(quarter(folder, "2027Q1", sample_build.release))


@pytest.mark.slow
def test_the_same_deliveries_give_the_same_release(sample_build: Build, unchanged: Build) -> None:
    assert files(unchanged.release, *TABLES) == files(sample_build.release, *TABLES)
    assert {event for _, event in events(unchanged.release)} == {"kept", "same"}
    assert sum(events(unchanged.release).values()) == sum(events(sample_build.release).values())


@pytest.mark.slow
def test_questions_of_the_same_deliveries_are_the_same_and_a_quarter_older(
    sample_build: Build, unchanged: Build
) -> None:
    before, after = rows(sample_build.release, "conflicts"), rows(unchanged.release, "conflicts")
    assert [row["conflict_id"] for row in after] == [row["conflict_id"] for row in before]
    assert {(row["status"], row["umur_kuartal"]) for row in before} == {("baru", 0)}
    assert {(row["status"], row["umur_kuartal"]) for row in after} == {("terbuka", 1)}
    assert {row["event"] for row in rows(unchanged.release, "conflict_events")} == {"still_open"}


@pytest.mark.slow
def test_the_account_of_the_same_deliveries_tells_of_no_change(sample_build: Build, unchanged: Build) -> None:
    account = compare_releases(sample_build.release, unchanged.release)
    assert account.matched_by == "ids"
    for entities in (account.persons, account.families):
        assert (entities.all.gained, entities.all.lost, entities.all.came, entities.low_reasons) == (0, 0, 0, ())
        assert not any(entities.changes.values())


@pytest.fixture(scope="module")
def household(sample_build: Build) -> dict[str, set[str]]:
    """The source keys of everybody in one family of three or more that two sources know."""
    members: dict[str, list[dict[str, object]]] = {}
    for person in rows(sample_build.release, "persons"):
        members.setdefault(str(person["family_id"]), []).append(person)
    found = min(
        family
        for family, people in members.items()
        if len(people) >= 3 and all(int(str(person["source_n"])) >= 2 for person in people)
    )
    persons = {person["person_id"] for person in members[found]}
    keys: dict[str, set[str]] = {}
    for record in rows(sample_build.release, "person_sources"):
        if record["person_id"] in persons:
            keys.setdefault(str(record["source"]), set()).add(str(record["source_record_id"]))
    return keys


@pytest.fixture(scope="module")
def broken_keys(
    sample_build: Build, household: dict[str, set[str]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Build, dict[str, str]]:
    """A quarter without one household, in which every DTKS key is somebody else's."""
    folder = quarter(tmp_path_factory.mktemp("broken") / "registry", "2027Q1", sample_build.release)
    without(folder, household)
    new = shift_keys(folder / "deliveries" / "dtks.csv")
    return built(folder), new


@pytest.mark.slow
def test_ids_last_though_every_key_of_a_source_is_somebody_elses(
    sample_build: Build, broken_keys: tuple[Build, dict[str, str]]
) -> None:
    build, new = broken_keys
    before, after = ids(sample_build.release), ids(build.release)
    borne = [before[f"dtks:{old}"] == after[f"dtks:{key}"] for old, key in new.items()]
    assert len(borne) > 100
    assert sum(borne) / len(borne) >= 0.99


@pytest.mark.slow
def test_every_event_names_its_records_though_keys_are_somebody_elses(
    sample_build: Build, unchanged: Build, broken_keys: tuple[Build, dict[str, str]]
) -> None:
    for build in (unchanged, broken_keys[0]):
        assert unexplained_events(sample_build.release, build.release) == []


@pytest.mark.slow
def test_every_event_of_a_living_population_names_its_records(tmp_path: Path) -> None:
    made = ("--families", "250", "--quarters", "3", "--seed", "11", "--formats", "parquet,csv,csv")
    assert run(tmp_path, "sample", ".", *made).code == 0
    releases = [built(tmp_path, "--config", f"q{number}/dtsen.toml").release for number in (1, 2, 3)]
    assert all(row["record_ids"] == [] for row in rows(releases[0], "id_events"))
    seen = set()
    for before, after in pairwise(releases):
        assert unexplained_events(before, after) == []
        seen |= {event for _, event in events(after)}
    assert seen >= {"new", "merged", "split", "absent", "new_head"}


@pytest.mark.slow
def test_a_household_in_no_delivery_is_absent_and_asked_after(
    sample_build: Build, household: dict[str, set[str]], broken_keys: tuple[Build, dict[str, str]]
) -> None:
    release = broken_keys[0].release
    before = ids(sample_build.release)
    gone = {before[f"{source}:{key}"] for source, keys in household.items() for key in keys}
    assert {row["person_id"] for row in rows(release, "absent")} == gone
    asked = [row for row in rows(release, "conflicts") if row["jenis"] == "HILANG_DARI_RILIS"]
    assert gone <= {person for row in asked for person in row["person_ids"]}  # type: ignore[attr-defined]
    account = compare_releases(sample_build.release, release)
    assert (account.matched_by, account.persons.all.absent) == ("ids", len(gone))


@pytest.mark.slow
def test_who_comes_back_bears_the_old_id(
    sample_build: Build,
    household: dict[str, set[str]],
    broken_keys: tuple[Build, dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("back") / "registry"
    build = built(quarter(folder, "2027Q2", broken_keys[0].release))
    before, after = ids(sample_build.release), ids(build.release)
    for source, keys in household.items():
        assert {after[f"{source}:{key}"] for key in keys} == {before[f"{source}:{key}"] for key in keys}
    assert events(build.release)["person", "returned"] == len(rows(broken_keys[0].release, "absent"))
    assert rows(build.release, "absent") == []
    assert unexplained_events(broken_keys[0].release, build.release) == []
    asked = [row for row in rows(build.release, "conflict_events") if row["jenis"] == "HILANG_DARI_RILIS"]
    assert {row["event"] for row in asked} == {"closed_by_data"}
    found = run(
        folder, "resolve-id", str(rows(build.release, "persons")[0]["person_id"]), "--release", str(build.release)
    )
    assert "is in this release" in found.out


@pytest.mark.slow
def test_a_dry_run_counts_and_publishes_nothing(unchanged: Build) -> None:
    before = files(unchanged.release, ".")
    counted = run(unchanged.folder, "build", "--dry-run")
    assert counted.code == 0, counted.log
    assert re.search(r"person\s+kept\s+[\d,]+", counted.out)
    assert files(unchanged.release, ".") == before


@pytest.mark.slow
def test_after_a_dry_run_explanations_say_that_they_are_of_no_release(tmp_path: Path) -> None:
    folder = new_project(tmp_path / "registry")
    shutil.rmtree(folder / "deliveries")
    assert run(folder, "sample", "deliveries", "--families", "60", "--seed", "3").code == 0
    assert run(folder, "build", "--dry-run").code == 0
    (counted,) = (folder / "work").glob("*/*/gold_person.parquet")
    person = str(pq.read_table(counted)["person_id"][0])
    asked = run(folder, "explain", person, "--json", "why.json")
    assert asked.out.startswith("These figures are of a build that was not published")
    assert "was not published" in json.loads((folder / "why.json").read_text(encoding="utf-8"))["note"]
    built(folder)
    assert f"person {person}" in run(folder, "explain", person).out.splitlines()[1]
    # Another setting, counted but not published.
    path = folder / "dtsen.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("[link]", "[link]\njoin_probability = 0.9"), encoding="utf-8"
    )
    assert run(folder, "build", "--dry-run").code == 0
    asked = run(folder, "explain", person)
    assert "not of the release in" in asked.out
    assert "consolidate ran again" in asked.out
    drawn = run(folder, "review-sample", "--out", "pairs.csv", "--size", "10")
    assert drawn.code == 0
    assert "not of the release in" in drawn.log


@pytest.mark.slow
def test_a_build_killed_in_every_stage_gives_the_same_release(
    sample_build: Build, unchanged: Build, tmp_path: Path
) -> None:
    folder = quarter(tmp_path / "registry", "2027Q1", sample_build.release)
    previous = files(sample_build.release, ".")
    for stage in (*stage_names(), "release"):
        killed_at(folder, f"{stage} ...", "build")
        assert not (folder / "releases" / "2027Q1").exists()
        assert json.loads((sample_build.release / "manifest.json").read_text(encoding="utf-8"))
    build = built(folder)
    # The report tells how long each stage took.
    everything = (*TABLES, "conflicts", "conflict_events", "id_events", "ids", "queues", "schema")
    assert files(build.release, *everything) == files(unchanged.release, *everything)
    assert files(sample_build.release, ".") == previous
    killed_at(folder, "release ...", "build")
    assert files(build.release, *TABLES) == files(unchanged.release, *TABLES)
    assert not [path for path in build.release.parent.iterdir() if path.name.endswith(".old")]
