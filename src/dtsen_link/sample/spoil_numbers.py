"""NIK and KK numbers as the sources write them: missing, mistyped, someone else's, stale, ruined by a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dtsen_link.sample.dice import Dice
from dtsen_link.sample.observe import Records
from dtsen_link.sample.offices import Office, outcome
from dtsen_link.sample.people import DATES, Bools, Families, Ints, People
from dtsen_link.sample.regions import World
from dtsen_link.sample.registry import Registry
from dtsen_link.sample.scenario import Scenario, mark

# How a number is written; the values of Written.form.
(PLAIN, EMPTY, DASH, ZERO, NONE_TEXT, ZEROS, ONES, NINES, COUNTED, TEMPORARY, QUOTED, SPACED, DOTTED, LETTER_O, FLOAT, ZERO_TAIL) = range(16)
_MISSING_FORMS = (EMPTY, DASH, ZERO, NONE_TEXT, ZEROS, ONES, NINES, COUNTED, TEMPORARY)
_MISSING_SHARES = (0.66, 0.05, 0.05, 0.04, 0.04, 0.03, 0.04, 0.04, 0.05)
_KK_MISSING_FORMS = (EMPTY, ZERO, DASH, ZEROS, NINES)
_KK_MISSING_SHARES = (0.58, 0.24, 0.06, 0.07, 0.05)
_NEAR_DIGIT = np.array([8, 7, 3, 8, 9, 6, 5, 1, 3, 4], dtype=np.int64)
_FILE_RATE = 0.02
_REWRITTEN = 0.08
SPOILT_FLOAT, SPOILT_TAIL = {"p3ke"}, {"dtks"}


@dataclass
class Written:
    """A number and the form it is written in."""

    number: Ints
    form: Ints


def written_nik(
    dice: Dice, office: Office, world: World, people: People, registry: Registry, records: Records, weight: NDArray[np.float64], source: str
) -> Written:
    """The NIK column of one source; marks the records of the scenarios it makes."""
    who = records.person
    shows_second = (registry.second_nik[who] > 0) & (dice.uniform("second", len(who)) < np.where(records.copy, 0.7, 0.35))
    number = np.where(shows_second, registry.second_nik[who], registry.nik[who])
    number = _others(dice.within("others"), office, people, registry, records, number)
    number = _mistyped(dice.within("typo"), office.nik_typo, number, weight)
    if source == "dtks":
        number = _rewritten_prefix(dice, world, records, number)
    form = _missing(dice.within("missing"), office, people, registry, records, weight, source)
    form = np.where((form == PLAIN) & (dice.uniform("styled", len(who)) < 0.012), dice.integers("style", len(who), QUOTED, LETTER_O), form)
    written = Written(number, form)
    _file_damage(dice.within("files"), world, records, written, source)
    return written


def _others(dice: Dice, office: Office, people: People, registry: Registry, records: Records, number: Ints) -> Ints:
    """Another person's NIK: the spouse's, the one of the next member in the family, a stranger's."""
    number = number.copy()
    who = records.person
    owners = []
    spouse = people.spouse[who]
    rows = dice.pick("spouse", (spouse >= 0) & ~records.copy, office.nik_others * 0.8, 3)
    number[rows] = registry.nik[spouse[rows]]
    mark(records.marks, rows, Scenario.SPOUSE_NIK)
    owners.append((spouse[rows], Scenario.SPOUSE_NIK))
    order = np.lexsort((np.arange(len(who)), records.unit))
    follower = np.empty(len(who), dtype=np.int64)
    follower[order] = np.roll(who[order], -1)
    rows = dice.pick("member", (follower != who) & ~records.copy, office.nik_others * 0.4, 2)
    number[rows] = registry.nik[follower[rows]]
    rows = dice.pick("clash", ~records.copy, office.nik_others * 0.25, 4)
    stranger = who[dice.integers("stranger", len(rows), 0, len(who) - 1)]
    differ = stranger != who[rows]
    rows, stranger = rows[differ], stranger[differ]
    number[rows] = registry.nik[stranger]
    mark(records.marks, rows, Scenario.NIK_CLASH)
    owners.append((stranger, Scenario.NIK_CLASH))
    for persons, scenario in owners:
        mark(records.marks, np.isin(who, persons), scenario)
    return number


def _mistyped(dice: Dice, rate: float, number: Ints, weight: NDArray[np.float64]) -> Ints:
    """One digit wrong, two neighbours exchanged, a digit left out or doubled."""
    n = len(number)
    kind = outcome(dice, "kind", (rate * 0.55, rate * 0.25, rate * 0.12, rate * 0.08), weight)
    place = 10 ** dice.integers("place", n, 0, 13)
    digit = number // place % 10
    left = number // (place * 10) % 10
    wrong = number + (_NEAR_DIGIT[digit] - digit) * place
    exchanged = number + (left - digit) * place + (digit - left) * place * 10
    dropped = number // (place * 10) * place + number % place
    doubled = number // place * place * 10 + digit * place + number % place
    return np.select([kind == 1, kind == 2, kind == 3, kind == 4], [wrong, exchanged, dropped, doubled], number)


