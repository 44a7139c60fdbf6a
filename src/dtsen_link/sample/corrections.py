"""What the civil registry puts right between two quarters: birth dates, spellings, NIK of people who had two or none.

A correction changes what a source finds when it looks the person up again, not what it wrote down before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from dtsen_link.sample.dice import Dice
from dtsen_link.sample.names import NAMED_BY_CASE, Names
from dtsen_link.sample.people import Bools, Ints, People
from dtsen_link.sample.registry import Registry
from dtsen_link.sample.vocabulary import Vocabulary

# Per quarter, among those with something to put right; names among all.
_BIRTHS, _NAMES, _NUMBERS = 0.015, 0.0008, 0.05


@dataclass(frozen=True)
class Corrections:
    """Rows of People of whom something was put right."""

    births: Ints
    names: Ints
    numbers: Ints


def correct(
    dice: Dice, words: Vocabulary, people: People, living: Bools, registry: Registry, named: Names
) -> tuple[Registry, Names, Corrections]:
    """The register and the names after the corrections of one quarter, and whom they concern."""
    n = len(people)
    # Heaped dates give way to the true ones; the NIK keeps the old date, which no correction ever changes.
    births = np.flatnonzero(living & (registry.born != people.born) & (dice.uniform("births", n) < _BIRTHS))
    born = registry.born.copy()
    born[births] = people.born[births]
    two_or_none = (registry.second_nik > 0) | registry.unregistered
    numbers = np.flatnonzero(living & two_or_none & (dice.uniform("numbers", n) < _NUMBERS))
    second, unregistered = registry.second_nik.copy(), registry.unregistered.copy()
    second[numbers], unregistered[numbers] = 0, False
    spelt, names = _respelt(dice.within("names"), words, living & ((people.marks & NAMED_BY_CASE) == 0), named)
    corrected = replace(registry, born=born, second_nik=second, unregistered=unregistered)
    return corrected, spelt, Corrections(births, names, numbers)


def _respelt(dice: Dice, words: Vocabulary, able: Bools, named: Names) -> tuple[Names, Ints]:
    """One word of some names in another spelling: the one on the birth certificate."""
    varied = (named.words >= 0) & (words.variants.count[np.maximum(named.words, 0)] > 0)
    rows = np.flatnonzero(able & varied.any(axis=1) & (dice.uniform("who", len(able)) < _NAMES))
    column = np.argmax(varied[rows], axis=1)
    old = named.words[rows, column]
    new = words.variants.draw(old, dice.uniform("form", len(rows)))
    rows, column, old, new = (part[new != old] for part in (rows, column, old, new))
    spelt = named.words.copy()
    spelt[rows, column] = new
    return replace(named, words=spelt), rows
