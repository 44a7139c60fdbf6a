"""A source's file as it stands: its records, its keys and the text in which each was last written down."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from dtsen_link.sample.dice import Dice
from dtsen_link.sample.layouts import IDENTITY_COLUMNS, KEY_COLUMNS, Keys, Sheet, as_text, keys_of, truth_of
from dtsen_link.sample.life import Life
from dtsen_link.sample.observe import Records, observe
from dtsen_link.sample.offices import Desk, sloppiness
from dtsen_link.sample.people import Bools, Ints
from dtsen_link.sample.programmes import written_programmes
from dtsen_link.sample.scenario import Scenario
from dtsen_link.sample.spoil_births import written_birth
from dtsen_link.sample.spoil_names import written_name
from dtsen_link.sample.spoil_numbers import written_kk, written_nik

# Hard cases of what a record says of the person, which a new writing makes or ends.
_IDENTITY_BITS = sum(
    scenario.bit
    for scenario in (
        Scenario.SPOUSE_NIK, Scenario.MEMBER_NIK, Scenario.NIK_CLASH, Scenario.INFANT_BAYI_NY, Scenario.NICKNAME_ONLY,
        Scenario.DAY_MONTH_SWAPPED, Scenario.INFANT_WITHOUT_NIK, Scenario.PAPUA_REWRITTEN_PREFIX, Scenario.HEAPED_BIRTH_DATE,
    )
)  # fmt: skip
_PLACE_BITS = Scenario.KK_ZERO.bit


@dataclass(frozen=True)
class Held:
    """One source's file in one chunk; columns along its records.

    Attributes:
        state: the state it was last brought up to.
        system: how often all keys have been given anew.
        number: what the record's key is made of, kept for good. `next_number` comes next.
        written: the state at which family and place were written down.
        corrected: what Life.corrected was when the person's own values were written down.
        fixed: records the source takes for somebody else's: nothing that happens to the person reaches them.
        listed: along Families, those the source has.
        text: the columns as delivered.
    """

    source: str
    state: int
    system: int
    records: Records
    number: Ints
    next_number: int
    written: Ints
    corrected: Ints
    fixed: Bools
    listed: Bools
    text: pl.DataFrame

    def __len__(self) -> int:
        return len(self.records)

    def rows(self, at: Ints | Bools) -> Held:
        """The file with some of its records only."""
        columns = {name: getattr(self, name)[at] for name in ("number", "written", "corrected", "fixed")}
        places = np.flatnonzero(at) if at.dtype == bool else at
        return replace(self, records=self.records.rows(at), text=self.text[pl.Series(places)], **columns)

    def keys(self, dice: Dice) -> Keys:
        """The keys the source delivers."""
        return keys_of(dice, self.source, self.records, self.number, self.system)

    def delivery(self, dice: Dice) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The file's rows in the order of delivery, and beside them the truth."""
        keys = self.keys(dice)
        record, unit = KEY_COLUMNS[self.source]
        keyed = self.text.with_columns(keys.records.alias(record), keys.units.alias(unit))
        return keyed[keys.order], truth_of(dice, self.records, keys)[keys.order]


def delivered_anew(life: Life, source: str, state: int, *, system: int = 0, again: bool = False) -> Held:
    """A file in which everybody is written down at one state.

    Args:
        life: the chunk.
        source: the source.
        state: the state it looks at.
        system: how often all keys have been given anew.
        again: whether there was a delivery before; the errors are others then, the families mostly the same.
    """
    standing = life.dice.within(source)
    records = observe(standing.within("observe"), life.world, life.people, life.families, source, state)
    fresh = standing.within(f"quarter{state}") if again else standing
    number = np.arange(len(records))
    text = write_down(life, source, state, records, number, fresh)
    second = (life.people.second_family[records.person] == records.family) & ~records.copy
    elsewhere = records.copy & ((records.marks & Scenario.DUPLICATE_OTHER_FAMILY.bit) > 0)
    return Held(
        source, state, system, records, number, len(records), np.full(len(records), state),
        life.corrected[records.person], second | elsewhere,
        np.bincount(records.family, minlength=len(life.families)) > 0, text,
    )  # fmt: skip


def write_down(life: Life, source: str, state: int, records: Records, number: Ints, fresh: Dice) -> pl.DataFrame:
    """The text of records with a source's errors; marks the records of the scenarios these make.

    What goes with the village and the family, `life` determines: enumerators, and whose KK is missing or stale.
    """
    standing = life.dice.within(source)
    weight = sloppiness(standing.within("sloppy"), life.world, life.registry.hardship[records.person], records)
    desk = Desk(
        source, state, life.world, life.people, life.families, life.registry, life.named.words, records, weight
    )  # fmt: skip
    sheet = Sheet(
        nik=written_nik(fresh.within("nik"), desk),
        kk=written_kk(standing.within("kk"), desk),
        name=written_name(fresh.within("name"), desk),
        birth=written_birth(fresh.within("birth"), desk),
        mixed_case=fresh.hits("case", desk.office.mixed_case, weight),
        programmes=written_programmes(life.dice, life.families, records, state) if source == "p3ke" else {},
    )
    return as_text(desk, sheet, keys_of(life.dice, source, records, number))


def rewritten(life: Life, held: Held, records: Records, identity: Bools, place: Bools, fresh: Dice) -> Held:
    """The file with some records written down anew, all others as they stand.

    Args:
        life: the chunk.
        held: the file; a row per record.
        records: what its records are about now; any more than the file has are added below.
        identity: records whose columns about the person are written anew.
        place: records whose columns about family and place are.
        fresh: for the errors of this quarter.
    """
    known, n = len(held), len(records)
    numbers = np.concatenate([held.number, held.next_number + np.arange(n - known)])
    bits = np.where(identity, _IDENTITY_BITS, 0) | np.where(place, _PLACE_BITS, 0)
    before = records.marks & ~bits
    records.marks = before.copy()
    text = write_down(life, held.source, held.state, records, numbers, fresh)
    records.marks = before | records.marks & bits
    own = IDENTITY_COLUMNS[held.source]
    both = pl.concat([held.text, text])
    at = {
        True: pl.Series(np.where(identity, known, 0) + np.arange(n)),
        False: pl.Series(np.where(place, known, 0) + np.arange(n)),
    }
    columns = [both[name].gather(at[name in own]) for name in both.columns]
    return replace(
        held, records=records, number=numbers, next_number=held.next_number + n - known,
        written=np.where(place, held.state, _longer(held.written, n)),
        corrected=np.where(identity, life.corrected[records.person], _longer(held.corrected, n)),
        fixed=_longer(held.fixed.astype(np.int64), n) > 0, text=pl.DataFrame(columns),
    )  # fmt: skip


def _longer(column: Ints, n: int) -> Ints:
    return np.concatenate([column, np.zeros(n - len(column), dtype=np.int64)])