def _rewritten_prefix(dice: Dice, world: World, records: Records, number: Ints) -> Ints:
    """Somebody brings the retired prefix of Papua up to date, which the law forbids: 91.01 becomes 93.01."""
    if not world.old_prefix:
        return number
    new_of = {old: new for new, old in world.old_prefix.items()}
    old = np.array(sorted(new_of), dtype=np.int64)
    new = np.array([new_of[int(code)] for code in old], dtype=np.int64)
    prefix = number // 10**10
    at = np.minimum(np.searchsorted(old, prefix), len(old) - 1)
    rows = dice.pick("rewritten", old[at] == prefix, _REWRITTEN, 4)
    mark(records.marks, rows, Scenario.PAPUA_REWRITTEN_PREFIX)
    number = number.copy()
    number[rows] += (new[at[rows]] - prefix[rows]) * 10**10
    return number


def _missing(
    dice: Dice, office: Office, people: People, registry: Registry, records: Records, weight: NDArray[np.float64], source: str
) -> Ints:
    n = len(records)
    day = {"regsosek": DATES[1], "p3ke": DATES[2], "dtks": DATES[3]}[source]
    infant = (day - people.born[records.person] < 365) & (dice.uniform("infant", n) < office.infant_without_nik)
    surely = infant | registry.unregistered[records.person]
    rest = max(office.nik_missing - float(surely.mean()), 0.0) / max(1 - float(surely.mean()), 1e-9)
    missing = surely | (outcome(dice, "rest", (rest,), weight) > 0)
    form = np.array(_MISSING_FORMS)[dice.choice("form", n, _MISSING_SHARES)]
    form = np.where(infant, EMPTY, form)
    return np.where(missing, form, PLAIN)


def _file_damage(dice: Dice, world: World, records: Records, written: Written, source: str) -> None:
    """Files of some kabupaten went through a spreadsheet: all their NIK as 3.20417E+15, or with fifteen digits and a zero."""
    kinds = len(world.kab_codes)
    hit = dice.uniform("file", kinds) < _FILE_RATE
    if dice.chunk == 0 and source in SPOILT_FLOAT:
        # The first chunk always has one such kabupaten, so that every sample shows the damage.
        hit[np.argmin(np.bincount(world.kab, world.families, kinds)[1:]) + 1 if kinds > 1 else 0] = kinds > 1
    form = FLOAT if source in SPOILT_FLOAT else ZERO_TAIL
    if source in SPOILT_FLOAT | SPOILT_TAIL:
        written.form[hit[world.kab[records.village]] & (written.form == PLAIN)] = form


def written_kk(
    dice: Dice, office: Office, people: People, families: Families, registry: Registry, records: Records, hardship: NDArray[np.float64], state: int
) -> Written:
    """The KK column: one number for a family's records, right, stale, wrong or missing for all of them together."""
    n = len(families)
    weight = np.maximum(np.bincount(records.kk_family, hardship, n) / np.maximum(np.bincount(records.kk_family, minlength=n), 1), 0.05)
    present = np.bincount(records.kk_family, minlength=n) > 0
    kind = np.zeros(n, dtype=np.int64)
    kind[present] = outcome(dice, "kind", (office.kk_missing, office.kk_stale, office.kk_wrong), weight[present] ** 0.5)
    current, before = families.kk[:, state], families.kk_before[:, state]
    issue = np.where((kind == 2) & (before >= 0), before, current)
    number = registry.kk[issue]
    wrong = np.flatnonzero(kind == 3)
    number[wrong] = _wrong_kk(dice.within("wrong"), number[wrong], registry.kk[np.roll(current, 1)[wrong]])
    form = np.array(_KK_MISSING_FORMS)[dice.choice("form", n, _KK_MISSING_SHARES)]
    form = np.where(kind == 1, form, PLAIN)
    form[dice.pick("zero", present, 0.0, 3)] = ZERO
    written = Written(number[records.kk_family], form[records.kk_family])
    _personal_kk(dice, people, families, registry, records, written, state)
    mark(records.marks, written.form == ZERO, Scenario.KK_ZERO)
    return written


def _wrong_kk(dice: Dice, number: Ints, neighbour: Ints) -> Ints:
    mistyped = _mistyped(dice, 0.9, number, np.ones(len(number)))
    return np.where(dice.uniform("neighbour", len(number)) < 0.25, neighbour, mistyped)


def _personal_kk(
    dice: Dice, people: People, families: Families, registry: Registry, records: Records, written: Written, state: int
) -> None:
    """People who have just come into a family often still bring the KK of the old one; some write a NIK there."""
    who = records.person
    before = people.family[who, state - 1]
    came = (before >= 0) & (before != records.family) & (families.kk[np.maximum(before, 0), state - 1] >= 0)
    brings = came & (dice.uniform("brings", len(who)) < 0.35)
    old = registry.kk[families.kk[before[brings], state - 1]]
    written.number[brings] = old
    nik_there: Bools = dice.uniform("nik", len(who)) < 0.001
    written.number[nik_there] = registry.nik[who[nik_there]]
