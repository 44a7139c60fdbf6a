"""What happens to the population between the states: deaths, weddings, separations, moves, and the KK numbers renewed for them.

Births of the first four states were drawn with the population (population.py), later ones are births.py: a child appears at the
first state after its birth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dtsen_link.sample.dice import Dice
from dtsen_link.sample.people import (
    CHILD,
    DATES,
    HEAD,
    IN_LAW,
    NEVER,
    OTHER,
    SPOUSE,
    STATES,
    Bools,
    Families,
    Ints,
    Issues,
    People,
)  # fmt: skip
from dtsen_link.sample.regions import World
from dtsen_link.sample.scenario import Scenario, mark

# Per year, among those it can befall.
_WEDDINGS, _SEPARATIONS, _FAMILY_MOVES, _LEAVERS = 0.085, 0.004, 0.035, 0.014
_OTHER_KABUPATEN = 0.3
_SECOND_FAMILY = 0.0015


@dataclass
class _Step:
    """One interval: from state - 1 to state."""

    dice: Dice
    world: World
    people: People
    families: Families
    issues: Issues
    state: int

    @property
    def years(self) -> float:
        return (DATES[self.state] - DATES[self.state - 1]) / 365.25

    def issue_kk(self, label: str, families: Ints) -> None:
        """New KK numbers for families, recorded on some day of the interval, valid from this state on."""
        span = DATES[self.state] - DATES[self.state - 1]
        day = (
            DATES[self.state - 1] + 1 + (self.dice.uniform(f"kk-{label}", len(families)) * (span - 2)).astype(np.int64)
        )
        numbers = self.issues.issue(self.world.kec[self.families.village[families, self.state]], day)
        self.families.kk_before[families, self.state :] = self.families.kk[families, self.state][:, None]
        self.families.kk[families, self.state :] = numbers[:, None]


def live_on(dice: Dice, world: World, people: People, families: Families, issues: Issues) -> Families:
    """Carry persons and families through the states; returns the families with those founded on the way."""
    for state in range(1, STATES):
        families = live_until(state, dice, world, people, families, issues)
    _second_families(dice, people)
    return families


def live_until(state: int, dice: Dice, world: World, people: People, families: Families, issues: Issues) -> Families:
    """Carry persons and families from the state before to this one; returns the families with those founded on the way."""
    step = _Step(dice.within(f"state{state}"), world, people, families, issues, state)
    _carry_on(people, state)
    _deaths(step)
    _separations(step)
    _weddings(step)
    _leavers(step)
    _moves(step)
    _new_heads(step)
    return step.families


def _carry_on(people: People, state: int) -> None:
    """Everybody stays where they were; the newborn are where their mother is."""
    before, now = people.family[:, state - 1], people.family[:, state]
    newborn = (before < 0) & (now >= 0)
    now[:] = np.where(before >= 0, before, now)
    mothers = people.mother[newborn]
    now[newborn] = np.where(people.family[mothers, state] >= 0, people.family[mothers, state], now[newborn])
    now[people.died <= DATES[state]] = -1
    people.role[:, state] = np.where(before >= 0, people.role[:, state - 1], people.role[:, state])


def _deaths(step: _Step) -> None:
    people, state = step.people, step.state
    age = people.age(state)
    hazard = np.interp(
        age, (0, 1, 10, 40, 55, 65, 75, 85, 95), (0.02, 0.002, 0.0006, 0.003, 0.009, 0.022, 0.055, 0.13, 0.3)
    )
    dies = (people.family[:, state] >= 0) & (step.dice.uniform("dies", len(people)) < hazard * step.years)
    span = DATES[state] - np.maximum(DATES[state - 1], people.born)
    day = DATES[state] - (step.dice.uniform("day", len(people)) * span).astype(np.int64)
    people.died[dies] = day[dies]
    people.family[dies, state] = -1


def _separations(step: _Step) -> None:
    """The husband leaves; wife and children stay, with her as head and a KK of their own."""
    people, state = step.people, step.state
    wife = np.flatnonzero((people.role[:, state] == SPOUSE) & (people.family[:, state] >= 0) & (people.spouse >= 0))
    husband = people.spouse[wife]
    both = people.family[husband, state] == people.family[wife, state]
    gone = both & (step.dice.uniform("separate", len(wife)) < _SEPARATIONS * step.years)
    wife, husband = wife[gone], husband[gone]
    people.spouse[wife], people.spouse[husband] = -1, -1
    village = _nearby(step, "separate-to", step.families.village[people.family[husband, state], state], 0.8)
    _found(step, "separate", people.family[husband, state], village, husband)


def _weddings(step: _Step) -> None:
    people, state = step.people, step.state
    n = len(people)
    age = people.age(state)
    single = (people.spouse < 0) & np.isin(people.role[:, state], (CHILD, OTHER)) & (people.family[:, state] >= 0)
    single &= ~step.families.institution[np.maximum(people.family[:, state], 0)]
    marries = step.dice.uniform("weds", n) < _WEDDINGS * step.years
    men = np.flatnonzero(single & marries & (people.sex == 0) & (age > 20) & (age < 37))
    women = np.flatnonzero(single & marries & (people.sex == 1) & (age > 18) & (age < 33))
    men, women = _paired(step, men, women)
    people.spouse[men], people.spouse[women] = women, men
    mark(people.marks, np.concatenate([men, women]), Scenario.MARRIED_OUT)
    kind = step.dice.choice("home", len(men), (0.16, 0.34, 0.30, 0.20))
    joins = kind == 0
    people.family[women[joins], state:] = people.family[men[joins], state][:, None]
    people.role[women[joins], state:] = IN_LAW
    men, women, kind = men[~joins], women[~joins], kind[~joins]
    old = people.family[men, state]
    village = step.families.village[old, state]
    village = np.where(kind == 2, step.families.village[people.family[women, state], state], village)
    village = np.where(kind == 3, _nearby(step, "wedding-to", village, 0.9), village)
    new = _found(step, "wedding", old, village, men)
    people.family[women, state:] = new[:, None]
    people.role[women, state:] = SPOUSE
    parents_house = kind == 1
    step.families.house[new[parents_house], state:] = step.families.house[old[parents_house], state][:, None]


def _paired(step: _Step, men: Ints, women: Ints) -> tuple[Ints, Ints]:
    """Men and women of the same kabupaten, unlike families and about one age, couple by couple."""
    people, state = step.people, step.state

    def ranked(rows: Ints, by: NDArray[np.float64]) -> tuple[Ints, Ints]:
        kab = step.world.kab[step.families.village[people.family[rows, state], state]]
        rows = rows[np.lexsort((by, kab))]
        kab = np.sort(kab, kind="stable")
        return rows, kab * 10**6 + _place_in_run(kab)

    men, key_m = ranked(men, step.dice.uniform("men", len(men)))
    women, key_w = ranked(women, step.dice.uniform("women", len(women)))
    _, at_m, at_w = np.intersect1d(key_m, key_w, assume_unique=True, return_indices=True)
    men, women = men[at_m], women[at_w]
    # As many of both in each kabupaten now: the younger with the younger, more or less.
    men, _ = ranked(men, people.born[men] + 700 * step.dice.normal("men-age", len(men)))
    women, _ = ranked(women, people.born[women] + 700 * step.dice.normal("women-age", len(women)))
    apart = people.family[men, state] != people.family[women, state]
    return men[apart], women[apart]


def _place_in_run(sorted_keys: Ints) -> Ints:
    """0, 1, 2 ... within each run of equal keys."""
    n = len(sorted_keys)
    fresh = np.ones(n, dtype=bool)
    fresh[1:] = sorted_keys[1:] != sorted_keys[:-1]
    starts = np.flatnonzero(fresh)
    return np.arange(n) - np.repeat(starts, np.diff(np.append(starts, n)))


def _leavers(step: _Step) -> None:
    """Young adults who leave alone, for another village or province."""
    people, state = step.people, step.state
    age = people.age(state)
    able = (
        (people.family[:, state] >= 0)
        & (people.spouse < 0)
        & (people.role[:, state] == CHILD)
        & (age > 18)
        & (age < 32)
    )
    leaves = np.flatnonzero(able & (step.dice.uniform("leaves", len(people)) < 4 * _LEAVERS * step.years))
    old = people.family[leaves, state]
    village = _nearby(step, "leaver-to", step.families.village[old, state], 0.4)
    _found(step, "leaver", old, village, leaves)


def _found(step: _Step, label: str, old: Ints, village: Ints, heads: Ints) -> Ints:
    """New families, each with a head who leaves an old one; returns their rows."""
    families, state, n = step.families, step.state, len(heads)
    new = np.arange(len(families), len(families) + n, dtype=np.int64)
    states = families.village.shape[1]
    columns = np.full((n, states), -1, dtype=np.int64)
    house, villages = np.repeat(new[:, None], states, axis=1), np.repeat(village[:, None], states, axis=1)
    welfare = 0.6 * families.welfare[old] + 0.8 * step.dice.normal(f"welfare-{label}", n)
    kk = np.repeat(families.kk[old, state][:, None], states, axis=1)
    step.families = Families(
        np.concatenate([families.village, villages]), np.concatenate([families.house, house]),
        np.concatenate([families.kk, kk]), np.concatenate([families.kk_before, columns]),
        np.concatenate([families.welfare, welfare]), np.concatenate([families.institution, np.zeros(n, dtype=bool)]),
    )  # fmt: skip
    step.people.family[heads, state:] = new[:, None]
    step.people.role[heads, state:] = HEAD
    step.issue_kk(label, new)
    return new


def _nearby(step: _Step, label: str, village: Ints, same_kabupaten: float) -> Ints:
    """Another village: of the same kabupaten with the stated chance, else anywhere in the chunk."""
    world, n = step.world, len(village)
    anywhere = step.dice.integers(f"any-{label}", n, 0, len(world.kab) - 1)
    first = np.searchsorted(world.kab, world.kab[village])
    count = np.bincount(world.kab)[world.kab[village]]
    near = first + np.floor(step.dice.uniform(f"near-{label}", n) * count).astype(np.int64)
    return np.where(step.dice.uniform(f"far-{label}", n) < same_kabupaten, near, anywhere)


def _moves(step: _Step) -> None:
    """Whole families move to another village; the KK is renewed where the kecamatan changes."""
    people, families, state = step.people, step.families, step.state
    alive = np.zeros(len(families), dtype=bool)
    alive[people.family[:, state][people.family[:, state] >= 0]] = True
    moves = alive & ~families.institution & (step.dice.uniform("moves", len(families)) < _FAMILY_MOVES * step.years)
    rows = np.flatnonzero(moves)
    old = families.village[rows, state]
    new = _nearby(step, "moves-to", old, 1 - _OTHER_KABUPATEN)
    families.village[rows, state:] = new[:, None]
    families.house[rows, state:] = rows[:, None]
    step.issue_kk("moves", rows[step.world.kec[new] != step.world.kec[old]])


def _new_heads(step: _Step) -> None:
    """A family whose head has died or left gets a new one - the spouse, else the eldest - and, mostly, a new KK."""
    people, families, state = step.people, step.families, step.state
    family = people.family[:, state]
    there = np.flatnonzero(family >= 0)
    has_head = np.zeros(len(families), dtype=bool)
    has_head[family[(family >= 0) & (people.role[:, state] == HEAD)]] = True
    waiting = there[~has_head[family[there]]]
    after = np.where(people.role[waiting, state] == SPOUSE, 0, np.where(people.age(state)[waiting] > 15, 1, 2))
    order = np.lexsort((waiting, people.born[waiting], after, family[waiting]))
    first = waiting[order][_place_in_run(family[waiting][order]) == 0]
    widowed = people.role[first, state] == SPOUSE
    people.role[first, state:] = HEAD
    renewed = step.dice.uniform("renewed", len(first)) < 0.8
    step.issue_kk("head", family[first[renewed]])
    in_changed = np.zeros(len(families), dtype=bool)
    in_changed[family[first]] = True
    mark(people.marks, there[in_changed[family[there]]], Scenario.HEAD_REPLACED)
    mark(people.marks, first[widowed & renewed], Scenario.WIDOW_NEW_KK)


def _second_families(dice: Dice, people: People) -> None:
    """A few husbands are written in a second KK as well: the family of a woman who heads one alone."""
    state = STATES - 2
    family = people.family[:, state]
    heads = (people.role[:, state] == HEAD) & (family >= 0)
    men = dice.pick("men", heads & (people.sex == 0) & (people.spouse >= 0), _SECOND_FAMILY, 6)
    women = heads & (people.sex == 1) & (people.spouse < 0) & (people.age(state) < 60)
    hers = family[dice.pick("women", women & (people.died == NEVER), 0.0, len(men))]
    pairs: NDArray[np.int64] = np.arange(min(len(men), len(hers)))
    people.second_family[men[pairs]] = hers[pairs]
    mark(people.marks, men[pairs], Scenario.HUSBAND_TWO_KK)


def welfare_deciles(dice: Dice, families: Families, present: Bools) -> Ints:
    """The decile a source gives each family: the same welfare, measured anew with an error of its own."""
    measured = families.welfare + 0.55 * dice.normal("measured", len(families))
    decile = np.zeros(len(families), dtype=np.int64)
    rows = np.flatnonzero(present)
    rank = np.empty(len(rows), dtype=np.int64)
    rank[np.argsort(measured[rows], kind="stable")] = np.arange(len(rows))
    decile[rows] = 1 + rank * 10 // max(len(rows), 1)
    return decile
