"""Boarding houses, pesantren and homes for the old: one KK under which many unrelated people are written."""

from __future__ import annotations

import numpy as np

from dtsen_link.sample.dice import Dice
from dtsen_link.sample.people import DATES, NEVER, OTHER, STATES, Families, Ints, People
from dtsen_link.sample.scenario import Scenario, mark

_FAMILIES_PER_INSTITUTION = 1500
_YEAR = 365.25


def with_institutions(dice: Dice, people: People, families: Families) -> People:
    """Some one-person households become institutions; returns the persons with the guests added at the end."""
    living = people.family[:, 0]
    alone = np.bincount(living[living >= 0], minlength=len(families)) == 1
    chosen = dice.pick("which", alone, 0.0, max(1, round(len(families) / _FAMILIES_PER_INSTITUTION)))
    guests = np.repeat(chosen, dice.integers("guests", len(chosen), 10, 28))
    families.institution[chosen] = True
    added = _guests(dice, people, families, guests)
    everyone = people.and_others(added)
    mark(everyone.marks, np.isin(everyone.family[:, 0], chosen), Scenario.INSTITUTION_KK)
    return everyone


def _guests(dice: Dice, people: People, families: Families, family: Ints) -> People:
    n = len(family)
    old = dice.within("old").uniform("home", len(families))[family] < 0.35
    age = np.where(old, 64 + 24 * dice.uniform("age", n), 12 + 8 * dice.uniform("age", n))
    pool = np.flatnonzero(people.family[:, 0] >= 0)
    # Guests come from all over the chunk's kabupaten: culture and home are those of somebody drawn at random.
    from_where = pool[dice.integers("from", n, 0, len(pool) - 1)]
    none = np.full(n, -1, dtype=np.int64)
    return People(
        sex=dice.integers("sex", n, 0, 1), born=DATES[0] - (age * _YEAR).astype(np.int64), died=np.full(n, NEVER),
        father=none, mother=none.copy(), spouse=none.copy(), culture=people.culture[from_where],
        order=dice.integers("order", n, 1, 4), home=people.home[from_where],
        family=np.repeat(family[:, None], STATES, axis=1), role=np.full((n, STATES), OTHER, dtype=np.int64),
        marks=np.zeros(n, dtype=np.int64), second_family=none.copy(),
    )  # fmt: skip
