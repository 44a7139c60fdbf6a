"""Name rules once more, letter by letter and word by word, without regard for speed."""

from __future__ import annotations

FON = (
    # spoken
    ("ROHM", "RAHM"), ("ROHI", "RAHI"), ("OLEH", "ALEH"), ("OLIH", "ALIH"), ("LOH ", "LAH "), ("ROMAD", "RAMAD"),
    ("LLOH", "LLAH"),
    # consonants
    (" CHAND", " CAND"), (" CHRIS", " KRIS"), ("KH", "H"), ("CH", "H"), ("PH", "P"), ("SY", "S"), ("SH", "S"), ("TS", "S"),
    ("DH", "D"), ("TH", "T"), ("DZ", "Z"), (" Z", " J"), ("Z", "S"), ("Q", "K"), ("X", "KS"), ("F", "P"), ("V", "P"),
    # vowels and H
    ("AI", "E"), ("EI", "E"), ("AE", "E"), ("AU", "O"), ("OU", "O"), ("IY", "I"), ("UW", "U"),
)  # fmt: skip


def squeeze(text: str) -> str:
    """Doubled consonants to one, left to right in pairs; the G of NGG stays doubled."""
    text = text.replace("NGG", "N1")
    for letter in "BCDFGHJKLMNPQRSTVWXYZ":
        text = text.replace(letter * 2, letter)
    return text.replace("N1", "NGG")


def old_spelling(token: str, *, is_old: bool) -> str:
    """Today's spelling of a token."""
    if is_old:
        steps = [("DJ", "1"), ("TJ", "2"), ("NJ", "NY"), ("J", "Y")]
    elif "OE" in token:
        steps = [("HJ", "HY"), ("LJ", "LY"), ("OERJ", "OERY"), ("AJAT", "AYAT")]
    else:
        steps = []
    for before, after in [*steps, ("HOER", "HOIR"), ("OE", "U"), ("1", "J"), ("2", "C")]:
        token = token.replace(before, after)
    return token


def fon(words: str) -> str:
    """The coarse form, one step of the table after another."""
    text = f" {words} "
    for before, after in FON:
        text = text.replace(before, after)
    text = text.replace(" H", " 1").replace("H", "").replace("1", "H")
    for before, after in (("Y", "I"), ("E", "I"), ("O", "U"), ("II", "I"), ("UU", "U")):
        text = text.replace(before, after)
    return squeeze(text).replace("NGG", "NG").replace("AA", "A").replace("D ", "T ").strip()
