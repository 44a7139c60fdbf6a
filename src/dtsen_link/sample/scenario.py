"""The hard cases a bench scores one by one: each a bit in a mask, borne by persons or by single records."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray


class Scenario(IntEnum):
    """Hard cases; the value is the bit. Described one by one in docs/sample.md."""

    TWINS = 0
    NEAR_NAME_SIBLINGS = 1
    FATHER_SON_SAME_NAME = 2
    SAME_NAME_NEIGHBOURS = 3
    HEAPED_SIBLINGS = 4
    SPOUSE_NIK = 5
    NIK_CLASH = 6
    TWO_NIKS = 7
    INFANT_BAYI_NY = 8
    INSTITUTION_KK = 9
    KK_ZERO = 10
    HUSBAND_TWO_KK = 11
    BALINESE_ORDER_SIBLINGS = 12
    HEAD_REPLACED = 13
    WIDOW_NEW_KK = 14
    MIGRANT_TWO_PROVINCES = 15
    PAPUA_OLD_PREFIX = 16
    PAPUA_REWRITTEN_PREFIX = 17
    MARRIED_OUT = 18
    RUTA_TWO_KK = 19
    COUPLE_CUT_FROM_KK = 20
    DEAD_NOT_REMOVED = 21
    DUPLICATE_SAME_FAMILY = 22
    DUPLICATE_OTHER_FAMILY = 23
    MEMBER_NIK = 24
    INFANT_WITHOUT_NIK = 25
    NICKNAME_ONLY = 26
    DAY_MONTH_SWAPPED = 27
    HEAPED_BIRTH_DATE = 28

    @property
    def bit(self) -> int:
        return 1 << int(self)


def mark(mask: NDArray[np.int64], rows: NDArray[np.int64] | NDArray[np.bool_], scenario: Scenario) -> None:
    """Set a scenario's bit in some rows of a mask."""
    mask[rows] |= scenario.bit
