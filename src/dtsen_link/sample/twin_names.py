"""Names of twins: never the same, mostly alike - MUHAMMAD HASAN and MUHAMMAD HUSEN, RAFA PRATAMA and RAFI PRATAMA."""

from __future__ import annotations

import numpy as np

from dtsen_link.sample.cultures import CULTURES
from dtsen_link.sample.dice import Dice
from dtsen_link.sample.people import Bools, Ints, People, twin_pairs
from dtsen_link.sample.vocabulary import Vocabulary

_CHRISTIAN = tuple(CULTURES.index(culture) for culture in ("batak", "papuan", "timor", "chinese"))
_BALINESE = CULTURES.index("balinese")
_MODERN = 9131  # born in 1995 or later
# How the two names are alike: a common first word before a pair of names, a pair of names before common words, or
# two names of their own before common words.
_PREFIXED, _PAIRED, _SHARED = range(3)
_SHARES = (0.3, 0.4, 0.3)


def name_twins(dice: Dice, words: Vocabulary, people: People, names: Ints, family_name: Ints) -> None:
    """Give the second of each pair of twins a name like the first's, in place.

    Args:
        dice: of the twins.
        words: the vocabulary.
        people: all persons; the pairs are those of twin_pairs.
        names: words of every name, -1 for none.
        family_name: the family name of every person's line, -1 for none.
    """
    first, second = twin_pairs(people)
    balinese = people.culture[first] == _BALINESE
    _balinese(words, people, names, first[balinese], second[balinese])
    first, second = first[~balinese], second[~balinese]
    kind = dice.choice("kind", len(first), _SHARES)
    christian = np.isin(people.culture[first], _CHRISTIAN)
    one_sex = people.sex[first] == people.sex[second]
    kind[(kind == _PREFIXED) & (christian | ~one_sex)] = _PAIRED
    able = (names[first, 1] >= 0) & (names[second, 0] != names[first, 0]) & (names[first, 0] != family_name[first])
    able &= one_sex & ~(names[second, :1] == names[first, 1:]).any(axis=1)
    kind[(kind == _SHARED) & ~able] = _PAIRED
    one, other = _pairs_of_names(dice, words, people, first, second)
    _prefix(words, people, names, (first, second), (one, other), kind == _PREFIXED)
    rows = kind == _PAIRED
    _pair(names, family_name, (first[rows], second[rows]), (one[rows], other[rows]), one_sex[rows])
    rows = kind == _SHARED
    names[second[rows], 1:] = names[first[rows], 1:]


def _pairs_of_names(dice: Dice, words: Vocabulary, people: People, first: Ints, second: Ints) -> tuple[Ints, Ints]:
    """One word for each twin, of a pair that fits their sexes, their culture and their age."""
    draw = dice.uniform("pair", len(first))
    left, right = np.full(len(first), -1, dtype=np.int64), np.full(len(first), -1, dtype=np.int64)
    christian = np.isin(people.culture[first], _CHRISTIAN)
    modern = people.born[first] >= _MODERN
    sexes = np.where(people.sex[first] != people.sex[second], 2, people.sex[first])
    for style, of_style in (
        ("twinchristian", christian),
        ("twinmodern", ~christian & modern),
        ("twin", ~christian & ~modern),
    ):
        for sex, slot in enumerate("mfx"):
            rows = np.flatnonzero(of_style & (sexes == sex))
            listed = words.slots[f"{style}.{slot}"].words
            at = np.floor(draw[rows] * (len(listed) // 2)).astype(np.int64) * 2
            # The boy's name stands first in a mixed pair.
            turned = ((sexes[rows] == 2) & (people.sex[first[rows]] == 1)).astype(np.int64)
            left[rows], right[rows] = listed[at + turned], listed[at + 1 - turned]
    return left, right


def _prefix(
    words: Vocabulary, people: People, names: Ints, twins: tuple[Ints, Ints], pair: tuple[Ints, Ints], rows: Bools
) -> None:
    both = np.where(people.sex[twins[0]] == 0, words.number["MUHAMMAD"], words.number["SITI"])
    for twin, word in zip(twins, pair, strict=True):
        names[twin[rows]] = -1
        names[twin[rows], 0], names[twin[rows], 1] = both[rows], word[rows]


def _pair(names: Ints, family_name: Ints, twins: tuple[Ints, Ints], pair: tuple[Ints, Ints], one_sex: Bools) -> None:
    """The pair's words take the place of the given names; what follows is the first twin's, or each twin's own."""
    lines = family_name[twins[0]]
    common = _after_given(names[twins[0]], lines)
    own = np.where(one_sex[:, None], common, _after_given(names[twins[1]], lines))
    rests = [common, own]
    holds = np.zeros(len(lines), dtype=bool)
    for rest in rests:
        for word in pair:
            holds |= (rest == word[:, None]).any(axis=1)
    for twin, word, rest in zip(twins, pair, rests, strict=True):
        names[twin] = np.where(holds[:, None], -1, rest)
        names[twin, 0] = word


def _after_given(names: Ints, lines: Ints) -> Ints:
    """The words behind the given name, its own column empty; a family name written first goes behind."""
    after = names.copy()
    leads = (names[:, 0] == lines) & (lines >= 0)
    after[leads, 1:] = -1
    after[leads, 1] = names[leads, 0]
    after[:, 0] = -1
    return after


def _balinese(words: Vocabulary, people: People, names: Ints, first: Ints, second: Ints) -> None:
    """Brothers or sisters born together: consecutive order names before one own name."""
    orders = [
        np.concatenate([words.slots[f"order.{at}"].words for at in some]) for some in (("1", "1f"), "2", "3", "4")
    ]
    every = np.concatenate(orders)
    for at in (0, 1, 2):
        ordered = np.isin(names[first, at], every) & np.isin(names[second, at], every)
        ordered &= (names[first, at] != names[second, at]) & (names[first, at + 1] >= 0)
        rows = ordered & (people.sex[first] == people.sex[second])
        names[second[rows], at + 1 :] = names[first[rows], at + 1 :]
