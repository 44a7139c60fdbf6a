"""What stands in a cell `nilai`: whom it is about and which value, checked as far as a value alone can be.

`3201014502900001` is the usual field of the only person (or of everybody in a question about a household),
`2: 3201014502900001` that of the person in line 2 of the column nama, `2: tanggal_lahir = 05-02-1990` a field by name, `-`
known to have none. Several are divided by `;` or a new line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from dtsen_link.decisions.model import NO_VALUE
from dtsen_link.domain import kk, nik
from dtsen_link.shipped_tables import region_names

_PART = re.compile(r"(?:(?P<line>[0-9]{1,3})\s*:\s*)?(?:(?P<field>[A-Za-z_ ]+?)\s*=\s*)?(?P<value>.+)", re.DOTALL)
_DATES = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S")
_NAMED = {"tanggal lahir": "tanggal_lahir", "wilayah": "alamat", "kode wilayah": "alamat", "kk": "no_kk"}


class BadValueError(Exception):
    """Why a cell cannot be used, in words for the report of an import."""


@dataclass(frozen=True)
class Said:
    """One value of a cell: the line it is about (0: none named), the field ("" where none is named), the text."""

    line: int
    field: str
    text: str


def split_cell(cell: str) -> list[Said]:
    """The parts of a cell."""
    said = []
    for part in re.split(r"[;\n]", cell):
        match = _PART.fullmatch(part.strip())
        if match:
            named = " ".join((match["field"] or "").lower().replace("_", " ").split())
            field = _NAMED.get(named, named.replace(" ", "_"))
            said.append(Said(int(match["line"] or 0), field, match["value"].strip()))
    return said


def split_lines(cell: str) -> tuple[int, ...]:
    """Line numbers such as `1, 3`; empty for an empty cell.

    Raises:
        BadValueError: something else stands there.
    """
    if not cell:
        return ()
    if not re.fullmatch(r"[0-9]{1,3}(\s*[,;=+ ]\s*[0-9]{1,3})*", cell):
        raise BadValueError(
            "nilai: only the lines of the persons may stand here, as in 1, 3; or nothing for all of them"
        )
    return tuple(dict.fromkeys(int(number) for number in re.findall(r"[0-9]+", cell)))


def read_date(text: str) -> date | None:
    """A date as people and spreadsheets write it."""
    for form in _DATES:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None


def checked(field: str, text: str, today: date) -> str:
    """The value in the form the build compares.

    Raises:
        BadValueError: it is none for this field; the message never shows it.
    """
    if text == NO_VALUE and field in ("nik", "no_kk"):
        return NO_VALUE
    if field in ("nik", "no_kk"):
        return _number(field, text, today)
    if field == "tanggal_lahir":
        return _birth_date(text, today)
    if field == "alamat":
        return _region(text)
    if field == "jenis_kelamin":
        return _one_of(field, text.upper(), ("L", "P"))
    return _one_of(field, text, tuple(str(number) for number in range(1, 11)))


def _number(field: str, text: str, today: date) -> str:
    found: list[str] = [*nik.check(text)] if field == "nik" else [*kk.check(text, today)]
    if found:
        raise BadValueError(
            f"nilai: no {field.upper().replace('_', ' ')} can look like this ({', '.join(map(str, found))})"
        )
    return nik.compact(text)


def _birth_date(text: str, today: date) -> str:
    found = read_date(text)
    if found is None or not date(1900, 1, 1) <= found <= today:
        raise BadValueError("nilai: no birth date; write day-month-year as in 05-02-1990")
    return found.isoformat()


def _region(text: str) -> str:
    code = text.replace(".", "")
    if code not in _regions():
        raise BadValueError(
            "nilai: no Kemendagri code of a kecamatan (6 digits) or a desa (10 digits) that is in force today"
        )
    return code


def _one_of(field: str, text: str, allowed: tuple[str, ...]) -> str:
    if text not in allowed:
        raise BadValueError(f"nilai: {field} is one of {', '.join(allowed)}")
    return text


@cache
def _regions() -> frozenset[str]:
    return frozenset(code for code in region_names() if len(code) in (6, 10))
