"""Names as offices write them: other spellings, words left out or shortened, titles, what people are called at home."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dtsen_link.sample.cultures import BIN_CULTURES, CULTURES
from dtsen_link.sample.dice import Dice
from dtsen_link.sample.observe import Records
from dtsen_link.sample.offices import Office
from dtsen_link.sample.people import Bools, Ints, People
from dtsen_link.sample.scenario import Scenario, mark
from dtsen_link.sample.vocabulary import Vocabulary

TITLES_M = ("H. ", "H ", "HAJI ", "DRS. ", "IR. ", "K.H. ", "UST. ", "ALM. ")
TITLES_F = ("HJ. ", "HJ ", "DRA. ", "IBU ", "HJ. ", "NY. ")
DEGREES = (", S.PD", ", SE", ", S.H", ", A.MD", ", S.AG", ", S.KOM", " S.PD", ", ST", ", AMD.KEB")
_INFANT_NAME = 0.3


@dataclass
class WrittenName:
    """A name in pieces: title in front (position in the list of its sex, from 1), words, degree behind, death mark."""

    title: Ints
    words: Ints
    degree: Ints
    late: Bools


def written_name(
    dice: Dice, office: Office, words: Vocabulary, people: People, names: Ints, records: Records, weight: NDArray[np.float64], age: NDArray[np.float64]
) -> WrittenName:
    """The name column of one source."""
    n = len(records)
    written = np.full((n, names.shape[1] + 1), -1, dtype=np.int64)
    written[:, : names.shape[1]] = names[records.person]
    _respell(dice.within("respell"), office.spelling, words, written, weight)
    _change_words(dice.within("words"), office.tokens, words, people, names, records, written, weight)
    _called(dice.within("called"), office.nickname, words, people, records, written, weight)
    _infants(dice.within("infants"), words, people, names, records, written, age)
    adult = np.where(age > 25, np.interp(age, (25, 40, 60), (0.5, 1.0, 2.0)), 0.0)
    titled = dice.hits("titled", office.title, adult + 1e-9, age > 25) & (dice.uniform("grown", n) < 1.0)
    kind = dice.choice("title", n, (0.6, 0.4))
    women = people.sex[records.person] == 1
    title = dice.integers("front", n, 1, 99) % np.where(women, len(TITLES_F), len(TITLES_M)) + 1
    degree = dice.integers("back", n, 1, len(DEGREES))
    late = ((records.marks & Scenario.DEAD_NOT_REMOVED.bit) > 0) & (dice.uniform("late", n) < 0.15)
    return WrittenName(np.where(titled & (kind == 0), title, 0), written, np.where(titled & (kind == 1), degree, 0), late)


def _some_word(dice: Dice, written: Ints, longer_than: NDArray[np.bool_]) -> tuple[Ints, Bools]:
    """A column per row that holds a word of the wanted kind, and whether there is one."""
    able = (written >= 0) & longer_than[np.maximum(written, 0)]
    draw = dice.uniform("column", written.size).reshape(written.shape)
    return np.argmax(np.where(able, draw, -1.0), axis=1).astype(np.int64), able.any(axis=1)


def _respell(dice: Dice, rate: float, words: Vocabulary, written: Ints, weight: NDArray[np.float64]) -> None:
    column, able = _some_word(dice, written, (words.variants.count + words.typos.count) > 0)
    rows = np.flatnonzero(dice.hits("which", rate, weight, able))
    old = written[rows, column[rows]]
    draw = dice.uniform("form", len(written))[rows]
    typo = dice.uniform("typo", len(written))[rows] < 0.22
    typo |= words.variants.count[old] == 0
    written[rows, column[rows]] = np.where(typo, words.typos.draw(old, draw), words.variants.draw(old, draw))


def _change_words(
    dice: Dice, rate: float, words: Vocabulary, people: People, names: Ints, records: Records, written: Ints, weight: NDArray[np.float64]
) -> None:
    """A word dropped, shortened to its initial, added, or two exchanged; bin or binti with the father's name."""
    n = len(written)
    several = (written >= 0).sum(axis=1) > 1
    changed = dice.hits("which", rate, weight)
    kind = dice.choice("kind", n, (0.40, 0.34, 0.16, 0.10))
    muhammad = words.muhammad[np.maximum(written[:, 0], 0)] & (written[:, 0] >= 0)
    last = (written >= 0).sum(axis=1) - 1
    column = np.where(muhammad, 0, np.where(dice.uniform("column", n) < 0.75, last, 0))
    drop = np.flatnonzero(changed & several & (kind == 0))
    written[drop, column[drop]] = -1
    shorten = np.flatnonzero(changed & several & (kind == 1))
    old = written[shorten, column[shorten]]
    written[shorten, column[shorten]] = words.initials.draw(old, dice.uniform("initial", n)[shorten])
    swap = np.flatnonzero(changed & several & (kind == 3))
    written[swap[:, None], np.array([0, 1])] = written[swap[:, None], np.array([1, 0])]
    father = people.father[records.person]
    add = np.flatnonzero(changed & (~several | (kind == 2)) & (last < 4))
    extra = np.where(father[add] >= 0, names[np.maximum(father[add], 0), 0], words.slots["arab.m2"].draw(dice.uniform("extra", n)[add]))
    binned = np.isin(people.culture[records.person[add]], [CULTURES.index(culture) for culture in BIN_CULTURES]) & (father[add] >= 0)
    link = np.where(people.sex[records.person[add]] == 1, words.number["BINTI"], words.number["BIN"])
    written[add, last[add] + 1] = np.where(binned, link, extra)
    both = add[binned]
    written[both, last[both] + 2] = extra[binned]


