"""Who gets into which source, under which family there, and who gets in twice.

Regsosek counts the whole population by KK, P3KE the poorest by couples, DTKS the poor by household. A record is one row of
Records; its values are still those of the registry, spoil_*.py damages them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from dtsen_link.sample.dice import Dice
from dtsen_link.sample.events import welfare_deciles
from dtsen_link.sample.people import (
    CHILD,
    DATES,
    GRANDCHILD,
    HEAD,
    IN_LAW,
    OTHER,
    PARENT,
    SPOUSE,
    Bools,
    Families,
    Ints,
    People,
)  # fmt: skip
from dtsen_link.sample.regions import World
from dtsen_link.sample.scenario import Scenario, mark

_COVERAGE = {
    "regsosek": (0.96, 0.96, 0.96, 0.955, 0.95, 0.95, 0.945, 0.94, 0.93, 0.90),
    "p3ke": (0.93, 0.91, 0.87, 0.79, 0.45, 0.28, 0.19, 0.13, 0.08, 0.04),
    "dtks": (0.94, 0.92, 0.87, 0.78, 0.65, 0.48, 0.35, 0.25, 0.16, 0.08),
}
_OMITTED = {"regsosek": 0.01, "p3ke": 0.025, "dtks": 0.02}
_DEAD_KEPT = {"regsosek": 0.003, "p3ke": 0.010, "dtks": 0.015}
_TWICE = {"regsosek": 0.007, "p3ke": 0.010, "dtks": 0.015}
_ADDRESS_BEHIND = {"regsosek": 0.35, "p3ke": 0.5, "dtks": 0.4}
_ONE_ROOF = 0.85
_STRANGERS_UNDER_ONE_ROOF = 0.012
_UNITS = 1 << 28  # unit keys: families below, households of duplicates above


@dataclass
class Records:
    """One row per record of one source.

    Attributes:
        person: row of People. family: row of Families the person lives in (truth).
        unit: family or household key of the source, before it is hashed.
        role: relation to the head, 1 to 8, as the source sees it.
        address: row of Families whose house is written down, and `address_state`, when.
        kk_family: row of Families whose KK number is written down.
        presence: 1 present, 4 died (DTKS), 2 died (Regsosek).
        copy: this is a second record of a person.
        marks: scenario bits.
    """

    person: Ints
    family: Ints
    unit: Ints
    role: Ints
    address: Ints
    address_state: Ints
    kk_family: Ints
    village: Ints
    decile: Ints
    presence: Ints
    copy: Bools
    marks: Ints

    def __len__(self) -> int:
        return len(self.person)

    def rows(self, at: NDArray[np.int64] | Bools) -> Records:
        """Some of the rows."""
        return Records(**{field.name: getattr(self, field.name)[at].copy() for field in fields(self)})

    def with_rows(self, more: Records) -> Records:
        """These rows and more below."""
        return Records(**{f.name: np.concatenate([getattr(self, f.name), getattr(more, f.name)]) for f in fields(self)})


def observe(dice: Dice, world: World, people: People, families: Families, source: str, state: int) -> Records:
    """The records of one source in one chunk, were it delivered anew at a state."""
    decile, covered = _coverage(dice, people, families, source, state)
    records = records_of(people, source, state, decile, _listed(dice, people, covered, source, state))
    _place(dice, families, records, source, state)
    records = records.with_rows(_second_kk(people, families, records, covered, state))
    _units(dice, people, families, records, source, state)
    records.village = families.village[records.address, records.address_state]
    return records.with_rows(_copies(dice, world, records, source))


def _coverage(dice: Dice, people: People, families: Families, source: str, state: int) -> tuple[Ints, Bools]:
    decile, chance, present = chances(dice, people, families, source, state)
    # Homes and boarding houses are visited as a whole, whatever the means of the people there.
    covered = (dice.uniform("covered", len(families)) < chance) | families.institution
    return decile, present & covered


def chances(
    dice: Dice, people: People, families: Families, source: str, state: int
) -> tuple[Ints, NDArray[np.float64], Bools]:
    """Along families: the decile a source gives them, how likely it has them, and whether anybody lives there."""
    living = people.family[:, state]
    present = np.zeros(len(families), dtype=bool)
    present[living[living >= 0]] = True
    decile = welfare_deciles(dice, families, present)
    return decile, np.array((0.0, *_COVERAGE[source]))[decile], present


def left_out(dice: Dice, people: People, source: str) -> Bools:
    """Persons whom a source overlooks in the families it has."""
    return np.asarray(dice.uniform("omitted", len(people)) < _OMITTED[source])


def _listed(dice: Dice, people: People, covered: Bools, source: str, state: int) -> tuple[Ints, Ints, Bools]:
    """Persons of the covered families, but for a few left out; and some who have died and nobody struck off."""
    n = len(people)
    family = people.family[:, state]
    inside = (family >= 0) & covered[np.maximum(family, 0)]
    inside &= ~left_out(dice, people, source)
    before = people.family[:, :state].max(axis=1)
    gone = (people.died <= DATES[state]) & (before >= 0) & covered[np.maximum(before, 0)]
    share = _DEAD_KEPT[source] * inside.sum() / max(int(gone.sum()), 1)
    kept = gone & (dice.uniform("kept", n) < share)
    person = np.flatnonzero(inside | kept)
    return person, np.where(kept, before, family)[person], kept[person]


def records_of(people: People, source: str, state: int, decile: Ints, listed: tuple[Ints, Ints, Bools]) -> Records:
    """One record per listed person: (person, family, whether dead)."""
    person, family, dead = listed
    n = len(person)
    role = people.role[person, state]
    marks = people.marks[person].copy()
    mark(marks, dead, Scenario.DEAD_NOT_REMOVED)
    told = dead & (person % 5 < 2)
    presence = np.where(told, {"dtks": 4, "regsosek": 2, "p3ke": 1}[source], 1)
    return Records(
        person, family, family.copy(), np.where(dead & (role == HEAD), OTHER, role), family.copy(), np.full(n, state),
        family.copy(), np.full(n, -1), decile[family], presence, np.zeros(n, dtype=bool), marks,
    )  # fmt: skip


def _place(dice: Dice, families: Families, records: Records, source: str, state: int) -> None:
    """Some sources still have families where they lived before."""
    behind = dice.uniform("behind", len(families)) < _ADDRESS_BEHIND[source]
    known = families.village[:, 0] >= 0
    late = behind & known & (families.village[:, state] != families.village[:, state - 1])
    records.address_state[late[records.family]] = state - 1


def _second_kk(people: People, families: Families, records: Records, covered: Bools, state: int) -> Records:
    """Husbands who stand in a second KK: a further record, in the second family."""
    second = people.second_family[records.person]
    alive = (second >= 0) & (people.family[records.person, state] >= 0)
    more = records.rows(alive & covered[np.maximum(second, 0)] & (families.village[second, state] >= 0))
    second = people.second_family[more.person]
    more.family, more.unit, more.address, more.kk_family = second, second.copy(), second.copy(), second.copy()
    more.role[:] = SPOUSE
    return more


def _units(dice: Dice, people: People, families: Families, records: Records, source: str, state: int) -> None:
    if source == "p3ke":
        _couples(dice, people, families, records, state)
    elif source == "dtks":
        households(dice, families, records, state)


def _couples(dice: Dice, people: People, families: Families, records: Records, state: int) -> None:
    """A KK of three generations falls into couples: the married child's and, mostly, the head's parents' own."""
    role, person = records.role, records.person
    spouse = people.spouse[person]
    with_in_law = (spouse >= 0) & (people.role[np.maximum(spouse, 0), state] == IN_LAW)
    young = (role == IN_LAW) | (role == GRANDCHILD) | (role == CHILD) & with_in_law
    couple = np.where(young, 1, 0)
    apart = dice.uniform("elders", len(families))[records.family] < 0.55
    elders = (role == PARENT) & apart
    couple = np.where(elders, 2, couple)
    couple = np.where(families.institution[records.family], 0, couple)
    records.unit = records.family * 4 + couple
    man = people.sex[person] == 0
    records.role = np.where((couple == 1) & (role == GRANDCHILD), CHILD, records.role)
    first = (couple == 1) & man | (couple == 2) & (man | (spouse < 0))
    records.role = np.where((couple > 0) & ~np.isin(role, (GRANDCHILD,)), np.where(first, HEAD, SPOUSE), records.role)
    several = np.bincount(records.family, couple > 0, len(families)) > 0
    mark(records.marks, several[records.family] & ~families.institution[records.family], Scenario.COUPLE_CUT_FROM_KK)


