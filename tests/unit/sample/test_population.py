"""The simulated population obeys the rules of families at every state."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from dtsen_link.sample.dice import Dice
from dtsen_link.sample.events import live_on
from dtsen_link.sample.institutions import with_institutions
from dtsen_link.sample.people import DATES, HEAD, SPOUSE, STATES, Families, Issues, People, twin_pairs
from dtsen_link.sample.population import settle
from dtsen_link.sample.regions import World, build_world
from dtsen_link.sample.scenario import Scenario


@dataclass(frozen=True)
class Place:
    world: World
    people: People
    families: Families
    issues: Issues


@pytest.fixture(scope="module")
def place() -> Place:
    dice = Dice(5, 2)
    world = build_world(dice, 6000)
    people, families, issues = settle(dice.within("a"), world)
    people = with_institutions(dice.within("b"), people, families)
    return Place(world, people, live_on(dice.within("c"), world, people, families, issues), issues)


def living(place: Place, state: int) -> np.ndarray:
    return np.flatnonzero(place.people.family[:, state] >= 0)


@pytest.mark.parametrize("state", range(1, STATES))
def test_every_family_has_one_head(place: Place, state: int) -> None:
    here = living(place, state)
    family, role = place.people.family[here, state], place.people.role[here, state]
    present = np.unique(family)
    heads = np.bincount(family[role == HEAD], minlength=int(present.max()) + 1)[present]
    assert (heads == 1).all()


@pytest.mark.parametrize("state", range(1, STATES))
def test_nobody_lives_before_birth_or_after_death(place: Place, state: int) -> None:
    here = living(place, state)
    assert (place.people.born[here] <= DATES[state]).all()
    assert (place.people.died[here] > DATES[state]).all()


@pytest.mark.parametrize("state", range(STATES))
def test_families_are_as_large_as_families_are(place: Place, state: int) -> None:
    here = living(place, state)
    mean = len(here) / len(np.unique(place.people.family[here, state]))
    assert 2.8 < mean < 3.6


@pytest.mark.parametrize("state", range(1, STATES))
def test_wives_live_with_the_head_they_are_married_to(place: Place, state: int) -> None:
    people = place.people
    here = living(place, state)
    wives = here[(people.role[here, state] == SPOUSE) & (people.spouse[here] >= 0)]
    together = people.family[people.spouse[wives], state] == people.family[wives, state]
    assert together.mean() > 0.99


def test_marriage_is_mutual_and_between_a_man_and_a_woman(place: Place) -> None:
    married = np.flatnonzero(place.people.spouse >= 0)
    other = place.people.spouse[married]
    assert (place.people.spouse[other] == married).all()
    assert (place.people.sex[other] != place.people.sex[married]).all()


@pytest.mark.parametrize("parent", ["mother", "father"])
def test_parents_are_of_an_age_to_be_parents(place: Place, parent: str) -> None:
    parents = getattr(place.people, parent)
    children = np.flatnonzero(parents >= 0)
    age = (place.people.born[children] - place.people.born[parents[children]]) / 365.25
    assert set(place.people.sex[parents[children]]) == {parent == "mother"}
    assert age.min() > 16
    assert age.max() < {"mother": 46, "father": 65}[parent]


def test_couples_are_about_one_age(place: Place) -> None:
    men = np.flatnonzero((place.people.spouse >= 0) & (place.people.sex == 0))
    gap = (place.people.born[place.people.spouse[men]] - place.people.born[men]) / 365.25
    assert gap.min() > -10
    assert gap.max() < 16
    assert 2 < np.median(gap) < 4.5


def test_no_day_has_more_births_than_chance_gives_it(place: Place) -> None:
    """About one birth a day in these 6,000 families; the most crowded of 25,000 days holds some eight."""
    births = np.unique(place.people.born, return_counts=True)[1]
    assert births.max() <= 11
    assert births.max() < 10 * births.mean()


def test_no_day_has_more_kk_recorded_than_an_office_writes(place: Place) -> None:
    days = np.concatenate(place.issues.day)
    issued = np.unique(days, return_counts=True)[1]
    assert issued.max() < 6 * issued.mean()


def test_twins_stand_side_by_side_and_are_born_on_one_day(place: Place) -> None:
    first, second = twin_pairs(place.people)
    marked = np.flatnonzero(place.people.marks & Scenario.TWINS.bit)
    assert len(first) > 40
    assert np.union1d(first, second).tolist() == marked.tolist()
    assert not np.isin(first, second).any()


def test_siblings_born_within_nine_months_are_twins(place: Place) -> None:
    known = np.flatnonzero(place.people.mother >= 0)
    order = known[np.lexsort((known, place.people.born[known], place.people.mother[known]))]
    elder, younger = order[:-1], order[1:]
    siblings = place.people.mother[elder] == place.people.mother[younger]
    elder, younger = elder[siblings], younger[siblings]
    close = place.people.born[younger] - place.people.born[elder] < 270
    assert ((place.people.marks[elder[close]] & Scenario.TWINS.bit) > 0).all()
    assert (place.people.born[elder[close]] == place.people.born[younger[close]]).all()


def test_every_family_that_is_there_has_a_kk_issued_by_then(place: Place) -> None:
    days = np.concatenate(place.issues.day)
    for state in range(1, STATES):
        families = np.unique(place.people.family[living(place, state), state])
        issue = place.families.kk[families, state]
        assert (issue >= 0).all()
        assert (days[issue] <= DATES[state]).all()


def test_a_move_to_another_kecamatan_renews_the_kk(place: Place) -> None:
    kec = place.world.kec
    for state in range(1, STATES):
        village = place.families.village[:, state - 1 : state + 1]
        known = (village >= 0).all(axis=1) & (place.families.kk_before[:, state - 1] >= 0)
        moved = known & (kec[village[:, 0]] != kec[village[:, 1]])
        assert moved.sum() > 5
        assert (place.families.kk[moved, state] != place.families.kk[moved, state - 1]).all()


def test_institutions_hold_many_who_are_no_kin(place: Place) -> None:
    family = place.people.family[:, 0]
    size = np.bincount(family[family >= 0], minlength=len(place.families))
    assert (size[place.families.institution[: len(size)]] > 10).all()


def test_things_happen_as_often_as_they_do(place: Place) -> None:
    """Per year: about 0.8 % die, some 3.5 % of families move, couples marry."""
    years = (DATES[STATES - 1] - DATES[0]) / 365.25
    died = (place.people.died < 10**6).sum() / len(place.people) / years
    assert 0.004 < died < 0.013
    old = place.families.village[:6000]
    moved = (old[:, 0] != old[:, STATES - 1]).mean() / years
    assert 0.02 < moved < 0.05
    wed = ((place.people.marks & Scenario.MARRIED_OUT.bit) > 0).sum() / len(place.people) / years
    assert 0.004 < wed < 0.02
