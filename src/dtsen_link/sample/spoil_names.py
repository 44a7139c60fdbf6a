"""Names as offices write them: other spellings, words left out or shortened, titles, what people are called at home."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dtsen_link.sample.cultures import BIN_CULTURES, CULTURES
from dtsen_link.sample.dice import Dice
from dtsen_link.sample.offices import Desk
from dtsen_link.sample.people import Bools, Ints
from dtsen_link.sample.scenario import Scenario, mark
from dtsen_link.sample.vocabulary import vocabulary

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


def written_name(dice: Dice, desk: Desk) -> WrittenName:
    """The name column of one source."""
    records, n, age = desk.records, len(desk.records), desk.age
    written = np.full((n, desk.names.shape[1] + 1), -1, dtype=np.int64)
    written[:, :-1] = desk.names[records.person]
    _respell(dice.within("respell"), desk, written)
    _change_words(dice.within("words"), desk, written)
    _called(dice.within("called"), desk, written)
    _infants(dice.within("infants"), desk, written)
    respected = np.where(age > 25, np.interp(age, (25, 40, 60), (0.5, 1.0, 2.0)), 0.0)
    titled = dice.hits("titled", desk.office.title, respected)
    in_front = dice.uniform("title", n) < 0.6
    women = desk.people.sex[records.person] == 1
    title = dice.integers("front", n, 1, 99) % np.where(women, len(TITLES_F), len(TITLES_M)) + 1
    degree = dice.integers("back", n, 1, len(DEGREES))
    late = ((records.marks & Scenario.DEAD_NOT_REMOVED.bit) > 0) & (dice.uniform("late", n) < 0.15)
    return WrittenName(np.where(titled & in_front, title, 0), written, np.where(titled & ~in_front, degree, 0), late)


def _some_word(dice: Dice, written: Ints, longer_than: NDArray[np.bool_]) -> tuple[Ints, Bools]:
    """A column per row that holds a word of the wanted kind, and whether there is one."""
    able = (written >= 0) & longer_than[np.maximum(written, 0)]
    draw = dice.uniform("column", written.size).reshape(written.shape)
    return np.argmax(np.where(able, draw, -1.0), axis=1).astype(np.int64), np.asarray(able.any(axis=1))


def _respell(dice: Dice, desk: Desk, written: Ints) -> None:
    words = vocabulary()
    column, able = _some_word(dice, written, (words.variants.count + words.typos.count) > 0)
    rows = np.flatnonzero(dice.hits("which", desk.office.spelling, desk.weight, able))
    old = written[rows, column[rows]]
    draw = dice.uniform("form", len(written))[rows]
    typo = dice.uniform("typo", len(written))[rows] < 0.22
    typo |= words.variants.count[old] == 0
    written[rows, column[rows]] = np.where(typo, words.typos.draw(old, draw), words.variants.draw(old, draw))


def _change_words(dice: Dice, desk: Desk, written: Ints) -> None:
    """A word dropped, shortened to its initial, added, or two exchanged."""
    words, n = vocabulary(), len(written)
    last = (written >= 0).sum(axis=1) - 1
    several = last > 0
    changed = dice.hits("which", desk.office.tokens, desk.weight)
    kind = dice.choice("kind", n, (0.40, 0.34, 0.16, 0.10))
    muhammad = words.muhammad[np.maximum(written[:, 0], 0)] & (written[:, 0] >= 0)
    column = np.where(muhammad, 0, np.where(dice.uniform("column", n) < 0.75, last, 0))
    drop = np.flatnonzero(changed & several & (kind == 0))
    written[drop, column[drop]] = -1
    shorten = np.flatnonzero(changed & several & (kind == 1))
    old = written[shorten, column[shorten]]
    written[shorten, column[shorten]] = words.initials.draw(old, dice.uniform("initial", n)[shorten])
    swap = np.flatnonzero(changed & several & (kind == 3))
    written[swap[:, None], np.array([0, 1])] = written[swap[:, None], np.array([1, 0])]
    _add_word(dice, desk, written, np.flatnonzero(changed & (~several | (kind == 2)) & (last < 4)), last)


def _add_word(dice: Dice, desk: Desk, written: Ints, rows: Ints, last: Ints) -> None:
    """The father's name behind, after bin or binti where that is the custom; some common word where he is unknown."""
    words, people, who = vocabulary(), desk.people, desk.records.person[rows]
    father = people.father[who]
    common = words.slots["arab.m2"].draw(dice.uniform("extra", len(written))[rows])
    extra = np.where(father >= 0, desk.names[np.maximum(father, 0), 0], common)
    custom = [CULTURES.index(culture) for culture in BIN_CULTURES]
    linked = np.isin(people.culture[who], custom) & (father >= 0)
    link = np.where(people.sex[who] == 1, words.number["BINTI"], words.number["BIN"])
    written[rows, last[rows] + 1] = np.where(linked, link, extra)
    written[rows[linked], last[rows[linked]] + 2] = extra[linked]


def _called(dice: Dice, desk: Desk, written: Ints) -> None:
    """Only the nickname, or the short form of a word, or the name with an alias."""
    words, n = vocabulary(), len(written)
    rows = np.flatnonzero(dice.hits("which", desk.office.nickname, desk.weight))
    kind = dice.choice("kind", n, (0.28, 0.47, 0.25))[rows]
    column, able = _some_word(dice, written, words.shorts.count > 0)
    short = words.shorts.draw(np.maximum(written[rows, column[rows]], 0), dice.uniform("short", n)[rows])
    women = desk.people.sex[desk.records.person[rows]] == 1
    nick = np.empty(len(rows), dtype=np.int64)
    draw = dice.uniform("nick", n)[rows]
    for sex, chosen in (("m", ~women), ("f", women)):
        nick[chosen] = words.slots[f"nickname.{sex}"].draw(draw[chosen])
    by_nick = (kind == 0) | ~able[rows]
    alias = (kind == 2) & ~by_nick
    only = rows[~alias]
    mark(desk.records.marks, only, Scenario.NICKNAME_ONLY)
    written[only] = -1
    written[only, 0] = np.where(by_nick, nick, short)[~alias]
    named = rows[alias]
    written[named, 4], written[named, 5] = words.number["ALIAS"], nick[alias]


def _infants(dice: Dice, desk: Desk, written: Ints) -> None:
    """BAYI NY SITI: an infant whose name nobody has written down yet."""
    words, names = vocabulary(), desk.names
    mother = desk.people.mother[desk.records.person]
    newborn = (desk.age < 0.9) & (mother >= 0)
    rows = dice.pick("which", newborn, _INFANT_NAME, 4)
    first = names[mother[rows], 0]
    filler = np.isin(first, [words.number[word] for word in ("NI", "NUR", "SRI")]) & (names[mother[rows], 1] >= 0)
    written[rows] = -1
    written[rows, 0], written[rows, 1] = words.number["BAYI"], words.number["NY"]
    written[rows, 2] = np.where(filler, names[mother[rows], 1], first)
    desk.records.marks[rows] &= ~Scenario.NICKNAME_ONLY.bit
    mark(desk.records.marks, rows, Scenario.INFANT_BAYI_NY)
