"""A quarter's round through a living list: whom the office hears of, who leaves the list, who comes in, what is written anew.

The office hears of most families with something new within the quarter, of the others later. A row it hears nothing of is
delivered as before, errors and all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from dtsen_link.sample.dice import Dice
from dtsen_link.sample.held import Held, rewritten
from dtsen_link.sample.layouts import IDENTITY_COLUMNS
from dtsen_link.sample.life import Life
from dtsen_link.sample.observe import Records, chances, households, left_out, records_of
from dtsen_link.sample.people import Bools, Ints
from dtsen_link.sample.scenario import Scenario, mark

_HEARD = 0.6
_DEATH_HEARD = 0.3  # of those not heard of yet
_STRUCK_OFF = 0.18  # of the same, at once; the others one hears of are delivered as dead for a quarter
_LEFT_BEHIND = 0.12  # of those who come to another family: entered there anew, and here nobody notices
_CLEANED = 0.06  # of the records that stand beside another of the same person
_FAMILIES_LEAVE = 0.015
_FAMILIES_ENTER = 0.06  # times the coverage of their decile
_NEW_FAMILY_LISTED = (0.1, 0.75)  # founded by somebody who was not in the list, who was
_CORRECTION_HEARD = 0.6
_MISTAKE_FOUND = 0.05  # of the records without the right NIK
_REOBSERVED = 0.01
_REPORTED_DEAD = 4


@dataclass(frozen=True)
class Round:
    """The list afterwards: first the rows that stayed, then those that came in.

    Attributes:
        stayed: rows of the list before.
        place, person, reobserved: along `stayed`, whether family and place were written anew, the person's own values for
            a reason, and these for none.
    """

    held: Held
    stayed: Ints
    place: Bools
    person: Bools
    reobserved: Bools


def go_round(life: Life, held: Held) -> Round:
    """Bring a list up to the chunk's latest state."""
    fresh = life.dice.within(held.source).within(f"quarter{life.state}")
    heard, listed = _families(life, held, fresh)
    target = _target(life, held)
    held = _left_behind(life, held, fresh, heard & listed)
    death = fresh.uniform("death", len(held))
    stayed = np.flatnonzero(_stays(life, held, fresh, target, (heard, listed, death < _STRUCK_OFF)))
    held, target = replace(held.rows(stayed), state=life.state, listed=listed), target[stayed]
    now, entrants = _as_it_is(life, held, target, heard & listed)
    known = np.where(now.presence == _REPORTED_DEAD, death[stayed] < _DEATH_HEARD, heard[target])
    place = known & _differs(life, held, now) & ~held.fixed
    person, reobserved = _looked_at(life, held, fresh)
    records = _merged(life, held.records, now, place, target).with_rows(entrants)
    new = np.ones(len(entrants), dtype=bool)
    anew = np.concatenate([person | reobserved, new])
    after = rewritten(life, held, records, anew, np.concatenate([place, new]), fresh)
    return Round(after, stayed, place, person, reobserved)


def _families(life: Life, held: Held, fresh: Dice) -> tuple[Bools, Bools]:
    """Along families: of whom the office hears, and who is in the list from now on."""
    known, n, state = len(held.listed), len(life.families), life.state
    observe = life.dice.within(held.source).within("observe")
    _, chance, present = chances(observe, life.people, life.families, held.source, state)
    old, draw = np.arange(n) < known, fresh.uniform("listed", n)
    before = np.zeros(n, dtype=bool)
    before[:known] = held.listed
    leaves = before & (draw < _FAMILIES_LEAVE) & ~life.families.institution
    enters = old & ~before & present & (draw < _FAMILIES_ENTER * chance)
    came_from, now = life.people.family[:, state - 1], life.people.family[:, state]
    founders = np.flatnonzero((now >= known) & (came_from >= 0))
    from_listed = np.zeros(n, dtype=bool)
    from_listed[now[founders]] = before[came_from[founders]]
    founded = ~old & (draw < np.where(from_listed, _NEW_FAMILY_LISTED[1], _NEW_FAMILY_LISTED[0]))
    heard = (fresh.uniform("heard", n) < _HEARD) | enters | leaves
    return heard, before & ~leaves | enters | founded


def _target(life: Life, held: Held) -> Ints:
    """The family each record is about now: the person's; of a husband's second record, the second family."""
    family = life.people.family[held.records.person, life.state]
    second = held.fixed & (life.people.second_family[held.records.person] == held.records.family)
    return np.where((family < 0) | second, held.records.family, family)


