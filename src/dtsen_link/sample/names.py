"""A registered name for every person, as word numbers: five columns, -1 for none."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from dtsen_link.sample.cultures import CULTURES, templates_of
from dtsen_link.sample.dice import Dice, mixed
from dtsen_link.sample.people import DATES, Bools, Ints, People
from dtsen_link.sample.scenario import Scenario, mark
from dtsen_link.sample.twin_names import name_twins
from dtsen_link.sample.vocabulary import Vocabulary

COLUMNS = 5
_WITH_FAMILY_NAME = ("batak", "papuan", "timor", "chinese")
# Rounds of naming anew; after three hardly anybody is left.
_ATTEMPTS = 8
# Persons whose names a hard case has made.
NAMED_BY_CASE = (
    Scenario.TWINS.bit | Scenario.NEAR_NAME_SIBLINGS.bit | Scenario.FATHER_SON_SAME_NAME.bit
    | Scenario.SAME_NAME_NEIGHBOURS.bit | Scenario.BALINESE_ORDER_SIBLINGS.bit
)  # fmt: skip
_ERAS = (-(10**7), 0, 9131)  # first day of each era: ever, 1970, 1995


@dataclass
class Names:
    """Columns along People: the registered name as word numbers, and what children inherit.

    Attributes:
        words: word numbers, five columns, -1 for none.
        main: the word by which a child is called after the father.
        family_name: the line's name, -1 for none.
    """

    words: Ints
    main: Ints
    family_name: Ints


def registered_names(dice: Dice, words: Vocabulary, people: People, plain: Bools) -> Names:
    """Names by culture, sex, era of birth and family.

    Args:
        dice: of the names.
        words: the vocabulary.
        people: all persons; fathers stand in the same table.
        plain: persons who get the shortest name of their culture: mononyms go with age, poverty and the east.
    """
    maker = _Maker(dice, words, people, plain)
    children = people.father >= 0
    for generation in (~children, children & ~children[people.father], children & children[people.father]):
        maker.name(generation)
        maker.settle(dice.within("again"), generation)
    name_twins(dice.within("twins"), words, people, maker.names, maker.family_name)
    maker.settle(dice.within("beside-twins"), (people.marks & Scenario.TWINS.bit) == 0)
    _hard_cases(dice.within("hard"), words, people, maker.names, maker.family_name)
    maker.settle(dice.within("beside-cases"), (people.marks & NAMED_BY_CASE) == 0)
    return Names(maker.names, maker.main, maker.family_name)


def names_with_newborns(dice: Dice, words: Vocabulary, people: People, plain: Bools, named: Names) -> Names:
    """Names of all persons, where those of the first rows are given and the newborn behind them have none yet."""
    maker, known = _Maker(dice, words, people, plain), len(named.main)
    maker.names[:known], maker.main[:known], maker.family_name[:known] = named.words, named.main, named.family_name
    newborn = np.arange(len(people)) >= known
    maker.name(newborn)
    maker.settle(dice.within(f"again{known}"), newborn)
    return Names(maker.names, maker.main, maker.family_name)


class _Maker:
    def __init__(self, dice: Dice, words: Vocabulary, people: People, plain: Bools) -> None:
        n = len(people)
        self.words, self.people, self.plain = words, people, plain.copy()
        self.names = np.full((n, COLUMNS), -1, dtype=np.int64)
        self.main = np.full(n, -1, dtype=np.int64)
        self.family_name = np.full(n, -1, dtype=np.int64)
        self.which = dice.uniform("template", n)
        self.draws = dice.uniform("words", n * COLUMNS).reshape(n, COLUMNS)
        self.caste = dice.uniform("caste", n)
        # Siblings whose father is not in the table, or of another culture, still have one line.
        line = np.where(people.mother >= 0, dice.uniform("lines-of", n)[people.mother], dice.uniform("lines", n))
        for at, culture in enumerate(CULTURES):
            rows = np.flatnonzero(people.culture == at)
            if culture in _WITH_FAMILY_NAME:
                self.family_name[rows] = words.slots[f"{culture}.l"].draw(line[rows])

    def name(self, generation: Bools) -> None:
        """Name one generation; its fathers must have been named before."""
        father = self.people.father
        inherits = np.flatnonzero(generation & (father >= 0))
        same = inherits[self.people.culture[inherits] == self.people.culture[father[inherits]]]
        self.family_name[same] = self.family_name[father[same]]
        era = np.searchsorted(_ERAS, self.people.born, side="right") - 1
        group = (self.people.culture * 2 + self.people.sex) * 3 + era
        rows = np.flatnonzero(generation)
        rows = rows[np.argsort(group[rows], kind="stable")]
        edges = np.flatnonzero(np.diff(group[rows], prepend=-1, append=-1))
        for start, end in itertools.pairwise(edges):
            self._group(rows[start:end], int(group[rows[start]]))

    def settle(self, dice: Dice, able: Bools) -> None:
        """Name anew whoever of `able` bears a word twice or the full name of somebody of the family."""
        for attempt in range(_ATTEMPTS):
            wrong = (_stammers(self.words, self.names) | _same_in_family(self.people, self.names, ~able)) & able
            rows = np.flatnonzero(wrong)
            if not len(rows):
                return
            self.names[rows], self.main[rows] = -1, -1
            self.draws[rows] = dice.uniform(f"words{attempt}", len(rows) * COLUMNS).reshape(-1, COLUMNS)
            self.which[rows] = dice.uniform(f"template{attempt}", len(rows))
            # Where the shortest names are few, as the order names of Bali, a longer one has to do.
            self.plain[rows[np.full(len(rows), attempt > 1)]] = False
            self.name(wrong)

    def _group(self, rows: Ints, group: int) -> None:
        culture, sex, period = CULTURES[group // 6], "mf"[group // 3 % 2], group % 3
        templates = templates_of(culture, sex)
        edges = np.cumsum([float(template[period]) for template in templates])
        chosen = np.searchsorted(edges, self.which[rows] * edges[-1], side="right")
        chosen = np.where(self.plain[rows], self._plainest(culture, sex), chosen)
        for at, template in enumerate(templates):
            self._fill(rows[chosen == at], culture, template[3].split())

    def _plainest(self, culture: str, sex: str) -> int:
        names = [template[3] for template in templates_of(culture, sex)]
        return names.index(sex) if sex in names else 0

    def _fill(self, rows: Ints, culture: str, parts: list[str]) -> None:
        if not len(rows):
            return
        for column, part in enumerate(parts):
            self.names[rows, column] = self._part(rows, culture, part, column)
            if part.split(".")[-1][:1] in ("m", "f") and (self.main[rows] < 0).all():
                self.main[rows] = self.names[rows, column]
        unnamed = rows[self.main[rows] < 0]
        self.main[unnamed] = self.names[unnamed, 0]

    def _part(self, rows: Ints, culture: str, part: str, column: int) -> Ints:
        if part == "L":
            return self.family_name[rows]
        if part == "P":
            father = self.people.father[rows]
            return np.where(father >= 0, self.main[father], self._draw(self._slot(culture, "m2"), rows, column))
        if part == "O":
            return self._order(rows, column)
        if part.isupper():
            return np.full(len(rows), self.words.number[part], dtype=np.int64)
        return self._draw(part if "." in part else self._slot(culture, part), rows, column)

    def _slot(self, culture: str, part: str) -> str:
        """Cultures without a list of second names take the common one."""
        name = f"{culture}.{part}"
        return name if name in self.words.slots else f"arab.{part}"

    def _draw(self, slot: str, rows: Ints, column: int) -> Ints:
        return self.words.slots[slot].draw(self.draws[rows, column])

    def _order(self, rows: Ints, column: int) -> Ints:
        """Balinese: the name of the place among the siblings, beginning anew after the fourth."""
        place = (self.people.order[rows] - 1) % 4 + 1
        found = np.empty(len(rows), dtype=np.int64)
        for at in range(1, 5):
            women = (self.people.sex[rows] == 1) & (at == 1)
            slot = np.where(place == at)[0]
            found[slot] = self._draw(f"order.{at}", rows[slot], column)
            lady = np.flatnonzero((place == at) & women)
            found[lady] = self._draw("order.1f", rows[lady], column)
        return found


def _stammers(words: Vocabulary, names: Ints) -> Bools:
    """Names with one word twice, or with two forms of Muhammad."""
    twice = np.zeros(len(names), dtype=bool)
    for one, other in itertools.combinations(range(COLUMNS), 2):
        twice |= (names[:, one] == names[:, other]) & (names[:, one] >= 0)
    forms: Bools = (words.muhammad[np.maximum(names, 0)] & (names >= 0)).sum(axis=1) > 1
    return twice | forms


def _same_in_family(people: People, names: Ints, fixed: Bools) -> Bools:
    """All but the first, or the fixed, of those who share a full name with family, with siblings or with a parent."""
    full = np.zeros(len(names), dtype=np.uint64)
    for column in range(COLUMNS):
        full = full * np.uint64(1_000_003) + (names[:, column] + 1).astype(np.uint64)
    named = names[:, 0] >= 0
    again = np.zeros(len(names), dtype=bool)
    rows = np.arange(len(names))
    mothers = np.where(people.mother >= 0, people.mother, rows)
    fathers = np.where(people.father >= 0, people.father, rows)
    for group in (*people.family.T, people.second_family, mothers, fathers):
        here = np.flatnonzero(named & (group >= 0))
        order = here[np.lexsort((here, ~fixed[here], full[here], group[here]))]
        same = (full[order][1:] == full[order][:-1]) & (group[order][1:] == group[order][:-1])
        again[order[1:][same]] = True
    return again


def _hard_cases(dice: Dice, words: Vocabulary, people: People, names: Ints, family_name: Ints) -> None:
    _near_siblings(dice, words, people, names)
    _father_and_son(dice, people, names)
    _balinese_siblings(dice, words, people, names)
    _neighbours(dice, people, names, family_name)
    _accents(dice, words, people, names)


def _pairs(people: People, family: Ints) -> tuple[Ints, Ints]:
    """Neighbouring rows that are full siblings of one sex."""
    left = np.arange(len(people) - 1)
    same = (family[1:] == family[:-1]) & (people.mother[1:] == people.mother[:-1]) & (people.mother[1:] >= 0)
    same &= (people.sex[1:] == people.sex[:-1]) & (people.culture[1:] == people.culture[:-1])
    left = left[same]
    return left, left + 1


def _near_siblings(dice: Dice, words: Vocabulary, people: People, names: Ints) -> None:
    """Sisters SITI AISYAH and SITI AISAH: the younger bears a spelling variant of the elder's name."""
    first, second = _pairs(people, people.some_family())
    last = np.where(names[first, 1] >= 0, 1, 0)
    able = (people.born[second] > people.born[first]) & (words.variants.count[names[first, last]] > 0)
    able &= (people.marks[first] | people.marks[second]) == 0
    chosen = dice.pick("near", able, 0.004, 4)
    first, second, last = first[chosen], second[chosen], last[chosen]
    names[second] = names[first]
    names[second, last] = words.variants.draw(names[first, last], dice.uniform("near-form", len(first)))
    mark(people.marks, np.concatenate([first, second]), Scenario.NEAR_NAME_SIBLINGS)


