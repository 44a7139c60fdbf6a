"""All words a name can hold, each with its spelling variants, typing errors, initial and short form.

Names travel through the generator as word numbers, so that a million of them cost a few array operations; the words become
text only when a file is written. A slot is a list of words with frequencies that fall off like Zipf's law: the written list
of names.csv first, then a long tail composed of the culture's own beginnings and endings (SU- with -IYEM, SYAF- with -RIZAL).
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources as package_files

import numpy as np
from numpy.typing import NDArray

from dtsen_link.sample.cultures import CULTURES, templates_of

_TAIL_SHARE = 0.14
# Between beginning and ending of a composed name: before a consonant, before a vowel.
_MIDDLES = (("", "A", "I", "U"), ("", "IN", "AR", "UD"))
# (pattern, replacement): one application each gives one spelling variant. Domain notes 3.1: old spelling, Arabic
# transcription, doubled letters, West Javanese o for a and p for f, final h.
_RESPELLINGS = (
    ("U", "OE"), ("Y(?=[AIUEO])", "J"), ("C(?!H)", "TJ"), ("J", "DJ"), ("SY", "S"), ("SY", "SJ"), ("S(?=Y?A)", "SY"),
    ("KH", "H"), ("KH", "CH"), ("H$", ""), ("(?<=A)$", "H"), ("F", "P"), ("F", "V"), ("V", "F"), ("P(?=[AI])", "F"),
    ("Z", "J"), ("Z", "S"), ("DH", "D"), ("D$", "T"), ("T$", "D"), ("TH", "T"), ("SH", "S"), ("SH", "SY"),
    ("S(?=[OA]L)", "SH"), ("UDDIN$", "UDIN"), ("UDIN$", "UDDIN"), ("ULLAH$", "ULOH"), ("AI", "AE"), ("AE", "AI"),
    ("AU", "O"), ("IY", "Y"), ("Y", "I"), ("I(?=[AO])", "Y"), ("O(?=[A-Z])", "U"), ("U(?=[A-Z])", "O"), ("E", "I"),
    (r"(?<=[AIUEO])([LMNRST])(?=[AIUEO])", r"\1\1"), (r"([A-Z])\1", r"\1"), ("Q", "K"), ("K$", "Q"), ("A(?=H)", "O"),
    ("X", "KS"), ("YO", "JO"), ("'", ""),
)  # fmt: skip
_GLUED = re.compile(r"^(NUR|SITI|ABDUL|SRI)(?=[A-Z]{4,})")
_SHORT = re.compile(r"([BCDFGHJKLMNPRSTWYZ][AIUEO][A-Z]*[AIUEO][A-Z]*)$")
_KEY_NEIGHBOUR = str.maketrans("ASDFGHJKLQWERTYUIOPZXCVBNM", "SDFGHJKLKWERTYUIOPOXCVBNMN")
_MUHAMMAD = (
    "MUHAMMAD", "MUHAMAD", "MOHAMAD", "MOHAMMAD", "MOCHAMAD", "MOCH", "MOH", "MUH", "M", "MHD", "MUCHAMAD", "MOCHAMMAD",
)  # fmt: skip
_FIXED_VARIANTS = {
    "AHMAD": ["ACHMAD", "AKHMAD", "AHMAT", "ACHMAT"],
    "ABDUL": ["ABD", "ABDL", "ABDOL"],
    "SITI": ["ST", "SITTI", "S", "SITY"],
    "NUR": ["NOER", "NOR", "NURUL"],
    "WAYAN": ["WYN", "W"],
    "MADE": ["MD"],
    "KADEK": ["KDK"],
    "NYOMAN": ["NYM", "NYM"],
    "KETUT": ["KT", "KTUT"],
    "PUTU": ["PT"],
    "GEDE": ["GD", "GDE"],
    "LUH": ["LH"],
    "KOMANG": ["KM", "KMG"],
    "NENGAH": ["NGH"],
    "BR": ["BORU", "BR."],
    "DAENG": ["DG", "DG."],
    "TEUKU": ["T", "T."],
}


@dataclass(frozen=True)
class Slot:
    """Words one can be drawn from, and the running sum of their shares."""

    words: NDArray[np.int64]
    edges: NDArray[np.float64]

    def draw(self, uniform: NDArray[np.float64]) -> NDArray[np.int64]:
        """One word per uniform number."""
        return self.words[np.minimum(np.searchsorted(self.edges, uniform, side="right"), len(self.words) - 1)]


@dataclass(frozen=True)
class Forms:
    """Other forms of each word: from `start[word]`, `count[word]` of them in `forms`."""

    start: NDArray[np.int64]
    count: NDArray[np.int64]
    forms: NDArray[np.int64]

    def draw(self, words: NDArray[np.int64], uniform: NDArray[np.float64]) -> NDArray[np.int64]:
        """One of each word's other forms; the word itself where it has none."""
        count = self.count[words]
        at = self.start[words] + np.floor(uniform * count).astype(np.int64)
        found = self.forms[np.minimum(at, len(self.forms) - 1)]
        return np.where(count > 0, found, words)


