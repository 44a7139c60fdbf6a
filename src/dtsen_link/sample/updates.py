"""What a source's file looks like a quarter later: brought up to date, looked into here and there, new, or the same."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from dtsen_link.sample.held import Held, delivered_anew, rewritten
from dtsen_link.sample.layouts import IDENTITY_COLUMNS
from dtsen_link.sample.life import Life
from dtsen_link.sample.people import SOURCE_STATE, Bools
from dtsen_link.sample.rounds import Round, go_round

NEW_SYSTEM_QUARTER = 3  # in which DTKS comes from a new system
NEW_DELIVERY_EVERY = 4  # quarters, of P3KE
_CENSUS_VISITS = 0.004  # of the families, per quarter
_EVENT_COLUMNS = {"source_record_id": pl.String, "previous_source_record_id": pl.String, "event": pl.String}


def state_of(source: str, quarter: int) -> int:
    """The state a source's file of a quarter speaks of."""
    if source == "dtks":
        return SOURCE_STATE[source] + quarter - 1
    if source == "p3ke" and quarter >= NEW_DELIVERY_EVERY:
        return SOURCE_STATE["dtks"] + quarter // NEW_DELIVERY_EVERY * NEW_DELIVERY_EVERY - 1
    return SOURCE_STATE[source]


@dataclass(frozen=True)
class Update:
    """A file, and record by record how it came from the one before."""

    held: Held
    events: pl.DataFrame


def next_file(life: Life, held: Held, quarter: int) -> Update:
    """The file of the next quarter, the chunk having lived until then."""
    if held.source == "dtks":
        return _brought_up_to_date(life, held, new_system=quarter == NEW_SYSTEM_QUARTER)
    if held.source == "regsosek":
        return _looked_into(life, held)
    if quarter % NEW_DELIVERY_EVERY == 0:
        anew = delivered_anew(life, held.source, life.state, system=held.system + 1, again=True)
        left, entered = held.keys(life.dice).records, anew.keys(life.dice).records
        return Update(anew, pl.concat([_events("left", before=left), _events("entered", now=entered)]))
    return Update(held, pl.DataFrame(schema=_EVENT_COLUMNS))


def _looked_into(life: Life, held: Held) -> Update:
    """The census stands; the values of a few families' persons are looked up again, for the date of the census."""
    fresh = life.dice.within(held.source).within(f"quarter{life.state}")
    visited = (fresh.uniform("visited", len(life.families)) < _CENSUS_VISITS)[held.records.family]
    nothing = np.zeros(len(held), dtype=bool)
    after = rewritten(life, held, held.records.rows(~nothing), visited, nothing, fresh)
    ids = held.keys(life.dice).records
    events = [_same("person_updated", ids, visited), _same("nik_corrected", ids, _nik_corrected(life, held, after))]
    return Update(after, pl.concat(events))


def _brought_up_to_date(life: Life, held: Held, *, new_system: bool) -> Update:
    done: Round = go_round(life, held)
    stayed, before = len(done.stayed), held.keys(life.dice).records
    after = replace(done.held, system=held.system + new_system)
    now = after.keys(life.dice).records
    earlier = before.filter(pl.Series(~np.isin(np.arange(len(held)), done.stayed)))
    ids = now[:stayed]
    events = [
        _events("left", before=earlier),
        _events("entered", now=now[stayed:]),
        _same("family_updated", ids, done.place),
        _same("person_updated", ids, done.person),
        _same("reobserved", ids, done.reobserved),
        _same("nik_corrected", ids, _nik_corrected(life, held.rows(done.stayed), after)),
    ]
    if new_system:
        events.append(_events("rekeyed", now=ids, before=before[pl.Series(done.stayed)]))
    return Update(after, pl.concat(events))


def _nik_corrected(life: Life, before: Held, after: Held) -> Bools:
    """Records of `before` that show their person's NIK now, plainly, and did not before."""
    column, n = IDENTITY_COLUMNS[before.source][0].upper(), len(before)
    name = next(name for name in before.text.columns if name.upper() == column)
    right = pl.Series(life.registry.nik[after.records.person[:n]]).cast(pl.String)
    return np.asarray(((after.text[name][:n] == right) & (before.text[name] != right)).to_numpy())


def _same(event: str, ids: pl.Series, rows: Bools) -> pl.DataFrame:
    """An event of records whose key is the same before and after, or that were given a new one at the same time."""
    return _events(event, now=ids.filter(pl.Series(rows)))


def _events(event: str, *, now: pl.Series | None = None, before: pl.Series | None = None) -> pl.DataFrame:
    n = len(now) if now is not None else len(before) if before is not None else 0
    none = pl.Series([None] * n, dtype=pl.String)
    return pl.DataFrame(
        [
            (none if now is None else now).alias("source_record_id"),
            (none if before is None else before).alias("previous_source_record_id"),
            pl.Series("event", [event] * n, dtype=pl.String),
        ],
        schema=_EVENT_COLUMNS,
    )