def _father_and_son(dice: Dice, people: People, names: Ints) -> None:
    son = (people.sex == 0) & (people.father >= 0) & (people.marks == 0)
    son &= (people.family[:, 1] >= 0) & (people.family[people.father, 1] == people.family[:, 1])
    rows = dice.pick("father", son, 0.003, 4)
    names[rows] = names[people.father[rows]]
    mark(people.marks, np.concatenate([rows, people.father[rows]]), Scenario.FATHER_SON_SAME_NAME)


def _balinese_siblings(dice: Dice, words: Vocabulary, people: People, names: Ints) -> None:
    """Siblings who share everything but the birth-order name."""
    order_names = np.concatenate([words.slots[f"order.{at}"].words for at in ("1", "1f", "2", "3", "4")])
    first, second = _pairs(people, people.some_family())
    form = np.isin(names[first, 1], order_names) & np.isin(names[second, 1], order_names) & (names[first, 2] >= 0)
    form &= (names[first, 1] != names[second, 1]) & (people.culture[first] == CULTURES.index("balinese"))
    form &= (people.marks[first] & people.marks[second] & Scenario.TWINS.bit) == 0
    chosen = dice.pick("balinese", form, 0.25, 4)
    names[second[chosen], 2:] = names[first[chosen], 2:]
    mark(people.marks, np.concatenate([first[chosen], second[chosen]]), Scenario.BALINESE_ORDER_SIBLINGS)


