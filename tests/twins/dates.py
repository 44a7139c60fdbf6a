"""Dates once more, by Python's own calendar."""

from __future__ import annotations

from datetime import date


def read(text: str, field_order: str, last_year: int) -> date | None:
    """The date of a text of three numbers in the given order (DMY, YMD, MDY); None when there is no such day."""
    parts = text.split(" ")
    if len(parts) != len(field_order):
        return None
    fields = dict(zip(field_order, parts, strict=True))
    year = century(fields["Y"], last_year)
    if year is None or len(fields["M"]) > 2 or len(fields["D"]) > 2:
        return None
    try:
        return date(year, int(fields["M"]), int(fields["D"]))
    except ValueError:
        return None


def century(text: str, last_year: int) -> int | None:
    """Four digits as they stand; two digits in the later century that is not past `last_year`."""
    if len(text) == 4:
        return int(text)
    if len(text) != 2:
        return None
    return 2000 + int(text) if 2000 + int(text) <= last_year else 1900 + int(text)
