"""RT and RW once more: numbers from roman or arabic digits."""

from __future__ import annotations

import re

_ROMAN = {"I": 1, "V": 5, "X": 10}


def roman(text: str) -> int | None:
    """The value of a well-formed roman number up to 20; None for anything else."""
    if not text or set(text) - set(_ROMAN):
        return None
    values = [_ROMAN[letter] for letter in text]
    pairs = zip(values, [*values[1:], 0], strict=True)
    total = sum(-value if value < following else value for value, following in pairs)
    return total if 1 <= total <= 20 and to_roman(total) == text else None


def to_roman(number: int) -> str:
    """A number from 1 to 20 in roman digits."""
    tens, ones = divmod(number, 10)
    return "X" * tens + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][ones]


def three_digits(text: str) -> str | None:
    """The first run of digits, or a roman number at the end, as three digits."""
    arabic = re.search("[0-9]+", text)
    if arabic:
        number: int | None = int(arabic.group())
    else:
        ending = re.search("([IVX]+)[^A-Z]*$", text.upper())
        number = roman(ending.group(1)) if ending else None
    return f"{number:03d}" if number and number <= 999 else None