def _left_behind(life: Life, held: Held, fresh: Dice, open_to: Bools) -> Held:
    """Some who come to another family are entered there as new; their old rows become second records nobody looks after."""
    records = held.records.rows(np.arange(len(held)))
    family = life.people.family[records.person, life.state]
    comes = (family >= 0) & (family != records.address) & ~held.fixed & ~records.copy & open_to[np.maximum(family, 0)]
    behind = comes & (fresh.uniform("behind", len(held)) < _LEFT_BEHIND)
    records.copy |= behind
    mark(records.marks, behind, Scenario.DUPLICATE_OTHER_FAMILY)
    return replace(held, records=records, fixed=held.fixed | behind)


def _stays(life: Life, held: Held, fresh: Dice, target: Ints, known: tuple[Bools, Bools, Bools]) -> Bools:
    """Rows delivered again; `known`: families heard of, families listed, records struck off if the person is dead."""
    heard, listed, struck_off = known
    records, n = held.records, len(held)
    dead = life.people.family[records.person, life.state] < 0
    struck = dead & (struck_off | (records.presence == _REPORTED_DEAD))
    cleaned = held.fixed & (fresh.uniform("cleaned", n) < _CLEANED)
    known_as = np.concatenate([held.listed, np.zeros(len(listed) - len(held.listed), dtype=bool)])
    left_with_family = (known_as & ~listed)[records.address]
    moved_out = ~held.fixed & heard[target] & ~listed[target]
    return np.asarray(~(struck | cleaned | left_with_family | moved_out))


def _as_it_is(life: Life, held: Held, target: Ints, open_to: Bools) -> tuple[Records, Records]:
    """The rows as they would be written today, and those of persons the list does not have yet."""
    people, state = life.people, life.state
    observe = life.dice.within(held.source).within("observe")
    decile, _, _ = chances(observe, people, life.families, held.source, state)
    decile[held.records.address[~held.fixed]] = held.records.decile[~held.fixed]
    person = held.records.person
    dead = people.family[person, state] < 0
    now = records_of(people, held.source, state, decile, (person, target, dead))
    now.presence = np.where(dead, _REPORTED_DEAD, 1)
    has = np.zeros(len(people), dtype=bool)
    has[person[~held.fixed]] = True
    family = people.family[:, state]
    comes = (family >= 0) & ~has & open_to[np.maximum(family, 0)] & ~left_out(observe, people, held.source)
    coming = np.flatnonzero(comes)
    nobody = np.zeros(len(coming), dtype=bool)
    everyone = now.with_rows(records_of(people, held.source, state, decile, (coming, family[coming], nobody)))
    households(observe, life.families, everyone, state)
    everyone.village = life.families.village[everyone.address, state]
    return everyone.rows(np.arange(len(now))), everyone.rows(np.arange(len(now), len(everyone)))


def _differs(life: Life, held: Held, now: Records) -> Bools:
    """Rows in which anything about family and place is no longer as it was written."""
    old, families = held.records, life.families
    differs = (old.unit != now.unit) | (old.role != now.role) | (old.presence != now.presence)
    differs |= families.house[old.address, old.address_state] != families.house[now.address, life.state]
    differs |= old.village != now.village
    differs |= families.kk[old.kk_family, held.written] != families.kk[now.kk_family, life.state]
    return np.asarray(differs)


def _looked_at(life: Life, held: Held, fresh: Dice) -> tuple[Bools, Bools]:
    """Rows in which the person's own values are written anew: because something was put right, and for no reason."""
    who, n = held.records.person, len(held)
    put_right = (life.corrected[who] > held.corrected) & (fresh.uniform("corrected", n) < _CORRECTION_HEARD)
    nik = held.text[IDENTITY_COLUMNS[held.source][0]]
    wrong = (nik != pl.Series(life.registry.nik[who]).cast(pl.String)).to_numpy()
    found = wrong & (fresh.uniform("found", n) < _MISTAKE_FOUND)
    again = fresh.uniform("again", n) < _REOBSERVED
    alive = held.records.presence != _REPORTED_DEAD
    return alive & (put_right | found), alive & again & ~put_right & ~found


def _merged(life: Life, old: Records, now: Records, place: Bools, target: Ints) -> Records:
    """Rows as they are written from now on: those heard of as it is, the others as before; whom they are about, always."""
    merged = old.rows(np.arange(len(old)))
    for name in ("unit", "role", "address", "address_state", "kk_family", "village", "decile", "presence"):
        setattr(merged, name, np.where(place, getattr(now, name), getattr(old, name)))
    merged.family = target
    in_household = Scenario.RUTA_TWO_KK.bit
    merged.marks = np.where(place, old.marks & ~in_household | now.marks & in_household, old.marks)
    merged.marks |= life.people.marks[old.person]
    mark(merged.marks, life.people.family[old.person, life.state] < 0, Scenario.DEAD_NOT_REMOVED)
    return merged