def households(dice: Dice, families: Families, records: Records, state: int) -> None:
    """Families under one roof become one household with several KK; rarely families that are no kin."""
    roof = families.house[records.family, state]
    one = dice.uniform("one-roof", len(families))[roof] < _ONE_ROOF
    unit = np.where(one, roof, records.family)
    strangers = np.flatnonzero(dice.uniform("strangers", len(families) - 1) < _STRANGERS_UNDER_ONE_ROOF)
    joined = np.arange(len(families))
    village = families.village[:, state]
    joined[strangers + 1] = np.where(village[strangers] == village[strangers + 1], strangers, strangers + 1)
    records.unit = joined[unit]
    pairs = np.unique(np.stack([records.unit, records.family], axis=1), axis=0)
    families_in = np.bincount(pairs[:, 0], minlength=len(families))
    mark(records.marks, families_in[records.unit] > 1, Scenario.RUTA_TWO_KK)


def _copies(dice: Dice, world: World, records: Records, source: str) -> Records:
    """People who got in twice: half in their own family, a quarter in a neighbour's, a quarter alone, often far away."""
    dice = dice.within("copies")
    rows = dice.pick("who", records.presence == 1, _TWICE[source], 6)
    more = records.rows(rows)
    n = len(more)
    more.copy[:] = True
    kind = dice.choice("kind", n, (0.5, 0.2, 0.3))
    mark(more.marks, kind == 0, Scenario.DUPLICATE_SAME_FAMILY)
    mark(more.marks, kind > 0, Scenario.DUPLICATE_OTHER_FAMILY)
    order = np.lexsort((np.arange(len(records)), records.unit))
    place = np.empty(len(records), dtype=np.int64)
    place[order] = np.arange(len(records))
    neighbour = order[np.minimum(place[rows] + 12, len(records) - 1)]
    near = kind == 1
    more.unit[near], more.address[near] = records.unit[neighbour[near]], records.address[neighbour[near]]
    more.village[near], more.kk_family[near] = records.village[neighbour[near]], records.kk_family[neighbour[near]]
    more.role[near] = OTHER
    alone = np.flatnonzero(kind == 2)
    more.unit[alone] = _UNITS + np.arange(len(alone))
    more.role[alone] = HEAD
    away = alone[(dice.uniform("away", len(alone)) < 0.7) | (np.arange(len(alone)) == 0)]
    villages = len(world.kab)
    step = dice.integers("village", len(away), 1, max(1, villages - 1))
    more.village[away] = (more.village[away] + step) % villages
    _mark_migrants(world, records, more, rows, away)
    return more


def _mark_migrants(world: World, records: Records, more: Records, rows: Ints, away: Ints) -> None:
    """Both records of a person who is written down in two provinces."""
    province = np.array([int(code[:2]) for code in world.kab_codes])[world.kab]
    far = away[province[more.village[away]] != province[records.village[rows[away]]]]
    mark(more.marks, far, Scenario.MIGRANT_TWO_PROVINCES)
    mark(records.marks, rows[far], Scenario.MIGRANT_TWO_PROVINCES)
