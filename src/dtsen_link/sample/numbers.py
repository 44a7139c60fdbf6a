"""NIK and KK numbers for whole columns: region, date, serial, each number given out once.

The form is that of domain/nik.py, which tests hold this against.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from dtsen_link.sample.dice import mixed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dtsen_link.sample.people import Ints

# Serials that others took before: mostly none, so that most numbers end in 0001 to 0009.
_TAKEN = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 7, 8)

# Laps take serials by turns in blocks of this many, so that twins have neighbouring serials in every lap.
_BLOCK = 10


def day_number(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01."""
    return (date(year, month, day) - date(1970, 1, 1)).days


def calendar(days: Ints) -> tuple[Ints, Ints, Ints]:
    """Year, month and day of days since 1970."""
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    year = dates.astype("datetime64[Y]").astype(np.int64) + 1970
    return year, months.astype(np.int64) % 12 + 1, (dates - months).astype(np.int64) + 1


def from_calendar(year: Ints, month: Ints, day: Ints) -> Ints:
    """Days since 1970; a day beyond the end of its month becomes the month's last."""
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    length = ((months + 1).astype("datetime64[D]") - months.astype("datetime64[D]")).astype(np.int64)
    days: Ints = months.astype("datetime64[D]").astype(np.int64) + np.minimum(day, length) - 1
    return days


def birth_part(days: Ints, sex: Ints) -> Ints:
    """DDMMYY of a NIK, 40 added to a woman's day."""
    year, month, day = calendar(days)
    return (day + 40 * sex) * 10_000 + month * 100 + year % 100


def numbered(kec: Ints, date_part: Ints, lap: int, laps: int, given: Ints | None = None) -> NDArray[np.int64]:
    """Sixteen-digit numbers: kecamatan, date part, and a serial by order of the rows among equals.

    Args:
        kec: six digits of region.
        date_part: DDMMYY as number.
        lap: which turn through the kabupaten this is, from 0; a later turn takes other blocks of serials.
        laps: how many turns the whole sample takes.
        given: numbers given out before; the serials go on behind theirs.
    """
    before = np.empty(0, dtype=np.int64) if given is None else given // 10_000
    key = np.concatenate([before, kec * 1_000_000 + date_part])
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    fresh = np.ones(len(key), dtype=bool)
    fresh[1:] = ordered[1:] != ordered[:-1]
    starts = np.flatnonzero(fresh)
    rank = np.empty(len(key), dtype=np.int64)
    rank[order] = np.arange(len(key)) - np.repeat(starts, np.diff(np.append(starts, len(key))))
    taken = np.array(_TAKEN, dtype=np.int64)[(mixed(key, 11) % np.uint64(len(_TAKEN))).astype(np.int64)]
    place = rank + taken
    numbers: NDArray[np.int64] = key * 10_000 + (place // _BLOCK * laps + lap) * _BLOCK + place % _BLOCK + 1
    return numbers[len(before) :]
