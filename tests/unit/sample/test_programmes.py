"""Programmes of the sample: the poor receive them, families live on with them, and P3KE says it as the preset reads it."""

from __future__ import annotations

import tomllib

import numpy as np
import polars as pl
import pytest

from dtsen_link import resources
from dtsen_link.sample.changes import PERSON_CHANGES
from dtsen_link.sample.dice import Dice
from dtsen_link.sample.layouts import KEY_COLUMNS
from dtsen_link.sample.life import Life, live_a_quarter, populate
from dtsen_link.sample.programmes import PROGRAMMES, persons_receiving, received
from dtsen_link.sample.quarters import Deliveries, quarters_of

PRESET = tomllib.loads((resources.configs_dir() / "sources" / "p3ke.toml").read_text(encoding="utf-8"))
COLUMNS = {name: f"Penerima{name}" for name in PROGRAMMES}
# A state is three months on; what is lost and gained again in between is not counted, and families fall apart.
CHANGE_PER_QUARTER = (0.005, 0.06)


@pytest.fixture(scope="module")
def quarters() -> list[Deliveries]:
    return list(quarters_of(Dice(5, 0), 3000, 1, 4))


@pytest.fixture(scope="module")
def life() -> Life:
    """A chunk after three more quarters."""
    life = populate(Dice(5, 0), 3000, 1)
    for _ in range(3):
        live_a_quarter(life)
    return life


def test_the_programmes_are_those_of_the_preset() -> None:
    assert PRESET["programmes"] == COLUMNS


@pytest.mark.parametrize("column", COLUMNS.values())
def test_marks_are_words_the_preset_knows(quarters: list[Deliveries], column: str) -> None:
    said = set(quarters[0].rows["p3ke"][column].to_list())
    assert said == {*PRESET["values"]["program"], ""}


def test_a_plausible_part_of_the_poor_receives(quarters: list[Deliveries]) -> None:
    rows = quarters[0].rows["p3ke"]
    poor = pl.col("DesilKesejahteraan").cast(pl.Int64)
    shares = {
        name: [rows.filter(within).select((pl.col(column) == "YA").mean()).item() for within in (poor <= 2, poor >= 8)]
        for name, column in COLUMNS.items()
    }
    assert 0.35 < shares["PKH"][0] < 0.65
    assert 0.4 < shares["BPNT"][0] < 0.7
    assert [name for name, (poorest, richest) in shares.items() if poorest <= richest] == []


def test_a_house_is_told_of_as_one(quarters: list[Deliveries]) -> None:
    truth = quarters[0].truth.filter(pl.col("source") == "p3ke")
    rows = quarters[0].rows["p3ke"].join(truth, left_on=KEY_COLUMNS["p3ke"][0], right_on="source_record_id")
    told = rows.group_by("IDKeluargaP3KE", "true_family").agg(pl.struct(COLUMNS.values()).n_unique().alias("n"))
    assert (told["n"] == 1).mean() > 0.99  # second records of a person may stand in another house


def test_p3ke_is_mostly_right(quarters: list[Deliveries], life: Life) -> None:
    truth = quarters[0].truth.filter(pl.col("source") == "p3ke")
    rows = quarters[0].rows["p3ke"].join(truth, left_on=KEY_COLUMNS["p3ke"][0], right_on="source_record_id")
    for name, column in COLUMNS.items():
        receives = received(life.dice, life.families, 2, name)[rows["true_family"].to_numpy()]
        says = (rows[column] == "YA").to_numpy()
        assert 0.9 < says[receives].mean() < 1
        assert 0 < says[~receives].mean() < 0.03


def test_a_new_delivery_gives_and_denies(quarters: list[Deliveries]) -> None:
    marks = []
    for quarter in (quarters[0], quarters[3]):
        truth = quarter.truth.filter(pl.col("source") == "p3ke")
        rows = quarter.rows["p3ke"].join(truth, left_on=KEY_COLUMNS["p3ke"][0], right_on="source_record_id")
        marks.append(rows.group_by("true_person").agg(pl.col("PenerimaPKH").max()))
    both = marks[0].join(marks[1], on="true_person", suffix="_now")
    came = both.group_by("PenerimaPKH", "PenerimaPKH_now").len()
    counts = {(before, now): n for before, now, n in came.iter_rows()}
    assert min(counts["TIDAK", "YA"], counts["YA", "TIDAK"]) > 0.02 * both.height
    assert counts["YA", "YA"] > counts["YA", "TIDAK"]


@pytest.mark.parametrize("name", PROGRAMMES)
def test_what_is_gained_and_lost_is_told(quarters: list[Deliveries], life: Life, name: str) -> None:
    told = quarters[3].changes.filter(pl.col("entity") == "person")
    state = life.state
    before, now = (persons_receiving(life.dice, life.people, life.families, at, name) for at in (state - 1, state))
    stays = (life.people.family[:, state - 1 : state + 1] >= 0).all(axis=1)
    for change, who in ((f"gained_{name}", now & ~before), (f"lost_{name}", before & ~now)):
        assert change in PERSON_CHANGES
        found = told.filter(pl.col("change") == change)["true_id"].to_list()
        assert found == np.flatnonzero(who & stays).tolist()
        assert found
    changed = ((before != now) & stays).sum() / stays.sum()
    assert CHANGE_PER_QUARTER[0] < changed < CHANGE_PER_QUARTER[1]


def test_families_founded_later_change_nothing_for_the_others(life: Life) -> None:
    earlier = populate(Dice(5, 0), 3000, 1)
    n = len(earlier.families)
    assert n < len(life.families)
    for name in PROGRAMMES:
        known = received(earlier.dice, earlier.families, 3, name)
        assert known.tolist() == received(life.dice, life.families, 3, name)[:n].tolist()