def _called(
    dice: Dice, rate: float, words: Vocabulary, people: People, records: Records, written: Ints, weight: NDArray[np.float64]
) -> None:
    """Only the nickname, or the short form of a word, or the name with an alias."""
    n = len(written)
    rows = np.flatnonzero(dice.hits("which", rate, weight))
    kind = dice.choice("kind", n, (0.28, 0.47, 0.25))[rows]
    column, able = _some_word(dice, written, words.shorts.count > 0)
    short = words.shorts.draw(np.maximum(written[rows, column[rows]], 0), dice.uniform("short", n)[rows])
    women = people.sex[records.person[rows]] == 1
    nick = np.empty(len(rows), dtype=np.int64)
    draw = dice.uniform("nick", n)[rows]
    for sex, chosen in (("m", ~women), ("f", women)):
        nick[chosen] = words.slots[f"nickname.{sex}"].draw(draw[chosen])
    by_nick = (kind == 0) | ~able[rows]
    alias = (kind == 2) & ~by_nick
    only = rows[~alias]
    written[only] = -1
    written[only, 0] = np.where(by_nick, nick, short)[~alias]
    named = rows[alias]
    written[named, 4], written[named, 5] = words.number["ALIAS"], nick[alias]


def _infants(
    dice: Dice, words: Vocabulary, people: People, names: Ints, records: Records, written: Ints, age: NDArray[np.float64]
) -> None:
    """BAYI NY SITI: an infant whose name nobody has written down yet."""
    mother = people.mother[records.person]
    newborn = (age < 0.9) & (mother >= 0)
    rows = dice.pick("which", newborn, _INFANT_NAME, 4)
    first = names[mother[rows], 0]
    filler = np.isin(first, [words.number[word] for word in ("NI", "NUR", "SRI")]) & (names[mother[rows], 1] >= 0)
    written[rows] = -1
    written[rows, 0], written[rows, 1] = words.number["BAYI"], words.number["NY"]
    written[rows, 2] = np.where(filler, names[mother[rows], 1], first)
    mark(records.marks, rows, Scenario.INFANT_BAYI_NY)
