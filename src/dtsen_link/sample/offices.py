"""How sloppy each source is, field by field (shares of records), and where: errors come in villages and in hard lives.

The rates are those of the project's domain notes, repeated in docs/sample.md; a test counts them in the output.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dtsen_link.sample.dice import Dice
from dtsen_link.sample.observe import Records
from dtsen_link.sample.people import DATES, Families, Ints, People
from dtsen_link.sample.regions import World
from dtsen_link.sample.registry import Registry


@dataclass(frozen=True)
class Office:
    """Error rates of one source.

    Attributes:
        nik_missing: NIK missing or a placeholder, infants included.
        nik_typo: one digit wrong, two exchanged, one too many or too few.
        nik_others: another person's NIK: the spouse's, another member's, a stranger's.
        infant_without_nik: among those below one year.
        kk_missing, kk_stale, kk_wrong: among families.
        born_missing, born_typo, born_swapped: birth date; missing may leave the age.
        spelling, tokens, title, nickname: name variants; tokens dropped, added, shortened.
        sex: wrong sex.
        mixed_case: names in lower case letters; stray blanks.
    """

    nik_missing: float
    nik_typo: float
    nik_others: float
    infant_without_nik: float
    kk_missing: float
    kk_stale: float
    kk_wrong: float
    born_missing: float
    born_typo: float
    born_swapped: float
    spelling: float
    tokens: float
    title: float
    nickname: float
    sex: float
    mixed_case: float


OFFICES = {
    "dtks": Office(0.05, 0.021, 0.009, 0.25, 0.05, 0.10, 0.02, 0.01, 0.02, 0.005, 0.10, 0.08, 0.02, 0.025, 0.004, 0.03),
    "regsosek": Office(0.06, 0.014, 0.006, 0.40, 0.03, 0.05, 0.01, 0.03, 0.03, 0.002, 0.12, 0.10, 0.02, 0.02, 0.003, 0.03),
    "p3ke": Office(0.03, 0.014, 0.006, 0.25, 0.0, 0.0, 0.0, 0.005, 0.02, 0.005, 0.08, 0.06, 0.02, 0.01, 0.003, 0.02),
}  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """What lies on the desk of the office that writes one source's records of one chunk.

    Attributes:
        state: the state the source looks at.
        names: registered names as word numbers, along `people`.
        weight: how much more likely than others each record is to be spoilt.
    """

    source: str
    state: int
    world: World
    people: People
    families: Families
    registry: Registry
    names: Ints
    records: Records
    weight: NDArray[np.float64]

    @property
    def office(self) -> Office:
        return OFFICES[self.source]

    @property
    def age(self) -> NDArray[np.float64]:
        """Age of each record's person in years, at the date of the source."""
        return np.asarray((DATES[self.state] - self.people.born[self.records.person]) / 365.25)


def sloppiness(dice: Dice, world: World, hardship: NDArray[np.float64], records: Records) -> NDArray[np.float64]:
    """Weight of each record's errors: the village's enumerator, the person's hardship, and copies worse than others."""
    enumerator = np.exp(0.7 * dice.normal("enumerator", len(world.families)))[records.village]
    weight: NDArray[np.float64] = enumerator * hardship**0.6 * np.where(records.copy, 2.5, 1.0)
    return weight


def outcome(dice: Dice, label: str, rates: tuple[float, ...], weight: NDArray[np.float64]) -> Ints:
    """For each record at most one of several mishaps: its position from 1, or 0 for none."""
    relative = weight / max(float(weight.mean()) if len(weight) else 1.0, 1e-9)
    total = sum(rates)
    scale = np.minimum(relative, 0.9 / max(total, 1e-9))
    edges = np.cumsum(rates)
    draw = dice.uniform(label, len(weight)) / np.maximum(scale, 1e-9)
    return np.where(draw < total, np.searchsorted(edges, draw, side="right") + 1, 0).astype(np.int64)
