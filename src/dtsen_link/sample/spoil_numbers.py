"""NIK and KK numbers as the sources write them: missing, mistyped, someone else's, stale, ruined by a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from dtsen_link.sample.dice import Dice
from dtsen_link.sample.observe import Records
from dtsen_link.sample.offices import Desk, outcome
from dtsen_link.sample.people import Bools, Ints
from dtsen_link.sample.regions import World
from dtsen_link.sample.scenario import Scenario, mark


class Form(IntEnum):
    """How a number is written down."""

    PLAIN = 0
    EMPTY = 1
    DASH = 2
    ZERO = 3
    NONE_TEXT = 4
    ZEROS = 5
    ONES = 6
    NINES = 7
    COUNTED = 8
    TEMPORARY = 9
    QUOTED = 10
    SPACED = 11
    DOTTED = 12
    LETTER_O = 13
    FLOAT = 14
    ZERO_TAIL = 15


_MISSING_FORMS = (
    Form.EMPTY, Form.DASH, Form.ZERO, Form.NONE_TEXT, Form.ZEROS, Form.ONES, Form.NINES, Form.COUNTED, Form.TEMPORARY,
)  # fmt: skip
_MISSING_SHARES = (0.66, 0.05, 0.05, 0.04, 0.04, 0.03, 0.04, 0.04, 0.05)
_KK_MISSING_FORMS = (Form.EMPTY, Form.DASH, Form.ZERO, Form.NONE_TEXT, Form.ZEROS)
_KK_MISSING_SHARES = (0.58, 0.24, 0.06, 0.07, 0.05)
_NEAR_DIGIT = np.array([8, 7, 3, 8, 9, 6, 5, 1, 3, 4], dtype=np.int64)
_FILE_RATE = 0.02
_REWRITTEN = 0.08
_FILE_DAMAGE = {"p3ke": Form.FLOAT, "dtks": Form.ZERO_TAIL}
_STYLED = 0.012  # right, but with apostrophe, blanks, dots or a letter O
_NIK_AS_KK = 0.001


@dataclass
class Written:
    """A number and the form it is written in."""

    number: Ints
    form: Ints


def written_nik(dice: Dice, desk: Desk) -> Written:
    """The NIK column of one source; marks the records of the scenarios it makes."""
    records, registry, who = desk.records, desk.registry, desk.records.person
    n = len(who)
    old_number = (registry.second_nik[who] > 0) & (dice.uniform("second", n) < np.where(records.copy, 0.7, 0.35))
    number = np.where(old_number, registry.second_nik[who], registry.nik[who])
    number = _others(dice.within("others"), desk, number)
    number = _mistyped(dice.within("typo"), desk.office.nik_typo, number, desk.weight)
    if desk.source == "dtks":
        number = _rewritten_prefix(dice, desk.world, records, number)
    form = _missing(dice.within("missing"), desk)
    styled = (form == Form.PLAIN) & (dice.uniform("styled", n) < _STYLED)
    form = np.where(styled, dice.integers("style", n, Form.QUOTED, Form.LETTER_O), form)
    written = Written(number, form)
    _file_damage(dice.within("files"), desk, written)
    return written


def _others(dice: Dice, desk: Desk, number: Ints) -> Ints:
    """Another person's NIK: the spouse's, the one of the next member in the family, a stranger's."""
    records, nik, who = desk.records, desk.registry.nik, desk.records.person
    number, rate = number.copy(), desk.office.nik_others
    spouse = desk.people.spouse[who]
    rows = dice.pick("spouse", (spouse >= 0) & ~records.copy, rate * 0.8, 3)
    _take_over(records, number, nik, rows, spouse[rows], Scenario.SPOUSE_NIK)
    order = np.lexsort((np.arange(len(who)), records.unit))
    follower = np.empty(len(who), dtype=np.int64)
    follower[order] = np.roll(who[order], -1)
    rows = dice.pick("member", (follower != who) & ~records.copy, rate * 0.4, 2)
    _take_over(records, number, nik, rows, follower[rows], Scenario.MEMBER_NIK)
    rows = dice.pick("clash", ~records.copy, rate * 0.25, 4)
    stranger = who[dice.integers("stranger", len(rows), 0, len(who) - 1)]
    differ = stranger != who[rows]
    _take_over(records, number, nik, rows[differ], stranger[differ], Scenario.NIK_CLASH)
    return number


