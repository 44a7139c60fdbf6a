"""Children born after the first quarter: to married women who live with their husbands, by age."""

from __future__ import annotations

import numpy as np

from dtsen_link.sample.dice import Dice
from dtsen_link.sample.people import (
    CHILD,
    DATES,
    GRANDCHILD,
    HEAD,
    NEVER,
    SPOUSE,
    Families,
    Ints,
    People,
)  # fmt: skip

# Births per year of a married woman, by her age; together 12 to 15 births per thousand persons and year.
_AGES, _RATES = (17, 20, 25, 30, 35, 40, 45), (0.16, 0.21, 0.20, 0.15, 0.09, 0.03, 0.0)
_LEAST_GAP = 320


def newborns(dice: Dice, people: People, families: Families, state: int) -> People:
    """The children born between the state before and this one; single births only.

    They stand in their mothers' families from this state on.
    """
    mothers = _mothers(dice, people, state)
    n, states = len(mothers), people.family.shape[1]
    family, role = np.full((n, states), -1, dtype=np.int64), np.full((n, states), CHILD, dtype=np.int64)
    family[:, state:] = people.family[mothers, state - 1][:, None]
    of_head = np.isin(people.role[mothers, state - 1], (HEAD, SPOUSE))
    role[~of_head] = GRANDCHILD
    born = DATES[state - 1] + dice.integers("day", n, 1, DATES[state] - DATES[state - 1])
    fathers = people.spouse[mothers]
    return People(
        sex=dice.integers("sex", n, 0, 1), born=born, died=np.full(n, NEVER), father=fathers, mother=mothers,
        spouse=np.full(n, -1, dtype=np.int64), culture=people.culture[fathers],
        order=np.bincount(people.mother[people.mother >= 0], minlength=len(people))[mothers] + 1,
        home=families.village[people.family[mothers, state - 1], state - 1], family=family, role=role,
        marks=np.zeros(n, dtype=np.int64), second_family=np.full(n, -1, dtype=np.int64),
    )  # fmt: skip


def _mothers(dice: Dice, people: People, state: int) -> Ints:
    family, n = people.family[:, state - 1], len(people)
    husband = np.maximum(people.spouse, 0)
    together = (family >= 0) & (people.spouse >= 0) & (family[husband] == family) & (people.sex == 1)
    youngest = np.full(n, -NEVER, dtype=np.int64)
    children = np.flatnonzero(people.mother >= 0)
    np.maximum.at(youngest, people.mother[children], people.born[children])
    rested = DATES[state - 1] - youngest >= _LEAST_GAP
    rate = np.interp(people.age(state), _AGES, _RATES) * (DATES[state] - DATES[state - 1]) / 365.25
    young_enough = people.age(state) < _AGES[-1]
    bears: Ints = np.flatnonzero(together & rested & young_enough & (dice.uniform("bears", n) < rate))
    return bears
