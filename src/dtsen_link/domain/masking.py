"""Masks of NIK, KK and names, for messages, logs, reports and queue files.

UU 27/2022 (protection of personal data) asks that nobody sees more than the task needs. A number keeps its region (first 6
digits) and its last 2: enough to find the form it stands on, too little to use it. A name keeps the first letter of each
token. sql/0_macros/masking.sql holds the same rules for bulk use; a property test holds the two together. Free text is Python's
alone.
"""

from __future__ import annotations

import re

_SHORTEST_SHOWN = 12
_TOKEN = re.compile(r"([^ ])[^ ]*")
# A NIK or KK in a sentence, also in groups of digits; a shorter number may be half of one.
_NUMBERS_IN_TEXT = re.compile(r"[0-9](?:[ .-]?[0-9]){11,}|[0-9]{8,}")
# ASCII white space only, as in the SQL twin: RE2 and Java differ on what else \s holds.
_SPACES = re.compile(r"[\t\n\f\r ]+")


def mask_number(text: str | None) -> str | None:
    """A NIK or KK with its middle hidden; shorter texts show nothing at all.

    >>> mask_number("3201010107850001")
    '320101********01'
    >>> mask_number("320101")
    '********'
    """
    if text is None:
        return None
    if len(text) < _SHORTEST_SHOWN:
        return "********"
    return f"{text[:6]}********{text[-2:]}"


def mask_name(text: str | None) -> str | None:
    """A name as the first letter of each token.

    >>> mask_name("SITI NUR AISYAH")
    'S*** N*** A***'
    """
    if text is None:
        return None
    return _TOKEN.sub(r"\1***", _SPACES.sub(" ", text).strip(" "))


def mask_text(text: str) -> str:
    """Free text with every number hidden that could be a NIK or KK; a name in it cannot be told from other words.

    >>> mask_text("NIK 3201010107850001 salah ketik, cek 05-11-2026")
    'NIK ******** salah ketik, cek 05-11-2026'
    """
    return _NUMBERS_IN_TEXT.sub("********", text)
