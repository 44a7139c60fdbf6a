"""What truly changed between two states: with persons, with families. For measuring only; a build never reads it."""

from __future__ import annotations

import numpy as np
import polars as pl

from dtsen_link.sample.corrections import Corrections
from dtsen_link.sample.layouts import CHUNK_STRIDE
from dtsen_link.sample.life import Life
from dtsen_link.sample.people import HEAD, Bools, Ints
from dtsen_link.sample.programmes import PROGRAMMES, persons_receiving

PERSON_CHANGES = (
    "born", "died", "married", "separated", "changed_family", "changed_role", "moved_desa", "moved_kecamatan",
    "moved_kabupaten", "new_kk", "birth_corrected", "name_corrected", "nik_corrected",
    *(f"{change}_{programme}" for programme in PROGRAMMES for change in ("gained", "lost")),
)  # fmt: skip
FAMILY_CHANGES = (
    "founded", "dissolved", "member_joined", "member_left", "new_head", "moved_desa", "moved_kecamatan", "moved_kabupaten",
    "new_kk",
)  # fmt: skip
_COLUMNS = {"entity": pl.String, "true_id": pl.Int64, "change": pl.String, "other_id": pl.Int64}


def changes_since(life: Life, spouse_before: Ints, corrections: Corrections) -> pl.DataFrame:
    """One row per change between the state before and the latest one: entity, true_id, change, other_id.

    Args:
        life: the chunk at its latest state.
        spouse_before: People.spouse at the state before.
        corrections: what the registry put right in between.
    """
    parts = [*_persons(life, spouse_before, corrections), *_families(life)]
    return pl.concat([pl.DataFrame(schema=_COLUMNS), *parts]).sort("entity", "true_id", "change", "other_id")


def _persons(life: Life, spouse_before: Ints, corrections: Corrections) -> list[pl.DataFrame]:
    people, state = life.people, life.state
    before, now = people.family[:, state - 1], people.family[:, state]
    there, here = before >= 0, now >= 0
    stays = there & here
    spouse = np.full(len(people), -1, dtype=np.int64)
    spouse[: len(spouse_before)] = spouse_before
    new_here = np.arange(len(people)) >= len(spouse_before)

    def rows(change: str, who: Bools, other: Ints | None = None) -> pl.DataFrame:
        return _rows(life, "person", change, np.flatnonzero(who), other)

    kk = life.families.kk
    return [
        # A child may die in the quarter in which it is born: nobody ever sees it.
        rows("born", new_here & here, now),
        rows("died", there & ~here, before),
        rows("married", stays & (spouse < 0) & (people.spouse >= 0), people.spouse),
        rows("separated", stays & (spouse >= 0) & (people.spouse < 0), spouse),
        rows("changed_family", stays & (before != now), before),
        rows("changed_role", stays & (people.role[:, state - 1] != people.role[:, state])),
        rows("new_kk", stays & (kk[before, state - 1] != kk[now, state])),
        _rows(life, "person", "birth_corrected", corrections.births, None),
        _rows(life, "person", "name_corrected", corrections.names, None),
        _rows(life, "person", "nik_corrected", corrections.numbers, None),
        *_moves(life, "person", stays, before, now),
        *_programmes(life, stays),
    ]


def _programmes(life: Life, stays: Bools) -> list[pl.DataFrame]:
    """Those who live on and receive a programme only now, or no more."""
    parts = []
    for programme in PROGRAMMES:
        before, now = (
            persons_receiving(life.dice, life.people, life.families, state, programme)
            for state in (life.state - 1, life.state)
        )
        for change, who in ((f"gained_{programme}", now & ~before), (f"lost_{programme}", before & ~now)):
            parts.append(_rows(life, "person", change, np.flatnonzero(stays & who), None))
    return parts


def _families(life: Life) -> list[pl.DataFrame]:
    people, state, n = life.people, life.state, len(life.families)
    before, now = people.family[:, state - 1], people.family[:, state]
    lived, lives = (np.bincount(column[column >= 0], minlength=n) > 0 for column in (before, now))
    both = lived & lives
    old_head, head = (_heads(life, at) for at in (state - 1, state))
    apart = before != now
    joined, left = (np.flatnonzero(apart & (side >= 0) & both[np.maximum(side, 0)]) for side in (now, before))
    kk, itself = life.families.kk, np.arange(n)

    def rows(change: str, which: Bools, other: Ints | None = None) -> pl.DataFrame:
        return _rows(life, "family", change, np.flatnonzero(which), other)

    return [
        rows("founded", lives & ~lived, np.where(head >= 0, before[head], -1)),
        rows("dissolved", lived & ~lives),
        rows("new_head", both & (old_head != head), head),
        rows("new_kk", both & (kk[:, state - 1] != kk[:, state])),
        _pairs(life, "member_joined", now[joined], joined),
        _pairs(life, "member_left", before[left], left),
        *_moves(life, "family", both, itself, itself),
    ]


def _heads(life: Life, state: int) -> Ints:
    people, head = life.people, np.full(len(life.families), -1, dtype=np.int64)
    rows = np.flatnonzero((people.family[:, state] >= 0) & (people.role[:, state] == HEAD))
    head[people.family[rows, state]] = rows
    return head


def _moves(life: Life, entity: str, able: Bools, before: Ints, now: Ints) -> list[pl.DataFrame]:
    """Those who live in another village; told by the largest area they have left."""
    village, world, state = life.families.village, life.world, life.state
    old, new = village[np.maximum(before, 0), state - 1], village[np.maximum(now, 0), state]
    other_kab, other_kec = world.kab[old] != world.kab[new], world.kec[old] != world.kec[new]
    return [
        _rows(life, entity, "moved_kabupaten", np.flatnonzero(able & other_kab), None),
        _rows(life, entity, "moved_kecamatan", np.flatnonzero(able & other_kec & ~other_kab), None),
        _rows(life, entity, "moved_desa", np.flatnonzero(able & (old != new) & ~other_kec), None),
    ]


def _rows(life: Life, entity: str, change: str, rows: Ints, other: Ints | None) -> pl.DataFrame:
    others = np.full(len(rows), -1, dtype=np.int64) if other is None else other[rows]
    return _table(life, entity, change, rows, others)


def _pairs(life: Life, change: str, families: Ints, persons: Ints) -> pl.DataFrame:
    return _table(life, "family", change, families, persons)


def _table(life: Life, entity: str, change: str, ids: Ints, others: Ints) -> pl.DataFrame:
    base = life.dice.chunk * CHUNK_STRIDE
    other = pl.Series(others + base)
    return pl.DataFrame(
        {"entity": [entity] * len(ids), "true_id": ids + base, "change": [change] * len(ids), "other_id": other},
        schema=_COLUMNS,
    ).with_columns(pl.when(pl.Series(others >= 0)).then("other_id").alias("other_id"))
