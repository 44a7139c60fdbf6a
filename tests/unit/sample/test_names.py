"""Names within families: nobody bears another's, twins bear nearly the same; numbers of siblings and twins."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pytest

from dtsen_link.sample.cultures import CULTURES
from dtsen_link.sample.dice import Dice
from dtsen_link.sample.events import live_on
from dtsen_link.sample.institutions import with_institutions
from dtsen_link.sample.names import registered_names
from dtsen_link.sample.numbers import calendar
from dtsen_link.sample.people import STATES, Families, Ints, People, twin_pairs
from dtsen_link.sample.population import settle
from dtsen_link.sample.regions import build_world
from dtsen_link.sample.registry import Registry, hardship_of, register
from dtsen_link.sample.scenario import Scenario
from dtsen_link.sample.vocabulary import vocabulary

WORDS = vocabulary()


@dataclass(frozen=True)
class Town:
    people: People
    families: Families
    registry: Registry
    names: list[str]


@pytest.fixture(scope="module")
def town() -> Town:
    dice = Dice(7, 0)
    world = build_world(dice, 8000)
    people, settled, issues = settle(dice.within("a"), world)
    people = with_institutions(dice.within("b"), people, settled)
    families = live_on(dice.within("c"), world, people, settled, issues)
    hardship = hardship_of(dice.within("d"), world, people, families)
    registry = register(dice.within("e"), world, people, issues, hardship, 1)
    words = registered_names(dice.within("f"), WORDS, people, dice.hits("g", 0.05, hardship))
    return Town(people, families, registry, [" ".join(WORDS.words[at] for at in row if at >= 0) for row in words.words])


def siblings(people: People) -> tuple[Ints, Ints]:
    known = np.flatnonzero(people.mother >= 0)
    order = known[np.lexsort((known, people.born[known], people.mother[known]))]
    same = people.mother[order[:-1]] == people.mother[order[1:]]
    return order[:-1][same], order[1:][same]


def test_everybody_has_a_name(town: Town) -> None:
    assert all(town.names)


@pytest.mark.parametrize("state", range(STATES))
def test_nobody_bears_the_name_of_one_of_the_family_but_a_son_his_father_s(town: Town, state: int) -> None:
    family = town.people.family[:, state]
    bearers: dict[tuple[int, str], list[int]] = {}
    for row in np.flatnonzero(family >= 0):
        bearers.setdefault((int(family[row]), town.names[row]), []).append(int(row))
    shared = [rows for rows in bearers.values() if len(rows) > 1]
    assert shared
    for rows in shared:
        assert all(town.people.marks[row] & Scenario.FATHER_SON_SAME_NAME.bit for row in rows)


def test_no_two_siblings_bear_one_name(town: Town) -> None:
    elder, younger = siblings(town.people)
    assert len(elder) > 4000
    assert [town.names[a] for a, b in zip(elder, younger, strict=True) if town.names[a] == town.names[b]] == []


def test_no_name_has_a_word_twice(town: Town) -> None:
    assert [name for name in town.names if max(Counter(name.split()).values()) > 1] == []


def test_twins_have_one_place_one_day_and_neighbouring_serials(town: Town) -> None:
    first, second = twin_pairs(town.people)
    nik, sex = town.registry.nik, town.people.sex
    assert len(first) > 80
    assert (town.registry.born[first] == town.registry.born[second]).all()
    one_sex = sex[first] == sex[second]
    assert (nik[second][one_sex] - nik[first][one_sex] == 1).all()
    apart = np.abs(nik[first] // 10_000 - nik[second] // 10_000)[~one_sex]
    assert set(apart.tolist()) == {400_000}


def test_twins_have_different_names_that_are_alike(town: Town) -> None:
    first, second = twin_pairs(town.people)
    alike = 0
    for one, other in zip(first, second, strict=True):
        assert town.names[one] != town.names[other]
        alike += bool(set(town.names[one].split()) & set(town.names[other].split()))
    assert alike / len(first) > 0.4


def test_balinese_twins_of_one_sex_differ_in_the_order_name_only(town: Town) -> None:
    first, second = twin_pairs(town.people)
    balinese = town.people.culture[first] == CULTURES.index("balinese")
    assert (town.people.order[second[balinese]] - town.people.order[first[balinese]] == 1).all()
    names = [(town.names[a].split(), town.names[b].split()) for a, b in zip(first, second, strict=True)]
    plain = [(a, b) for a, b in names if a[0] == b[0] and a[0] in {"I", "NI"} and len(a) > 2 and len(b) > 2]
    assert plain
    for one, other in plain:
        assert one[1] != other[1]
        assert one[2:] == other[2:]


def test_siblings_bear_one_marga(town: Town) -> None:
    elder, younger = siblings(town.people)
    margas = {WORDS.words[at] for at in WORDS.slots["batak.l"].words}
    batak = town.people.culture[elder] == CULTURES.index("batak")
    last = [
        (town.names[a].split()[-1], town.names[b].split()[-1])
        for a, b in zip(elder[batak], younger[batak], strict=True)
    ]
    both = [(one, other) for one, other in last if one in margas and other in margas]
    assert len(both) > 50
    assert [pair for pair in both if pair[0] != pair[1]] == []


def test_near_name_siblings_are_no_twins(town: Town) -> None:
    both = Scenario.TWINS.bit | Scenario.NEAR_NAME_SIBLINGS.bit
    assert not ((town.people.marks & both) == both).any()
    assert (town.people.marks & Scenario.NEAR_NAME_SIBLINGS.bit).any()


def test_siblings_mostly_have_one_prefix(town: Town) -> None:
    elder, younger = siblings(town.people)
    prefix = town.registry.nik // 10**10
    assert 0.9 < (prefix[elder] == prefix[younger]).mean() < 0.99


def test_serials_on_ordinary_days_are_small(town: Town) -> None:
    _, month, day = calendar(town.registry.born)
    heaped = ((month == 7) | (month == 1)) & (day == 1) | (month == 12) & (day == 31)
    assert (town.registry.nik % 10_000)[~heaped].max() <= 20


def test_rare_words_are_many(town: Town) -> None:
    counts = Counter(word for name in town.names for word in name.split())
    assert sum(count <= 2 for count in counts.values()) > 2000


@pytest.mark.parametrize("style", ["twin", "twinmodern", "twinchristian"])
@pytest.mark.parametrize("slot", ["m", "f", "x"])
def test_the_lists_of_twin_names_hold_pairs(style: str, slot: str) -> None:
    assert len(WORDS.slots[f"{style}.{slot}"].words) % 2 == 0