def _take_over(records: Records, number: Ints, nik: Ints, rows: Ints, owners: Ints, scenario: Scenario) -> None:
    """Write the owners' NIK into some rows; the scenario concerns these and the owners' own records."""
    number[rows] = nik[owners]
    mark(records.marks, rows, scenario)
    mark(records.marks, np.isin(records.person, owners), scenario)


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


def _missing(dice: Dice, desk: Desk) -> Ints:
    n, rate = len(desk.records), desk.office.nik_missing
    infant = (desk.age < 1) & (dice.uniform("infant", n) < desk.office.infant_without_nik)
    surely = infant | desk.registry.unregistered[desk.records.person]
    share = float(surely.mean())
    rest = max(rate - share, 0.0) / max(1 - share, 1e-9)
    missing = surely | (outcome(dice, "rest", (rest,), desk.weight) > 0)
    mark(desk.records.marks, missing & (desk.age < 1), Scenario.INFANT_WITHOUT_NIK)
    form = np.array(_MISSING_FORMS)[dice.choice("form", n, _MISSING_SHARES)]
    return np.where(missing, np.where(infant, Form.EMPTY, form), Form.PLAIN)


def _file_damage(dice: Dice, desk: Desk, written: Written) -> None:
    """Files of some kabupaten went through a spreadsheet: all NIK as 3.20417E+15, or fifteen digits and a zero."""
    form = _FILE_DAMAGE.get(desk.source)
    if form is None:
        return
    kabupaten = len(desk.world.kab_codes)
    hit = dice.uniform("file", kabupaten) < _FILE_RATE
    if dice.chunk == 0:
        # The first five kabupaten of the first chunk hold the hard cases bound to a place: never ruined. The sixth
        # always is in P3KE, so that every sample shows the damage.
        hit[:] = False
        hit[5:6] = form == Form.FLOAT
    rows = hit[desk.world.kab[desk.records.village]] & (written.form == Form.PLAIN)
    written.form[rows] = form


def written_kk(dice: Dice, desk: Desk) -> Written:
    """The KK column: one number for a family's records, right, stale, wrong or missing for all of them together."""
    families, registry, office, of = desk.families, desk.registry, desk.office, desk.records.kk_family
    n, state = len(families), desk.state
    size = np.bincount(of, minlength=n)
    hardship = np.bincount(of, registry.hardship[desk.records.person], n) / np.maximum(size, 1)
    kind, present = np.zeros(n, dtype=np.int64), size > 0
    rates = (office.kk_missing, office.kk_stale, office.kk_wrong)
    kind[present] = outcome(dice, "kind", rates, hardship[present] ** 0.5)
    current, before = families.kk[:, state], families.kk_before[:, state]
    number = registry.kk[np.where((kind == 2) & (before >= 0), before, current)]
    wrong = np.flatnonzero(kind == 3)
    number[wrong] = _wrong_kk(dice.within("wrong"), number[wrong], registry.kk[np.roll(current, 1)[wrong]])
    form = np.array(_KK_MISSING_FORMS)[dice.choice("form", n, _KK_MISSING_SHARES)]
    form = np.where(kind == 1, form, Form.PLAIN)
    if office.kk_missing:
        form[dice.pick("zero", present, 0.0, 3)] = Form.ZERO
    written = Written(number[of], form[of])
    _personal_kk(dice, desk, written)
    mark(desk.records.marks, written.form == Form.ZERO, Scenario.KK_ZERO)
    return written


def _wrong_kk(dice: Dice, number: Ints, neighbour: Ints) -> Ints:
    mistyped = _mistyped(dice, 0.9, number, np.ones(len(number)))
    return np.where(dice.uniform("neighbour", len(number)) < 0.25, neighbour, mistyped)


def _personal_kk(dice: Dice, desk: Desk, written: Written) -> None:
    """People who have just come into a family often still bring the KK of the old one; some write a NIK there."""
    who, kk, state = desk.records.person, desk.families.kk, desk.state
    before = desk.people.family[who, state - 1]
    came = (before >= 0) & (before != desk.records.family) & (kk[np.maximum(before, 0), state - 1] >= 0)
    brings = came & (dice.uniform("brings", len(who)) < 0.35)
    written.number[brings] = desk.registry.kk[kk[before[brings], state - 1]]
    nik_there: Bools = dice.uniform("nik", len(who)) < _NIK_AS_KK
    written.number[nik_there] = desk.registry.nik[who[nik_there]]
