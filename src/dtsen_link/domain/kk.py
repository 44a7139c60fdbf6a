"""No. KK, the number of a family card (kartu keluarga).

Sixteen digits `PPKKCC DDMMYY SSSS`, issued by Dukcapil: region of issue (Kemendagri kecamatan where the family lived),
the date of recording (nothing is added for women, unlike the NIK), a serial. A family gets a new number when it moves to
another kecamatan, when its head dies or the marriage ends. Source: Permendagri 109/2019; docs/rules/nik.md.

>>> check("3201012903240002")
[]
>>> check("3201015101850001")
[<Reason.NIK_IN_KK: 'nik_in_kk'>]
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dtsen_link.domain import nik

_WOMAN = 40
# SIMDUK began to print numbered family cards in the nineties; an earlier date is a birth date or a slip.
_FIRST_YEAR = 1990


class Reason(StrEnum):
    """Why a number cannot be a KK number as it stands."""

    MISSING = "missing"
    FLOAT_LOST = "float_lost"
    BAD_LENGTH = "bad_length"
    PLACEHOLDER = "placeholder"
    TEMPORARY = "temporary"
    NIK_IN_KK = "nik_in_kk"
    DATE_INVALID = "date_invalid"
    SERIAL_ZERO = "serial_zero"


@dataclass(frozen=True)
class Parts:
    """The fields of a KK number; day is as written."""

    region: str
    day: int
    month: int
    year: int
    serial: str


def compose(region: str, recorded: date, serial: int) -> str:
    """A KK number out of its parts.

    Args:
        region: six digits, Kemendagri kecamatan of issue.
        recorded: the date on which the family was recorded.
        serial: 1 to 9999.
    """
    return f"{region}{recorded:%d%m%y}{serial:04d}"


def compact(text: str) -> str:
    """Digits of a delivered value; see nik.compact."""
    return nik.compact(text)


def parts(number: str) -> Parts:
    """Split sixteen digits."""
    return Parts(number[:6], int(number[6:8]), int(number[8:10]), int(number[10:12]), number[12:])


def check(text: str | None, data_date: date | None = None) -> list[Reason]:
    """What is wrong with a delivered KK number, worst first; an empty list means nothing.

    Args:
        text: as delivered.
        data_date: the number cannot have been issued after this day; None leaves that out.
    """
    form = nik.shape(text)
    if form != "ok":
        return [Reason(form)]
    number = compact(text or "")
    fields = parts(number)
    reasons = []
    issued = nik.calendar_date(fields.year, fields.month, fields.day, not_after=data_date)
    if issued is None or issued.year < _FIRST_YEAR:
        born = nik.calendar_date(fields.year, fields.month, fields.day - _WOMAN, not_after=data_date)
        reasons.append(Reason.NIK_IN_KK if fields.day > _WOMAN and born else Reason.DATE_INVALID)
    if fields.serial == "0000":
        reasons.append(Reason.SERIAL_ZERO)
    return reasons
