"""The population at the first state: villages full of families of several kinds, and the children still to be born.

A family is a row of sixteen slots (head, spouse, children, parents of the head, child-in-law, grandchildren, one other
relative, two children to come); persons are the slots that are filled, family after family, so that siblings and twins
stand next to one another and get consecutive NIK serials.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dtsen_link.sample.cultures import CULTURES
from dtsen_link.sample.dice import Dice
from dtsen_link.sample.people import (
    CHILD,
    DATES,
    GRANDCHILD,
    HEAD,
    IN_LAW,
    NEVER,
    OTHER,
    PARENT,
    SPOUSE,
    STATES,
    Bools,
    Families,
    Ints,
    Issues,
    People,
)  # fmt: skip
from dtsen_link.sample.regions import World
from dtsen_link.sample.scenario import Scenario, mark

_HEAD, _SPOUSE, _KID, _KIDS, _PARENT_F, _PARENT_M, _IN_LAW, _GRAND, _OTHER, _COMING = 0, 1, 2, 6, 8, 9, 10, 11, 13, 14
_SLOTS = 16
_ROLE = np.array([HEAD, SPOUSE, *[CHILD] * 6, PARENT, PARENT, IN_LAW, GRANDCHILD, GRANDCHILD, OTHER, CHILD, CHILD])
# Kinds of family and their shares: couple with children, couple alone, widowed or divorced with children, old and alone,
# young and alone, with the head's parents, with a married child.
COUPLE, PAIR, WIDOWED, OLD, YOUNG, WITH_PARENT, WITH_IN_LAW = range(7)
_SHARES = (0.60, 0.075, 0.085, 0.05, 0.02, 0.07, 0.10)
_OWN_KK_SHARE = 0.55
_YEAR = 365.25
_TWIN_RATE = 0.012


@dataclass
class _Draft:
    """The slots of every family: who is there, when born, which sex."""

    kind: Ints
    village: Ints
    there: Bools
    born: Ints
    sex: Ints


def settle(dice: Dice, world: World) -> tuple[People, Families, Issues]:
    """The families of one chunk at state 0, and the persons of all states; later states are left to events.py."""
    draft = _draft(dice, world)
    people = _persons(dice.within("persons"), world, draft)
    _divide_houses(dice, people, draft)
    families, issues = _families(dice.within("families"), world, people, draft)
    return people, families, issues


def _draft(dice: Dice, world: World) -> _Draft:
    village = np.repeat(np.arange(len(world.families)), world.families)
    n = len(village)
    draft = _Draft(
        dice.choice("kind", n, _SHARES), village, np.zeros((n, _SLOTS), bool), np.zeros((n, _SLOTS), np.int64),
        dice.integers("sex", n * _SLOTS, 0, 1).reshape(n, _SLOTS),
    )  # fmt: skip
    _heads(dice.within("heads"), draft)
    _children(dice.within("children"), draft)
    _elders_and_in_laws(dice.within("elders"), draft)
    _coming(dice.within("coming"), draft)
    return draft


def _heads(dice: Dice, draft: _Draft) -> None:
    n = len(draft.kind)
    low = np.array([20, 22, 33, 58, 18, 30, 45])[draft.kind]
    width = np.array([44, 50, 42, 38, 15, 22, 20])[draft.kind]
    spread = (dice.uniform("a", n) + dice.uniform("b", n)) / 2
    spread = np.where(draft.kind == PAIR, dice.uniform("a", n) ** 0.7, spread)
    spread = np.where(draft.kind == OLD, dice.uniform("a", n) ** 1.8, spread)
    age = low + width * spread
    woman_alone = (draft.kind == WIDOWED) & (dice.uniform("w", n) < 0.76) | (draft.kind == OLD) & (
        dice.uniform("o", n) < 0.65
    )
    couple = np.isin(draft.kind, (COUPLE, PAIR, WITH_PARENT, WITH_IN_LAW))
    draft.sex[:, _HEAD] = np.where(couple, 0, np.where(draft.kind == YOUNG, draft.sex[:, _HEAD], woman_alone))
    draft.sex[:, _SPOUSE] = 1
    draft.there[:, _HEAD] = True
    draft.there[:, _SPOUSE] = couple
    wife = age - np.clip(3.5 + 3 * dice.normal("gap", n), -4, 12)
    youngest = np.where(draft.kind == WITH_IN_LAW, 40, 17.5)
    wife = np.where(wife < youngest, youngest + np.maximum(age - youngest, 4) * dice.uniform("young", n), wife)
    draft.born[:, _HEAD] = DATES[1] - (age * _YEAR).astype(np.int64)
    draft.born[:, _SPOUSE] = DATES[1] - (wife * _YEAR).astype(np.int64)


def _children(dice: Dice, draft: _Draft) -> None:
    n = len(draft.kind)
    mother = np.where(draft.there[:, _SPOUSE], draft.born[:, _SPOUSE], draft.born[:, _HEAD])
    younger = np.maximum(mother, draft.born[:, _HEAD])
    wanted = dice.choice("wanted", n, (0.06, 0.28, 0.37, 0.18, 0.07, 0.04))
    wanted = np.where((DATES[1] - mother) / _YEAR > 52, wanted + 1, wanted)
    wanted = np.where(np.isin(draft.kind, (PAIR, OLD, YOUNG)), 0, wanted)
    wanted = np.where(draft.kind == WITH_IN_LAW, np.maximum(wanted, 1), wanted)
    born = younger + ((19 + 10 * dice.uniform("first", n) ** 1.6) * _YEAR).astype(np.int64)
    twin = np.zeros(n, dtype=bool)
    for kid in range(_KIDS):
        slot = _KID + kid
        twin = (dice.uniform(f"twin{kid}", n) < _TWIN_RATE) & (kid > 0) & ~twin
        if kid:
            gap = ((1.4 + 4.2 * dice.uniform(f"gap{kid}", n)) * _YEAR).astype(np.int64)
            born = np.where(twin, draft.born[:, slot - 1], draft.born[:, slot - 1] + gap)
        draft.born[:, slot] = born
        age = (DATES[0] - born) / _YEAR
        stays = dice.uniform(f"stays{kid}", n) < np.interp(age, (18, 21, 26, 31, 36), (1.0, 0.75, 0.38, 0.16, 0.05))
        fertile = (born - mother) / _YEAR < 45
        draft.there[:, slot] = (kid < wanted + twin) & (born < DATES[0] - 200) & (stays | twin) & fertile
    married_child = draft.kind == WITH_IN_LAW
    latest = DATES[0] - int(19.5 * _YEAR)
    earliest = np.maximum(younger + 17 * int(_YEAR), latest - 6 * int(_YEAR))
    redrawn = earliest + ((latest - earliest) * dice.uniform("eldest", n)).astype(np.int64)
    too_young = married_child & (draft.born[:, _KID] > latest)
    draft.born[too_young, _KID] = redrawn[too_young]
    # A twin of a child that is now another's age would be no twin.
    draft.there[too_young & (draft.born[:, _KID + 1] - draft.born[:, _KID] < 400), _KID + 1] = False
    draft.there[married_child, _KID] = True


def _elders_and_in_laws(dice: Dice, draft: _Draft) -> None:
    n = len(draft.kind)
    elder = draft.kind == WITH_PARENT
    gap = ((20 + 13 * dice.uniform("gap", n)) * _YEAR).astype(np.int64)
    both = elder & (dice.uniform("both", n) < 0.25)
    draft.there[:, _PARENT_F] = elder & (both | (dice.uniform("which", n) < 0.7))
    draft.there[:, _PARENT_M] = elder & (both | ~draft.there[:, _PARENT_F])
    draft.born[:, _PARENT_F] = draft.born[:, _HEAD] - gap
    draft.born[:, _PARENT_M] = draft.born[:, _HEAD] - gap - (4 * _YEAR * dice.uniform("older", n)).astype(np.int64)
    draft.sex[:, _PARENT_F], draft.sex[:, _PARENT_M] = 1, 0
    in_law = draft.kind == WITH_IN_LAW
    draft.there[:, _IN_LAW] = in_law
    draft.sex[:, _IN_LAW] = 1 - draft.sex[:, _KID]
    shift = ((dice.normal("in-law", n) * 2.5 + np.where(draft.sex[:, _KID] == 0, 2.5, -2.5)) * _YEAR).astype(np.int64)
    born, latest = draft.born[:, _KID] + shift, DATES[0] - int(18 * _YEAR)
    redrawn = latest - (4 * _YEAR * dice.uniform("in-law-young", n)).astype(np.int64)
    draft.born[:, _IN_LAW] = np.where(born > latest, redrawn, born)
    parents = np.maximum(draft.born[:, _KID], draft.born[:, _IN_LAW])
    born = parents + int(18.6 * _YEAR)
    for at in range(2):
        slot = _GRAND + at
        born = born + ((1.4 + 3 * dice.uniform(f"grand{at}", n)) * _YEAR).astype(np.int64)
        draft.born[:, slot] = born
        draft.there[:, slot] = in_law & (draft.born[:, slot] < DATES[0] - 100) & (dice.uniform(f"has{at}", n) < 0.85)
    draft.there[:, _OTHER] = (draft.kind < YOUNG) & (dice.uniform("other", n) < 0.05)
    draft.born[:, _OTHER] = DATES[0] - ((3 + 66 * dice.uniform("age", n)) * _YEAR).astype(np.int64)


def _coming(dice: Dice, draft: _Draft) -> None:
    """Children born between the states; twins now and then."""
    n = len(draft.kind)
    age = (DATES[1] - draft.born[:, _SPOUSE]) / _YEAR
    chance = np.interp(age, (17, 22, 32, 38, 43), (0.75, 0.68, 0.46, 0.22, 0.0))
    day = DATES[0] - 150 + ((DATES[3] - DATES[0] + 150) * dice.uniform("day", n)).astype(np.int64)
    kids = np.where(draft.there[:, _KID : _KID + _KIDS], draft.born[:, _KID : _KID + _KIDS], -(10**6))
    rested = day - kids.max(axis=1) > 320
    bears = draft.there[:, _SPOUSE] & (draft.kind != WITH_IN_LAW) & (dice.uniform("bears", n) < chance) & rested
    draft.there[:, _COMING] = bears
    draft.there[:, _COMING + 1] = bears & (dice.uniform("twin", n) < _TWIN_RATE)
    draft.born[:, _COMING] = draft.born[:, _COMING + 1] = day


def _persons(dice: Dice, world: World, draft: _Draft) -> People:
    family, slot = np.nonzero(draft.there)
    n = len(family)
    row_of = np.full(draft.there.shape, -1, dtype=np.int64)
    row_of[family, slot] = np.arange(n)
    father, mother = _parents(draft, row_of, family, slot)
    spouse = np.full(n, -1, dtype=np.int64)
    for one, other in ((_HEAD, _SPOUSE), (_KID, _IN_LAW), (_PARENT_F, _PARENT_M)):
        both = (row_of[:, one] >= 0) & (row_of[:, other] >= 0)
        spouse[row_of[both, one]], spouse[row_of[both, other]] = row_of[both, other], row_of[both, one]
    born = draft.born[family, slot]
    states = np.full((n, STATES), -1, dtype=np.int64)
    for state, day in enumerate(DATES[:STATES]):
        states[born <= day, state] = family[born <= day]
    people = People(
        sex=draft.sex[family, slot], born=born, died=np.full(n, NEVER), father=father, mother=mother, spouse=spouse,
        culture=_cultures(dice, world, draft, family, slot), order=_birth_order(draft.there, family, slot),
        home=draft.village[family],
        family=states, role=np.repeat(_ROLE[slot][:, None], STATES, axis=1).astype(np.int64),
        marks=np.zeros(n, dtype=np.int64), second_family=np.full(n, -1, dtype=np.int64),
    )  # fmt: skip
    child = np.isin(slot, (*range(_KID, _KID + _KIDS), _COMING, _COMING + 1))
    twin = np.flatnonzero((family[1:] == family[:-1]) & (born[1:] == born[:-1]) & child[1:] & child[:-1])
    mark(people.marks, np.union1d(twin, twin + 1), Scenario.TWINS)
    return people


def _parents(draft: _Draft, row_of: Ints, family: Ints, slot: Ints) -> tuple[Ints, Ints]:
    man_head = draft.sex[:, _HEAD] == 0
    head_f = np.where(man_head, row_of[:, _HEAD], -1)
    head_m = np.where(man_head, row_of[:, _SPOUSE], row_of[:, _HEAD])
    son = draft.sex[:, _KID] == 0
    child_f = np.where(son, row_of[:, _KID], row_of[:, _IN_LAW])
    child_m = np.where(son, row_of[:, _IN_LAW], row_of[:, _KID])
    father = np.full(len(family), -1, dtype=np.int64)
    mother = father.copy()
    kids = (slot >= _KID) & (slot < _PARENT_F) | (slot >= _COMING)
    grand = (slot == _GRAND) | (slot == _GRAND + 1)
    head = slot == _HEAD
    for rows, fathers, mothers in (
        (kids, head_f, head_m), (grand, child_f, child_m), (head, row_of[:, _PARENT_M], row_of[:, _PARENT_F]),
    ):  # fmt: skip
        father[rows], mother[rows] = fathers[family[rows]], mothers[family[rows]]
    return father, mother


def _cultures(dice: Dice, world: World, draft: _Draft, family: Ints, slot: Ints) -> Ints:
    """Culture of the head's line; spouses and in-laws mostly, children always, share it."""
    edges = np.cumsum(world.cultures, axis=1)
    edges /= edges[:, -1:]

    def drawn(label: str) -> Ints:
        draw = dice.uniform(label, len(draft.kind))
        found = (draw[:, None] >= edges[draft.village]).sum(axis=1)
        return np.asarray(np.minimum(found, len(CULTURES) - 1), dtype=np.int64)

    own, other = drawn("own"), drawn("other")
    mixed = dice.uniform("mixed", len(draft.kind)) < 0.4
    spouse = np.where(mixed, other, own)
    return np.where(np.isin(slot, (_SPOUSE, _IN_LAW, _OTHER)), spouse[family], own[family])


