"""What the civil registry knows of each person: birth date as registered, NIK, KK numbers - the values all sources start from.

Heaped birth dates, NIK that keep an older birth date after a legal correction, second NIK of people who moved without a
letter, and people without any are facts of the register: they are the same in every source, and they gather in the same persons.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dtsen_link.sample.dice import Dice
from dtsen_link.sample.numbers import birth_part, calendar, day_number, from_calendar, numbered
from dtsen_link.sample.people import DATES, Bools, Families, Ints, Issues, People, twin_pairs
from dtsen_link.sample.regions import CHUNKS_PER_LAP, World, registered_in
from dtsen_link.sample.scenario import Scenario, mark

_HEAPED = 0.076  # 1 July, 31 December and 1 January together, beyond the ordinary days
HEAPED_DAYS = ((7, 1, 4.0), (12, 31, 2.9), (1, 1, 1.2))
_FAMILY_ON_ONE_DAY = 0.012
_CORRECTED, _SECOND_NIK, _NEVER_REGISTERED = 0.015, 0.012, 0.008
_PAPUA_SPLIT = day_number(2023, 1, 1)


@dataclass(frozen=True)
class Registry:
    """Columns along People, but `kk`, which goes along Issues.

    Attributes:
        born: registered birth date.
        nik: always composed; whether it is ever shown is for the sources to say.
        second_nik: an older number still in some files; 0 for none.
        issued_second: the same, and those withdrawn since.
        unregistered: no document at all.
        hardship: how much more likely than others a record of this person is to be bad: age, the east, the village.
    """

    born: Ints
    nik: Ints
    second_nik: Ints
    issued_second: Ints
    unregistered: Bools
    hardship: NDArray[np.float64]
    kk: Ints


def hardship_of(dice: Dice, world: World, people: People, families: Families) -> NDArray[np.float64]:
    """Old, eastern and poor people have the worst documents, and whole villages differ."""
    age = people.age(1)
    by_age = np.interp(age, (0, 5, 18, 45, 60, 75), (1.3, 0.9, 0.8, 1.0, 2.2, 3.5))
    village = np.exp(0.5 * dice.normal("village", len(world.families)))[people.home]
    family = people.some_family()
    poverty = np.exp(-0.35 * families.welfare[family])
    hardship: NDArray[np.float64] = by_age * village * poverty * np.where(world.east[people.home], 2.5, 1.0)
    return hardship


def register(
    dice: Dice, world: World, people: People, issues: Issues, hardship: NDArray[np.float64], laps: int
) -> Registry:
    """Registered dates and all numbers of one chunk."""
    n, lap = len(people), dice.chunk // CHUNKS_PER_LAP
    born = _registered_births(dice.within("births"), people, hardship)
    kec = _first_registered(world, dice.within("places"), people)
    prefix = _prefix_then(world, kec, np.maximum(people.born, born))
    mark(people.marks, prefix != kec, Scenario.PAPUA_OLD_PREFIX)
    nik_born, nik_sex = _before_correction(dice.within("corrected"), born, people)
    old = np.flatnonzero(dice.hits("second", _SECOND_NIK, hardship, people.age(1) > 28))
    elsewhere = registered_in(world, dice.within("second-places"), people.home[old])
    numbers = numbered(
        np.concatenate([prefix, _prefix_then(world, elsewhere, born[old])]),
        np.concatenate([birth_part(nik_born, nik_sex), birth_part(born[old], people.sex[old])]), lap, laps,
    )  # fmt: skip
    mark(people.marks, old, Scenario.TWO_NIKS)
    second = np.zeros(n, dtype=np.int64)
    second[old] = numbers[n:]
    unregistered = dice.hits("unregistered", _NEVER_REGISTERED, hardship)
    kk_kec, kk_day = np.concatenate(issues.kec), np.concatenate(issues.day)
    kk = numbered(_prefix_then(world, kk_kec, kk_day), birth_part(kk_day, np.zeros_like(kk_day)), lap, laps)
    return Registry(born, numbers[:n], second, second.copy(), unregistered, hardship, kk)


def register_newborns(
    dice: Dice, world: World, people: People, hardship: NDArray[np.float64], registry: Registry, laps: int
) -> Registry:
    """The register with persons behind those it has: born where their family lives, serials after the numbers given out."""
    known = len(registry.born)
    rows = np.arange(known, len(people))
    born, kec = people.born[rows], world.kec[people.home[rows]]
    given = np.concatenate([registry.nik, registry.issued_second[registry.issued_second > 0]])
    numbers = numbered(
        _prefix_then(world, kec, born), birth_part(born, people.sex[rows]), dice.chunk // CHUNKS_PER_LAP, laps, given
    )
    none = np.zeros(len(rows), dtype=np.int64)
    everyone = np.concatenate([registry.hardship, hardship])
    unregistered = dice.hits("unregistered", _NEVER_REGISTERED, everyone)[rows]
    return replace(
        registry,
        born=np.concatenate([registry.born, born]), nik=np.concatenate([registry.nik, numbers]),
        second_nik=np.concatenate([registry.second_nik, none]),
        issued_second=np.concatenate([registry.issued_second, none]),
        unregistered=np.concatenate([registry.unregistered, unregistered]), hardship=everyone,
    )  # fmt: skip


def number_families(world: World, issues: Issues, registry: Registry, lap: int, laps: int) -> Registry:
    """The register with numbers for the KK given out since."""
    known = len(registry.kk)
    kec, day = np.concatenate(issues.kec)[known:], np.concatenate(issues.day)[known:]
    numbers = numbered(_prefix_then(world, kec, day), birth_part(day, np.zeros_like(day)), lap, laps, registry.kk)
    return replace(registry, kk=np.concatenate([registry.kk, numbers]))


def _first_registered(world: World, dice: Dice, people: People) -> Ints:
    """Kecamatan of first registration: where the family lived at the birth.

    Of families that came from elsewhere the children born before the move have the old place, all of them the same one, and
    those born later the new one. Persons whose mother is not in the table are each a case of their own.
    """
    own = np.arange(len(people))
    group = np.where(people.mother >= 0, people.mother, own)
    elsewhere = registered_in(world, dice, people.home)[group]
    arrived = DATES[0] - (25 * 365.25 * dice.uniform("arrived", len(people))).astype(np.int64)[group]
    at_home = (people.mother >= 0) & (people.born > arrived)
    kec = np.where(at_home, world.kec[people.home], elsewhere)
    first, second = twin_pairs(people)
    kec[second] = kec[first]
    return kec


def _prefix_then(world: World, kec: Ints, day: Ints) -> Ints:
    """The kecamatan code as it was when the number was given out."""
    if not world.old_prefix:
        return kec
    new = np.array(sorted(world.old_prefix), dtype=np.int64)
    old = np.array([world.old_prefix[int(code)] for code in new], dtype=np.int64)
    at = np.minimum(np.searchsorted(new, kec), len(new) - 1)
    return np.where((new[at] == kec) & (day < _PAPUA_SPLIT), old[at], kec)


def _registered_births(dice: Dice, people: People, hardship: NDArray[np.float64]) -> Ints:
    """True birth dates but for the heaped ones: people who know their year, more or less, and get a day by rule."""
    n = len(people)
    old = np.interp(people.age(1), (0, 10, 30, 60), (0.15, 0.5, 1.0, 2.4))
    heaped = dice.hits("heaped", _HEAPED, hardship * old)
    family = people.some_family()
    burden = np.bincount(family, hardship).astype(np.float64) + 0.1
    gathers = dice.hits("together", _FAMILY_ON_ONE_DAY, burden)
    some = dice.pick("some", np.bincount(family) > 3, 0.0, 3)
    gathers[some] = True
    together = gathers[family] & (people.age(1) > 2)
    kind = dice.choice("day", n, [share for *_, share in HEAPED_DAYS])
    kind[together] = 0
    year, _, _ = calendar(people.born)
    off = np.where(people.age(1) > 25, dice.integers("off", n, -2, 2), 0)
    year = np.minimum(year + np.where(together, 0, off), calendar(np.array([DATES[0]]))[0][0])
    month, day = (np.array([row[at] for row in HEAPED_DAYS], dtype=np.int64)[kind] for at in (0, 1))
    born = np.where(heaped | together, from_calendar(year, month, day), people.born)
    late = (born > people.born) & (people.born > DATES[0] - 3 * 365)
    born = np.where(late, people.born, born)
    first, second = twin_pairs(people)
    born[second] = born[first]
    _mark_heaped_siblings(people, born, family)
    return born


def _mark_heaped_siblings(people: People, born: Ints, family: Ints) -> None:
    year, month, day = calendar(born)
    first_july = (month == 7) & (day == 1)
    both = first_july[1:] & first_july[:-1] & (family[1:] == family[:-1]) & (people.mother[1:] == people.mother[:-1])
    both &= (people.mother[1:] >= 0) & (np.abs(year[1:] - year[:-1]) <= 3)
    left = np.flatnonzero(both)
    mark(people.marks, np.union1d(left, left + 1), Scenario.HEAPED_SIBLINGS)


def _before_correction(dice: Dice, born: Ints, people: People) -> tuple[Ints, Ints]:
    """Birth date and sex as they stand in the NIK, which no correction by a court or an office ever changes."""
    n = len(born)
    corrected = (dice.uniform("who", n) < _CORRECTED) & ((people.marks & Scenario.TWINS.bit) == 0)
    year, month, day = calendar(born)
    what = dice.choice("what", n, (0.4, 0.25, 0.3, 0.05))
    step = dice.integers("step", n, 1, 3)
    years = np.where(what == 0, year - step, year)
    months = np.where(what == 1, (month + step - 1) % 12 + 1, month)
    days = np.where(what == 2, (day + 3 * step - 1) % 28 + 1, day)
    sex = np.where(corrected & (what == 3), 1 - people.sex, people.sex)
    return np.where(corrected, from_calendar(years, months, days), born), sex
