"""The tables of the simulated population: persons and families, as columns, at four dates.

State 0 lies a year before the first source, so that the first source, too, meets people who have just died or moved.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dtsen_link.sample.scenario import Scenario

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

STATES = 4
# Days since 1970-01-01 of the four states; the sources look at states 1 (Regsosek), 2 (P3KE) and 3 (DTKS).
DATES = tuple(
    int(np.datetime64(day, "D").astype(np.int64)) for day in ("2021-11-14", "2022-11-14", "2023-12-31", "2025-02-28")
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
        married: since which state the person has been married (0 from the start, STATES never).
        marks: scenario bits.
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