@dataclass(frozen=True)
class Vocabulary:
    """Words by number, slots by name, other forms of every word."""

    words: tuple[str, ...]
    number: dict[str, int]
    slots: dict[str, Slot]
    variants: Forms
    typos: Forms
    initials: Forms
    shorts: Forms
    muhammad: NDArray[np.bool_]


class _Words:
    def __init__(self) -> None:
        self.words: list[str] = []
        self.number: dict[str, int] = {}

    def of(self, word: str) -> int:
        if word not in self.number:
            self.number[word] = len(self.words)
            self.words.append(word)
        return self.number[word]


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary of names.csv, its tails, and the forms of all of them."""
    words = _Words()
    lists = _lists()
    slots = {}
    for (culture, slot), listed in lists.items():
        tail = _tail(lists, culture, slot, set(listed))
        slots[f"{culture}.{slot}"] = _slot([words.of(word) for word in listed], [words.of(word) for word in tail])
    for word in _literals():
        words.of(word)
    base = tuple(words.words)
    tables = [
        [[words.of(form) for form in rule(word)] for word in base] for rule in (_variants, _typos, _initial, _short)
    ]
    forms = [_forms(table, len(words.words)) for table in tables]
    muhammad = np.zeros(len(words.words), dtype=bool)
    muhammad[[words.number[word] for word in lists["muhammad", "m"]]] = True
    return Vocabulary(tuple(words.words), words.number, slots, forms[0], forms[1], forms[2], forms[3], muhammad)


def _lists() -> dict[tuple[str, str], list[str]]:
    text = (package_files.files("dtsen_link.sample") / "names.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {(row["culture"], row["slot"]): list(dict.fromkeys(row["tokens"].split())) for row in rows}


def _literals() -> list[str]:
    every = [t[3] for culture in CULTURES for sex in "mf" for t in templates_of(culture, sex)]
    return sorted({part for template in every for part in template.split() if part.isupper() and len(part) > 0})


def _tail(lists: dict[tuple[str, str], list[str]], culture: str, slot: str, known: set[str]) -> list[str]:
    """Composed rare names of a culture, in an order that mixes its beginnings; the longest come last, as the rarest."""
    if slot not in {"m", "f"} or (culture, f"{slot}p") not in lists:
        return []
    beginnings, endings = lists[culture, f"{slot}p"], lists[culture, f"{slot}s"]
    pairs = [(turn % len(beginnings), end) for turn, end in enumerate(range(len(endings)))]
    composed = [
        beginnings[(first + step) % len(beginnings)] + _MIDDLES[endings[end][0] in "AIUEO"][middle] + endings[end]
        for middle in range(len(_MIDDLES[0]))
        for step in range(len(beginnings))
        for first, end in pairs
    ]
    return [word for word in dict.fromkeys(composed) if word not in known]


def _slot(listed: list[int], tail: list[int]) -> Slot:
    head = 1.0 / (np.arange(len(listed)) + 3.0) ** 0.85
    head /= head.sum()
    if tail:
        rest = 1.0 / (np.arange(len(tail)) + 10.0) ** 0.5
        head = np.concatenate([head * (1 - _TAIL_SHARE), rest / rest.sum() * _TAIL_SHARE])
    return Slot(np.array(listed + tail, dtype=np.int64), np.cumsum(head))


def _variants(word: str) -> list[str]:
    if word in _MUHAMMAD:
        return [form for form in _MUHAMMAD if form != word]
    if word in _FIXED_VARIANTS:
        return _FIXED_VARIANTS[word]
    found = [re.sub(pattern, new, word, count=1) for pattern, new in _RESPELLINGS] if len(word) > 3 else []
    if _GLUED.match(word):
        found += [_GLUED.sub(r"\1 ", word)] * 2
    return [form for form in found if form != word and len(form) > 2][:9]


def _typos(word: str) -> list[str]:
    """A letter left out, doubled, exchanged with the next, or the next key struck."""
    if len(word) < 4:
        return []
    at = 1 + sum(map(ord, word)) % (len(word) - 2)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    struck = word[:at] + word[at].translate(_KEY_NEIGHBOUR) + word[at + 1 :]
    forms = [word[:at] + word[at + 1 :], swapped, struck, word[:at] + word[at] + word[at:]]
    return [form for form in forms if form != word]


def _initial(word: str) -> list[str]:
    return [word[0], word[0] + "."] if len(word) > 2 else []


def _short(word: str) -> list[str]:
    """How people are called: Hermawan -> Wawan, Sugiyanto -> Yanto, Rahmawati -> Wati."""
    if len(word) < 6:
        return []
    ending = _SHORT.search(word[-5:])
    forms = [ending.group(1)] if ending and len(ending.group(1)) >= 3 else []
    if word.endswith("WAN"):
        forms.append("WAWAN")
    return [*forms, word[:4] if word[3] in "AIUEO" else word[:3]]


def _forms(table: list[list[int]], size: int) -> Forms:
    count = np.zeros(size, dtype=np.int64)
    count[: len(table)] = [len(row) for row in table]
    start = np.concatenate([[0], np.cumsum(count)[:-1]])
    flat = [form for row in table for form in row]
    return Forms(start, count, np.array(flat or [0], dtype=np.int64))
