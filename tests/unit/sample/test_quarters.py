"""Quarters of one living population: what stays stays byte for byte, what changes is told, and nobody is born twice."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from dtsen_link.config import load_config
from dtsen_link.errors import ConfigError
from dtsen_link.sample import generate
from dtsen_link.sample.changes import PERSON_CHANGES
from dtsen_link.sample.dice import Dice
from dtsen_link.sample.generate import deliveries_of, write_sample
from dtsen_link.sample.layouts import CHUNK_STRIDE, IDENTITY_COLUMNS, KEY_COLUMNS
from dtsen_link.sample.life import Life, live_a_quarter, populate
from dtsen_link.sample.people import DATES, HEAD, MOST_QUARTERS, STATES
from dtsen_link.sample.programmes import PROGRAMMES
from dtsen_link.sample.quarters import SOURCES, Deliveries, quarters_of
from dtsen_link.sample.updates import state_of

QUARTERS, FAMILIES = 5, 4000
BUT_PROGRAMMES = [change for change in PERSON_CHANGES if not change.startswith(("gained_", "lost_"))]
# Of rows, truth and scenarios of a single quarter as they were before there were several: seed, chunk, families, laps.
SINGLE = {
    (11, 1, 600, 1): "48d0bce5c788affea359074aa936cc2f",
    (5, 3, 300, 2): "71bd78360b91b76e194e0b70ccdcc0a8",
    (2, 0, 2, 1): "2cd8813b43f2b1d156af034222ef492c",
}
# The same, and what changed, of five quarters as they were before P3KE had programmes: seed 5, chunk 3, 300 families, 2 laps.
FIVE = "c6544fb269ab3cfb928cdeddc87afb69"


@pytest.fixture(scope="module")
def quarters() -> list[Deliveries]:
    return list(quarters_of(Dice(5, 0), FAMILIES, 1, QUARTERS))


@pytest.fixture(scope="module")
def life() -> Life:
    """A chunk after four more quarters."""
    life = populate(Dice(5, 2), 3000, 1)
    for _ in range(4):
        live_a_quarter(life)
    return life


def key_of(source: str) -> str:
    return KEY_COLUMNS[source][0]


def truth_of(quarter: Deliveries, source: str) -> pl.DataFrame:
    return quarter.truth.filter(pl.col("source") == source).drop("source")


def events_of(quarter: Deliveries, source: str, *events: str) -> pl.DataFrame:
    chosen = quarter.record_changes.filter(pl.col("source") == source)
    return chosen.filter(pl.col("event").is_in(events)) if events else chosen


def shared_rows(before: pl.DataFrame, now: pl.DataFrame) -> int:
    return before.join(now, on=before.columns, how="semi").height


def without_programmes(made: Deliveries) -> list[pl.DataFrame]:
    """The rows of each source but for the columns of programmes, which come last."""
    return [made.rows[source].drop(f"Penerima{name}" for name in PROGRAMMES if source == "p3ke") for source in SOURCES]


def digest(tables: list[pl.DataFrame]) -> str:
    content = hashlib.sha256()
    for table in tables:
        content.update(table.write_csv().encode())
    return content.hexdigest()[:32]


@pytest.mark.parametrize("case", SINGLE)
def test_a_single_quarter_is_what_it_always_was(case: tuple[int, int, int, int]) -> None:
    seed, chunk, families, laps = case
    made = deliveries_of(Dice(seed, chunk), families, laps)
    assert digest([*without_programmes(made), made.truth, made.scenarios]) == SINGLE[case]


def test_programmes_move_nothing_else_in_any_quarter() -> None:
    tables = []
    for made in quarters_of(Dice(5, 3), 300, 2, 5):
        changes = made.changes
        if not changes.is_empty():
            changes = changes.filter(pl.col("change").is_in(BUT_PROGRAMMES) | (pl.col("entity") == "family"))
        tables += [*without_programmes(made), made.truth, made.scenarios, changes, made.record_changes]
    assert digest(tables) == FIVE


def test_later_quarters_change_nothing_in_earlier_ones(quarters: list[Deliveries]) -> None:
    for one, other in zip(quarters_of(Dice(5, 0), FAMILIES, 1, 2), quarters, strict=False):
        assert all(one.rows[source].equals(other.rows[source]) for source in SOURCES)
        assert one.truth.equals(other.truth)
        assert one.changes.equals(other.changes)


def test_dates_are_three_months_apart() -> None:
    last_days = [date(1970, 1, 1) + timedelta(days=day) for day in DATES[STATES - 1 :]]
    assert len(last_days) == MOST_QUARTERS
    assert last_days[:3] == [date(2025, 2, 28), date(2025, 5, 31), date(2025, 8, 31)]
    assert {(later.month - earlier.month) % 12 for earlier, later in pairwise(last_days)} == {3}
    assert {(day + timedelta(days=1)).day for day in last_days} == {1}


def test_every_family_has_one_head(life: Life) -> None:
    for state in range(STATES, life.state + 1):
        here = np.flatnonzero(life.people.family[:, state] >= 0)
        family, role = life.people.family[here, state], life.people.role[here, state]
        present = np.unique(family)
        assert (np.bincount(family[role == HEAD], minlength=int(present.max()) + 1)[present] == 1).all()


def test_nobody_lives_before_birth_or_after_death(life: Life) -> None:
    for state in range(STATES, life.state + 1):
        here = np.flatnonzero(life.people.family[:, state] >= 0)
        assert (life.people.born[here] <= DATES[state]).all()
        assert (life.people.died[here] > DATES[state]).all()


def test_newborns_have_living_parents_of_an_age_to_have_children(life: Life) -> None:
    people = life.people
    newborn = np.flatnonzero(people.born > DATES[STATES - 1])
    assert len(newborn) > 50
    mothers = people.mother[newborn]
    age = (people.born[newborn] - people.born[mothers]) / 365.25
    assert ((age > 15) & (age < 46)).all()
    assert (people.died[mothers] > DATES[STATES - 1]).all()
    assert (people.spouse[mothers] == people.father[newborn]).mean() > 0.95


def test_numbers_are_given_out_once(life: Life) -> None:
    registry = life.registry
    nik = np.concatenate([registry.nik, registry.issued_second[registry.issued_second > 0]])
    assert len(np.unique(nik)) == len(nik)
    assert len(np.unique(registry.kk)) == len(registry.kk) == life.issues.count
    assert len(registry.nik) == len(life.named.words) == len(life.people)


def test_newborns_are_named_and_not_after_their_siblings(life: Life) -> None:
    newborn = np.flatnonzero(life.people.born > DATES[STATES - 1])
    assert (life.named.words[newborn, 0] >= 0).all()
    for child in newborn:
        siblings = np.flatnonzero(life.people.mother == life.people.mother[child])
        assert (life.named.words[siblings] == life.named.words[child]).all(axis=1).sum() == 1


def test_nobody_is_born_or_dies_twice_and_the_dead_leave(quarters: list[Deliveries]) -> None:
    persons = pl.concat([quarter.changes for quarter in quarters[1:]]).filter(pl.col("entity") == "person")
    for change in ("born", "died"):
        concerned = persons.filter(pl.col("change") == change)
        assert concerned.height > 40
        assert concerned["true_id"].n_unique() == concerned.height
    ends = persons.filter(pl.col("change") == "died").select("true_id", pl.col("quarter").alias("death"))
    assert persons.join(ends, on="true_id").filter(pl.col("quarter") > pl.col("death")).height == 0
    known = set(quarters[0].truth["true_person"])
    assert not known & set(persons.filter(pl.col("change") == "born")["true_id"])
    # DTKS hears of a death sooner or later; the other two do not look.
    first = ends.filter(pl.col("death") == 2)
    in_dtks = [truth_of(quarter, "dtks").join(first, left_on="true_person", right_on="true_id") for quarter in quarters]
    assert in_dtks[-1].height < 0.6 * in_dtks[0].height


def test_a_key_stands_for_one_person_for_good(quarters: list[Deliveries]) -> None:
    every = pl.concat([quarter.truth for quarter in quarters])
    persons = every.group_by("source", "source_record_id").agg(pl.col("true_person").n_unique())
    assert persons["true_person"].max() == 1
    for quarter in quarters:
        for source in SOURCES:
            keys = quarter.rows[source][key_of(source)]
            assert keys.n_unique() == len(keys)
            assert set(keys) == set(truth_of(quarter, source)["source_record_id"])


@pytest.mark.parametrize("source", ["dtks", "regsosek"])
def test_rows_nothing_happened_to_are_delivered_as_before(quarters: list[Deliveries], source: str) -> None:
    for number, (before, now) in enumerate(pairwise(quarters), start=2):
        if source == "dtks" and number == 3:
            continue
        touched = events_of(now, source)
        stayed = before.rows[source].join(now.rows[source], on=key_of(source), how="semi")
        untouched = stayed.join(touched, left_on=key_of(source), right_on="source_record_id", how="anti")
        assert 0.9 < untouched.height / before.rows[source].height < 1
        assert shared_rows(untouched, now.rows[source]) == untouched.height


@pytest.mark.parametrize("source", ["dtks", "regsosek"])
def test_what_is_written_of_a_person_changes_only_where_that_is_told(quarters: list[Deliveries], source: str) -> None:
    own = [*IDENTITY_COLUMNS[source]]
    for before, now in ((quarters[0], quarters[1]), (quarters[3], quarters[4])):
        both = before.rows[source].join(now.rows[source], on=key_of(source), suffix="_now")
        same = pl.all_horizontal(pl.col(name) == pl.col(f"{name}_now") for name in own)
        told = events_of(now, source, "person_updated", "reobserved")
        silent = both.join(told, left_on=key_of(source), right_on="source_record_id", how="anti")
        assert silent.filter(~same).height == 0
        assert both.filter(~same).height > 0


def test_dtks_takes_in_and_lets_go_a_few_percent(quarters: list[Deliveries]) -> None:
    for before, now in pairwise(quarters):
        size = before.rows["dtks"].height
        assert 0.01 < events_of(now, "dtks", "left").height / size < 0.05
        assert 0.01 < events_of(now, "dtks", "entered").height / size < 0.05
        assert 0.005 < events_of(now, "dtks", "reobserved").height / size < 0.015
        assert 0.95 < now.rows["dtks"].height / size < 1.05


def test_dtks_comes_from_a_new_system_in_the_third_quarter(quarters: list[Deliveries]) -> None:
    for column in KEY_COLUMNS["dtks"]:
        assert not set(quarters[1].rows["dtks"][column]) & set(quarters[2].rows["dtks"][column])
    rekeyed = events_of(quarters[2], "dtks", "rekeyed")
    old = truth_of(quarters[1], "dtks").rename({"source_record_id": "previous_source_record_id"})
    joined = rekeyed.join(old, on="previous_source_record_id").join(
        truth_of(quarters[2], "dtks"), on="source_record_id", suffix="_now"
    )
    assert joined.height == rekeyed.height > 0.95 * quarters[1].rows["dtks"].height
    assert joined["true_person"].equals(joined["true_person_now"])
    values = [name for name in quarters[2].rows["dtks"].columns if name not in KEY_COLUMNS["dtks"]]
    same = quarters[1].rows["dtks"].select(values).join(quarters[2].rows["dtks"].select(values), on=values, how="semi")
    assert same.height > 0.9 * quarters[1].rows["dtks"].height
    assert set(quarters[2].rows["dtks"]["ID_ART"]) & set(quarters[3].rows["dtks"]["ID_ART"])


def test_p3ke_stays_until_it_is_delivered_anew(quarters: list[Deliveries]) -> None:
    delivered = [quarter.rows["p3ke"] for quarter in quarters]
    assert delivered[0].equals(delivered[1])
    assert delivered[0].equals(delivered[2])
    assert delivered[3].equals(delivered[4])
    for column in KEY_COLUMNS["p3ke"]:
        assert not set(delivered[2][column]) & set(delivered[3][column])
    persons = [set(truth_of(quarter, "p3ke")["true_person"]) for quarter in quarters]
    assert len(persons[2] & persons[3]) > 0.85 * len(persons[2])


def test_one_to_three_percent_of_the_persons_change(quarters: list[Deliveries]) -> None:
    living = quarters[0].truth.filter(pl.col("source") == "regsosek").height / 0.94
    for quarter in quarters[1:]:
        told = quarter.changes.filter(pl.col("entity") == "person", pl.col("change").is_in(BUT_PROGRAMMES))
        changed = told["true_id"].n_unique()
        assert 0.01 < changed / living < 0.03


def test_changes_of_families_fit_those_of_their_members(quarters: list[Deliveries]) -> None:
    for quarter in quarters[1:]:
        told = quarter.changes
        families = told.filter(pl.col("entity") == "family")
        left = families.filter(pl.col("change") == "member_left").select(pl.col("other_id").alias("true_id"))
        gone = told.filter(pl.col("change").is_in(["changed_family", "died"]), pl.col("entity") == "person")
        assert left.join(gone, on="true_id", how="anti").height == 0
        founded, dissolved = (
            set(families.filter(pl.col("change") == change)["true_id"]) for change in ("founded", "dissolved")
        )
        assert founded
        assert not founded & dissolved


def test_a_person_of_whom_nothing_is_told_stays_in_the_family(quarters: list[Deliveries]) -> None:
    for before, now in ((quarters[0], quarters[1]), (quarters[3], quarters[4])):
        told = now.changes.filter(pl.col("entity") == "person")
        keys = ["source_record_id", "true_person"]
        both = truth_of(before, "dtks").join(truth_of(now, "dtks"), on=keys, suffix="_now")
        silent = both.join(told, left_on="true_person", right_on="true_id", how="anti")
        assert silent.height > 0.9 * both.height
        assert silent["true_family"].equals(silent["true_family_now"])


def test_record_changes_name_records_that_are_there(quarters: list[Deliveries]) -> None:
    for before, now in pairwise(quarters):
        for column, known in (("source_record_id", now), ("previous_source_record_id", before)):
            named = now.record_changes.filter(pl.col(column).is_not_null())
            keys = known.truth.rename({"source_record_id": column})
            assert named.height > 0
            assert named.join(keys, on=["source", column], how="anti").height == 0


def test_a_nik_that_was_put_right_is_the_person_s(quarters: list[Deliveries]) -> None:
    """Shown by the records that Regsosek has of the same person: most of them bear it already."""
    put_right = pl.concat([events_of(quarter, "dtks", "nik_corrected") for quarter in quarters[3:]])
    shown = put_right.join(quarters[4].rows["dtks"], left_on="source_record_id", right_on="ID_ART")
    persons = shown.join(truth_of(quarters[4], "dtks"), on="source_record_id").join(
        truth_of(quarters[4], "regsosek"), on="true_person", suffix="_r"
    )
    beside = persons.join(quarters[4].rows["regsosek"], left_on="source_record_id_r", right_on="id_individu")
    assert beside.height > 20
    share = (beside["NIK"] == beside["nik"]).mean()
    assert isinstance(share, float)
    assert share > 0.7


def test_quarters_are_written_into_folders_of_their_own(tmp_path: Path) -> None:
    options = {"families": 60, "seed": 3, "formats": ("csv", "parquet", "xlsx")}
    paths = write_sample(tmp_path / "a", quarters=3, **options)  # type: ignore[arg-type]
    names = ["dtks.csv", "regsosek.parquet", "p3ke.xlsx", "truth.parquet", "scenarios.parquet"]
    expected = {f"q{quarter}/{name}" for quarter in (1, 2, 3) for name in names}
    assert {path.relative_to(tmp_path / "a").as_posix() for path in paths} >= expected
    single = write_sample(tmp_path / "single", **options)  # type: ignore[arg-type]
    for path in single:
        assert path.read_bytes() == (tmp_path / "a" / "q1" / path.name).read_bytes()
    again = write_sample(tmp_path / "b", quarters=3, **options)  # type: ignore[arg-type]
    for one, other in zip(paths, again, strict=True):
        assert one.name == "id.key" or one.read_bytes() == other.read_bytes()
    changes = pl.read_parquet(tmp_path / "a" / "changes.parquet")
    assert changes.columns == ["quarter", "entity", "true_id", "change", "other_id"]
    assert changes["quarter"].is_sorted()
    assert pl.read_parquet(tmp_path / "a" / "record_changes.parquet")["event"].is_in(["rekeyed"]).any()


def test_every_chunk_is_in_every_quarter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate, "CHUNK_FAMILIES", 100)
    write_sample(tmp_path, families=250, seed=3, formats=("parquet", "parquet", "parquet"), quarters=4)
    for quarter in range(1, 5):
        truth = pl.read_parquet(tmp_path / f"q{quarter}" / "truth.parquet")
        assert set(truth["true_person"] // CHUNK_STRIDE) == {0, 1, 2}
        for source in SOURCES:
            keys = pl.read_parquet(tmp_path / f"q{quarter}" / f"{source}.parquet")[key_of(source)]
            assert keys.n_unique() == len(keys) == truth.filter(pl.col("source") == source).height
    changes = pl.read_parquet(tmp_path / "changes.parquet")
    assert set(changes["true_id"] // CHUNK_STRIDE) == {0, 1, 2}


def test_some_who_come_to_another_family_are_in_dtks_twice(quarters: list[Deliveries]) -> None:
    def twice(quarter: Deliveries) -> set[int]:
        counts = truth_of(quarter, "dtks").group_by("true_person").len()
        return set(counts.filter(pl.col("len") > 1)["true_person"])

    changes = pl.concat([quarter.changes for quarter in quarters[1:]]).filter(pl.col("change") == "changed_family")
    assert (twice(quarters[-1]) - twice(quarters[0])) & set(changes["true_id"])
    assert twice(quarters[0]) - twice(quarters[-1])


@pytest.mark.parametrize("families", [1, 2, 7])
def test_tiny_populations_live_on(tmp_path: Path, families: int) -> None:
    paths = write_sample(tmp_path, families=families, seed=families, formats=("csv", "csv", "csv"), quarters=12)
    assert all(path.is_file() for path in paths)


@pytest.mark.parametrize("quarters", [0, 13])
def test_as_many_quarters_as_there_are_dates(tmp_path: Path, quarters: int) -> None:
    with pytest.raises(ConfigError, match="from 1 to 12"):
        write_sample(tmp_path, families=10, seed=1, formats=("csv", "csv", "csv"), quarters=quarters)


def test_xlsx_beyond_its_rows_is_refused_for_the_last_quarter_s_size(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="1,048,575 rows"):
        write_sample(tmp_path / "big", families=500_000, seed=1, formats=("csv", "csv", "xlsx"), quarters=12)
    assert not (tmp_path / "big").exists()


def test_each_quarter_s_configuration_names_its_files_dates_and_release(tmp_path: Path) -> None:
    written = write_sample(tmp_path, families=40, seed=3, formats=("csv", "parquet", "xlsx"), quarters=5)
    configs = [load_config(path) for path in written if path.name == "dtsen.toml"]
    assert [config.release for config in configs] == ["2025Q1", "2025Q2", "2025Q3", "2025Q4", "2026Q1"]
    for name in ("out", "work", "decisions", "id_key_file"):
        assert len({config.path(getattr(config, name)).resolve() for config in configs}) == 1
    assert configs[0].path(configs[0].id_key_file).resolve() == tmp_path / "id.key"
    assert configs[0].previous == ""
    for before, config in pairwise(configs):
        assert config.path(config.previous).resolve() == (before.path(before.out) / before.release).resolve()
    for config in configs:
        assert [file for source in config.sources for file in source.files] == [
            "dtks.csv",
            "regsosek.parquet",
            "p3ke.xlsx",
        ]
        assert all((config.folder / file).is_file() for source in config.sources for file in source.files)
    dates = {name: [str(config.source(name).data_date) for config in configs] for name in SOURCES}
    assert dates["dtks"] == ["2025-02-28", "2025-05-31", "2025-08-31", "2025-11-30", "2026-02-28"]
    assert dates["regsosek"] == ["2022-11-14"] * 5
    assert dates["p3ke"] == ["2023-12-31"] * 3 + ["2025-11-30"] * 2


def test_nobody_is_born_after_the_date_the_configuration_states(quarters: list[Deliveries]) -> None:
    formats = {"dtks": ("TGL_LAHIR", "%d-%m-%Y"), "p3ke": ("TanggalLahir", "%d/%m/%Y")}
    for source, (column, pattern) in formats.items():
        youngest = [quarter.rows[source][column].str.to_date(pattern, strict=False).max() for quarter in quarters]
        for number, (born, before) in enumerate(zip(youngest, [None, *youngest], strict=False), start=1):
            day = date(1970, 1, 1) + timedelta(days=DATES[state_of(source, number)])
            assert isinstance(born, date)
            assert day - timedelta(days=40) < born <= day
            assert before is None or born >= before


def test_an_id_key_that_is_there_stays(tmp_path: Path) -> None:
    contents = set()
    for _ in range(2):
        *_, key = write_sample(tmp_path, families=5, seed=3, formats=("csv", "csv", "csv"), quarters=2)
        contents.add(key.read_text(encoding="ascii"))
    assert key.name == "id.key"
    assert [len(content.strip()) for content in contents] == [64]