def _birth_order(there: Bools, family: Ints, slot: Ints) -> Ints:
    elder = (there[:, _KID : _KID + _KIDS] * np.arange(1, _KIDS + 1)).max(axis=1)
    order = np.where((slot >= _KID) & (slot < _PARENT_F), slot - _KID + 1, 1)
    order = np.where(np.isin(slot, (_GRAND, _GRAND + 1)), slot - _GRAND + 1, order)
    order = np.where(slot >= _COMING, slot - _COMING + 1 + elder[family], order)
    return np.asarray(np.where(np.isin(slot, (_HEAD, _SPOUSE, _IN_LAW)), (family * 7 + slot) % 4 + 1, order))


def _divide_houses(dice: Dice, people: People, draft: _Draft) -> None:
    """A married child often has a KK of its own under the parents' roof: a family of its own, the house shared."""
    n = len(draft.kind)
    own = (draft.kind == WITH_IN_LAW) & (dice.uniform("own-kk", n) < _OWN_KK_SHARE)
    number = n + np.cumsum(own) - 1
    there = people.family.max(axis=1)
    young = own[there] & (
        np.isin(people.role[:, 0], (IN_LAW, GRANDCHILD)) | (people.spouse >= 0) & (people.role[:, 0] == CHILD)
    )
    shift = young[:, None] & (people.family >= 0)
    people.family[shift] = np.broadcast_to(number[there][:, None], people.family.shape)[shift]
    new_role = np.where(people.role[:, 0] == GRANDCHILD, CHILD, np.where(people.sex == 0, HEAD, SPOUSE))
    people.role[young] = np.repeat(new_role[young][:, None], STATES, axis=1)