def _neighbours(dice: Dice, people: People, names: Ints, family_name: Ints) -> None:
    """In one village another person of the same sex and about the same age bears the same name, and no other family's."""
    age_class = (DATES[1] - people.born) // (365 * 6)
    key = (people.home * 2 + people.sex) * 64 + np.clip(age_class, 0, 40)
    shuffle = mixed(np.arange(len(people)), dice.seed + 7)
    order = np.lexsort((shuffle, key))
    one, other = order[:-1], order[1:]
    apart = (key[one] == key[other]) & (people.some_family()[one] != people.some_family()[other])
    apart &= (people.marks[one] == 0) & (people.marks[other] == 0) & (people.culture[one] == people.culture[other])
    apart &= family_name[one] == family_name[other]
    chosen = dice.pick("neighbours", apart, 0.006, 6)
    names[other[chosen]] = names[one[chosen]]
    mark(people.marks, np.concatenate([one[chosen], other[chosen]]), Scenario.SAME_NAME_NEIGHBOURS)


def _accents(dice: Dice, words: Vocabulary, people: People, names: Ints) -> None:
    """Some names of the old Portuguese ports bear an accent, so that a delivery in Latin-1 is more than ASCII."""
    able = (people.culture == CULTURES.index("timor")) & (people.sex == 0) & (people.marks == 0)
    names[dice.pick("accents", able, 0.005, 12), 0] = words.number["JOSÉ"]
