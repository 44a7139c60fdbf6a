"""NIK, the number every Indonesian resident bears for life.

Sixteen digits `PPKKCC DDMMYY SSSS`, issued by Dukcapil: the kecamatan of first registration (Kemendagri code, which may
be retired since), the birth date with 40 added to a woman's day, and a serial given per kecamatan and birth date.
The number never changes: not on moving, not when the birth date or sex in the register is corrected, not when a region
is split. So what it says against the stated birth date or sex is evidence, not an error. Sources: PP 37/2007 art. 37,
UU 24/2013, PP 40/2019 art. 30; docs/rules/nik.md.

>>> check("3201015001850001")
[]
>>> parts("3201015001850001").sex
'P'
>>> check("3201013002850001")
[<Reason.BIRTH_INVALID: 'birth_invalid'>]
>>> check("3,20101E+15")
[<Reason.FLOAT_LOST: 'float_lost'>]
>>> compact("'32.0101.100185.0001")
'3201011001850001'
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_WOMAN = 40
_LENGTH = 16
# Up to here a 64-bit float holds every whole number; beyond it (all of Papua, 91 to 96) odd last digits are lost.
_LAST_EXACT_FLOAT = "9007199254740992"
# Jakarta's numbers before 2004 begin with 0 as well, like OpenSID's temporary ids.
_SIMDUK = "095"
_BLANKS = re.compile(r"[\s'\"`’‘“”\u00a0\u200b\u200c\u200d\u2060\ufeff]")
_LABEL = re.compile(r"^(NO\.?|NOMOR)?(NIK|KK)[:.=]*")
_MARKS = re.compile(r"[.,:;/_*–—-]")
_NO_DIGIT = re.compile(r"[^0-9]")
_MISSING = re.compile(r"^([^0-9A-Z]*|NULL|NAN|NONE|NA|N/A|#N/A|TIDAKADA|KOSONG|BELUMADA|TDKADA)$")
_FLOAT = re.compile(r"^[0-9]+([.,][0-9]+)?E[+]?[0-9]+$")
_ZERO_TAIL = re.compile(r"^[0-9]{6,17}[.,]0+$")
# The confusions seen in typed numbers; others (Z for 2, G for 6) would be guesses.
_LETTERED = re.compile(r"^[0-9OILSB]{16}$")
_READ_AS_DIGITS = str.maketrans("OILSB", "01158")
_SAME_DIGIT = re.compile(r"^(0+|1+|2+|3+|4+|5+|6+|7+|8+|9+)$")


class Reason(StrEnum):
    """Why a number cannot be a NIK as it stands; the value is the grade in std_person.nik_status."""

    MISSING = "missing"
    FLOAT_LOST = "float_lost"
    BAD_LENGTH = "bad_length"
    PLACEHOLDER = "placeholder"
    TEMPORARY = "temporary"
    BIRTH_INVALID = "birth_invalid"
    SERIAL_ZERO = "serial_zero"


@dataclass(frozen=True)
class Parts:
    """The fields of a NIK; day is the day of birth, 40 taken off."""

    region: str
    day: int
    month: int
    year: int
    sex: str
    serial: str


def compose(region: str, born: date, sex: str, serial: int) -> str:
    """A NIK out of its parts.

    Args:
        region: six digits, Kemendagri kecamatan of first registration.
        born: birth date.
        sex: L or P.
        serial: 1 to 9999.
    """
    day = born.day + (_WOMAN if sex == "P" else 0)
    return f"{region}{day:02d}{born:%m%y}{serial:04d}"


def bare(text: str | None) -> str:
    """Upper case without blanks, invisible characters, quotes and a leading label such as `NIK:`."""
    return _LABEL.sub("", _BLANKS.sub("", (text or "").upper()))


def compact(text: str | None) -> str:
    """The digits of a delivered value, in the form the grades are given on; empty when there are none.

    Letters that stand for digits are read as such only when that gives a whole NIK with a possible birth date and a
    serial above zero; a number written as float gives the digits that are still there.
    """
    value = bare(text)
    if _FLOAT.match(value):
        return _NO_DIGIT.sub("", value.split("E")[0])
    if _ZERO_TAIL.match(value):
        return re.split("[.,]", value)[0]
    if is_repaired_letters(value):
        return _NO_DIGIT.sub("", value.translate(_READ_AS_DIGITS))
    return _NO_DIGIT.sub("", value)


def is_repaired_letters(value: str) -> bool:
    """Whether letters of a bare value can be read as digits."""
    marks_off = _MARKS.sub("", value)
    if _FLOAT.match(value) or not _LETTERED.match(marks_off) or marks_off.isdigit():
        return False
    number = marks_off.translate(_READ_AS_DIGITS)
    return birth_possible(number) and not number.endswith("0000")


def shape(text: str | None) -> str:
    """Grade of a delivered number as far as its form tells, for NIK and KK alike; `ok` when it has sixteen digits.

    The list of known placeholders and the counts over a delivery are applied where the data are.
    """
    value = bare(text)
    digits = compact(text)
    if _MISSING.match(value) or not digits:
        return "missing"
    if _SAME_DIGIT.match(digits):
        return "placeholder"
    if _FLOAT.match(value) and len(digits) != _LENGTH:
        return "float_lost"
    if _ZERO_TAIL.match(value) and len(digits) == _LENGTH and digits > _LAST_EXACT_FLOAT:
        return "float_lost"
    if len(digits) != _LENGTH:
        return "bad_length"
    if digits[:6] == "000000" or digits[6:12] == "000000" or digits[12:] == "9999":
        return "placeholder"
    if digits[0] == "0" and not (digits.startswith(_SIMDUK) and birth_possible(digits)):
        return "temporary"
    return "ok"


def parts(number: str) -> Parts:
    """Split sixteen digits; the year has two digits, for a century needs a second field."""
    day = int(number[6:8])
    woman = day > _WOMAN
    return Parts(
        number[:6], day - _WOMAN * woman, int(number[8:10]), int(number[10:12]), "P" if woman else "L", number[12:]
    )


def birth_possible(number: str) -> bool:
    """Whether the birth part of sixteen digits is a date in some century."""
    fields = parts(number)
    return calendar_date(fields.year, fields.month, fields.day) is not None


def birth_date(number: str, stated: date | None) -> date | None:
    """The birth date a NIK tells, in the century that lies nearest to a stated date.

    Returns:
        None without a stated date: two digits do not tell the century; None also for an impossible birth part.
    """
    fields = parts(number)
    if stated is None:
        return None
    born = [_date_or_none(century + fields.year, fields.month, fields.day) for century in (1900, 2000)]
    possible = [day for day in born if day is not None]
    return min(possible, key=lambda day: (abs((day - stated).days), day), default=None)


def calendar_date(year: int, month: int, day: int, *, not_after: date | None = None) -> date | None:
    """The date of a two-digit year in 2000-2099, or in 1900-1999 when that is later than `not_after`."""
    later = _date_or_none(2000 + year, month, day)
    if later is None or not_after is None or later <= not_after:
        return later
    return _date_or_none(1900 + year, month, day)


def check(text: str | None) -> list[Reason]:
    """What is wrong with a delivered NIK, worst first; an empty list means nothing.

    The region part is no reason: retired and unknown prefixes are graded against the region table, not refused.
    """
    form = shape(text)
    if form != "ok":
        return [Reason(form)]
    number = compact(text)
    reasons = []
    if not birth_possible(number):
        reasons.append(Reason.BIRTH_INVALID)
    if number.endswith("0000"):
        reasons.append(Reason.SERIAL_ZERO)
    return reasons


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