def _families(dice: Dice, world: World, people: People, draft: _Draft) -> tuple[Families, Issues]:
    n = len(draft.kind)
    count = int(people.family.max()) + 1
    owner = np.arange(count)
    village = np.concatenate([draft.village, np.zeros(count - n, dtype=np.int64)])
    moved = np.flatnonzero(people.family.max(axis=1) >= n)
    parent = np.where(people.father[moved] >= 0, people.father[moved], people.mother[moved])
    known = (parent >= 0) & (people.family[parent, 0] < n)
    owner[people.family[moved[known], :].max(axis=1)] = people.family[parent[known], 0]
    village[n:] = village[owner[n:]]
    issues = Issues([], [])
    ago = dice.uniform("recorded", count)
    recorded = DATES[0] - 30 - ((0.35 + 0.65 * ago) * ago * 12 * _YEAR).astype(np.int64)
    before = recorded - 60 - (dice.uniform("before", count) * 6 * _YEAR).astype(np.int64)
    earlier = issues.issue(world.kec[village], before)
    current = issues.issue(world.kec[village], recorded)
    base = dice.normal("village", len(world.families))
    welfare = 0.45 * base[village] + 0.9 * dice.normal("own", count) - 0.35 * world.east[village]

    def same(column: Ints) -> Ints:
        return np.repeat(column[:, None], STATES, axis=1)

    return Families(
        same(village), same(owner), same(current), same(earlier), welfare, np.zeros(count, dtype=bool)
    ), issues
