"""The tables of the simulated population: persons and families, as columns, at some dates.

State 0 lies a year before the first source, so that the first source, too, meets people who have just died or moved. States
from 4 on are those of later quarters; a table has as many columns as the sample has states.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dtsen_link.sample.scenario import Scenario

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# States of the first quarter's sample: the sources look at states 1 (Regsosek), 2 (P3KE) and 3 (DTKS).
STATES = 4
_FIRST_DATES = ("2021-11-14", "2022-11-14", "2023-12-31", "2025-02-28")
MOST_QUARTERS = 12
# Each later quarter's state is the last day of the third month after the one before.
_LATER_DATES = np.datetime64("2025-02", "M") + 3 * np.arange(1, MOST_QUARTERS) + 1
# Days since 1970-01-01 of all states.
DATES = tuple(
    int(day)
    for day in [
        *np.array(_FIRST_DATES, dtype="datetime64[D]").astype(np.int64),
        *(_LATER_DATES.astype("datetime64[D]").astype(np.int64) - 1),
    ]
)
SOURCE_STATE = {"regsosek": 1, "p3ke": 2, "dtks": 3}
NEVER = 10**6

HEAD, SPOUSE, CHILD, IN_LAW, GRANDCHILD, PARENT, SERVANT, OTHER = range(1, 9)


@dataclass
class People:
    """One row per person that ever lives in the chunk; columns of equal length.

    Attributes:
        sex: 0 man, 1 woman.
        born, died: days since 1970; NEVER where nobody died.
        father, mother, spouse: rows of this table, -1 unknown.
        culture: position in cultures.CULTURES.
        order: place among the siblings, from 1.
        home: village of birth or childhood.
        family, role: per state; family -1 where the person is not there.
        marks: scenario bits.
        second_family: a further family the person is written in, -1 for nearly all.
    """

    sex: Ints
    born: Ints
    died: Ints
    father: Ints
    mother: Ints
    spouse: Ints
    culture: Ints
    order: Ints
    home: Ints
    family: Ints
    role: Ints
    marks: Ints
    second_family: Ints

    def __len__(self) -> int:
        return len(self.sex)

    def age(self, state: int) -> NDArray[np.float64]:
        """Age in years at a state."""
        return np.asarray((DATES[state] - self.born) / 365.25)

    def and_others(self, others: People) -> People:
        """These persons, and others below them."""
        return People(**{name: np.concatenate([value, getattr(others, name)]) for name, value in vars(self).items()})

    def with_another_state(self) -> People:
        """The same persons with one more state, in which they still are where they were."""
        return replace(self, family=_one_more(self.family), role=_one_more(self.role))

    def some_family(self) -> Ints:
        """A family each person belongs to at some state; the first one for those who never appear."""
        return np.asarray(np.maximum(self.family.max(axis=1), 0))


def twin_pairs(people: People) -> tuple[Ints, Ints]:
    """Rows of the first and the second of each pair of twins; twins stand next to one another."""
    twin = (people.marks & Scenario.TWINS.bit) > 0
    both = twin[1:] & twin[:-1] & (people.mother[1:] == people.mother[:-1]) & (people.born[1:] == people.born[:-1])
    first = np.flatnonzero(both)
    return first, first + 1


@dataclass
class Families:
    """One row per family; grows as people marry and leave.

    Attributes:
        village, house, kk: per state; house is the family that owns the roof, kk a row of Issues, -1 before it exists.
        kk_before: the row of Issues that was valid before the present one; for stale numbers.
        welfare: about normal; low is poor.
        institution: a boarding house, a pesantren, a home for the old.
    """

    village: Ints
    house: Ints
    kk: Ints
    kk_before: Ints
    welfare: NDArray[np.float64]
    institution: Bools

    def __len__(self) -> int:
        return len(self.welfare)

    def with_another_state(self) -> Families:
        """The same families with one more state, in which nothing has changed yet."""
        return replace(
            self, village=_one_more(self.village), house=_one_more(self.house), kk=_one_more(self.kk),
            kk_before=_one_more(self.kk_before),
        )  # fmt: skip


def _one_more(columns: Ints) -> Ints:
    return np.concatenate([columns, columns[:, -1:]], axis=1)


@dataclass
class Issues:
    """KK numbers given out: kecamatan and day of recording; the number itself is composed at the end."""

    kec: list[Ints]
    day: list[Ints]
    count: int = 0

    def issue(self, kec: Ints, day: Ints) -> Ints:
        """Rows of the new numbers."""
        self.kec.append(kec)
        self.day.append(day)
        rows = np.arange(self.count, self.count + len(kec), dtype=np.int64)
        self.count += len(kec)
        return rows
