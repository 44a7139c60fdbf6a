"""Birth dates, ages and sex as offices write them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dtsen_link.sample.dice import Dice
from dtsen_link.sample.numbers import calendar, from_calendar
from dtsen_link.sample.offices import Desk, outcome
from dtsen_link.sample.people import DATES, Bools, Ints
from dtsen_link.sample.registry import HEAPED_DAYS
from dtsen_link.sample.scenario import Scenario, mark


@dataclass(frozen=True)
class WrittenBirth:
    """Birth date in days since 1970, whether it is written at all, age in whole years, sex (0 man, 1 woman)."""

    born: Ints
    known: Bools
    age: Ints
    sex: Ints


def written_birth(dice: Dice, desk: Desk) -> WrittenBirth:
    """The birth columns of one source."""
    records, office, n, day = desk.records, desk.office, len(desk.records), DATES[desk.state]
    born = desk.registry.born[records.person]
    # Only days up to 12 can be taken for months; hence the factor.
    rates = (office.born_missing, office.born_typo, office.born_swapped * 2.4)
    kind = outcome(dice, "kind", rates, desk.weight)
    year, month, date = calendar(born)
    by_rule = [(month == rule[0]) & (date == rule[1]) for rule in HEAPED_DAYS]
    mark(records.marks, np.logical_or.reduce(by_rule), Scenario.HEAPED_BIRTH_DATE)
    swapped = np.where((kind == 3) & (date <= 12), from_calendar(year, date, month), born)
    spoilt = np.where(kind == 2, _mistyped(dice.within("typo"), year, month, date), swapped)
    spoilt = np.where(spoilt > day, born, spoilt)
    mark(records.marks, (kind == 3) & (spoilt != born), Scenario.DAY_MONTH_SWAPPED)
    off = np.where(dice.uniform("off", n) < 0.05, 1, 0)
    guess = np.where(kind == 1, dice.integers("guess", n, -2, 2), off)
    age = np.maximum(((day - born) / 365.25).astype(np.int64) + guess, 0)
    sex = desk.people.sex[records.person] ^ (dice.uniform("sex", n) < office.sex)
    return WrittenBirth(spoilt, kind != 1, age, sex)


def _mistyped(dice: Dice, year: Ints, month: Ints, date: Ints) -> Ints:
    n = len(year)
    what = dice.choice("what", n, (0.35, 0.2, 0.25, 0.12, 0.08))
    sign = np.where(dice.uniform("sign", n) < 0.5, -1, 1)
    dates = np.where(what == 0, np.clip(date + sign, 1, 28), np.where(what == 3, (date + 9) % 28 + 1, date))
    months = np.where(what == 1, np.clip(month + sign, 1, 12), month)
    years = np.where(what == 2, year + sign, np.where(what == 4, year + sign * 10, year))
    return from_calendar(years, months, dates)
