"""One chunk, quarter after quarter: its deliveries, their truth, and what changed in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from dtsen_link.sample.changes import changes_since
from dtsen_link.sample.dice import Dice
from dtsen_link.sample.held import Held, delivered_anew
from dtsen_link.sample.life import Life, live_a_quarter, populate
from dtsen_link.sample.people import SOURCE_STATE
from dtsen_link.sample.scenario import Scenario
from dtsen_link.sample.updates import Update, next_file

SOURCES = ("dtks", "regsosek", "p3ke")


@dataclass(frozen=True)
class Deliveries:
    """What one chunk adds to a quarter's files.

    Attributes:
        rows: rows by source.
        truth: whom each record is about.
        scenarios: the records that take part in hard cases.
        changes: what truly changed since the quarter before; none in the first.
        record_changes: what became of the records since; none in the first.
    """

    rows: dict[str, pl.DataFrame]
    truth: pl.DataFrame
    scenarios: pl.DataFrame
    changes: pl.DataFrame
    record_changes: pl.DataFrame


def quarters_of(dice: Dice, families: int, laps: int, quarters: int) -> Iterator[Deliveries]:
    """One chunk's deliveries of each quarter; they depend on the seed, its number, its size and the number of laps alone."""
    life = populate(dice, families, laps)
    files = {source: delivered_anew(life, source, SOURCE_STATE[source]) for source in SOURCES}
    yield _deliveries(life, files, pl.DataFrame(), pl.DataFrame())
    for quarter in range(2, quarters + 1):
        spouses = life.people.spouse.copy()
        corrections = live_a_quarter(life)
        changes = changes_since(life, spouses, corrections)
        updates = {source: next_file(life, file, quarter) for source, file in files.items()}
        files = {source: update.held for source, update in updates.items()}
        yield _deliveries(life, files, _of(quarter, changes), _of(quarter, _events(updates)))


def _deliveries(life: Life, files: dict[str, Held], changes: pl.DataFrame, events: pl.DataFrame) -> Deliveries:
    rows, truths = {}, []
    for source, file in files.items():
        rows[source], truth = file.delivery(life.dice)
        truths.append(truth.select(pl.lit(source).alias("source"), pl.all()))
    truth = pl.concat(truths)
    known = truth.drop("marks").sort("source", "source_record_id")
    return Deliveries(rows, known, scenarios_of(truth), changes, events)


def _events(updates: dict[str, Update]) -> pl.DataFrame:
    parts = [update.events.select(pl.lit(source).alias("source"), pl.all()) for source, update in updates.items()]
    return pl.concat(parts).sort("source", "source_record_id", "previous_source_record_id", "event")


def _of(quarter: int, table: pl.DataFrame) -> pl.DataFrame:
    return table.select(pl.lit(quarter, dtype=pl.Int64).alias("quarter"), pl.all())


def scenarios_of(truth: pl.DataFrame) -> pl.DataFrame:
    """The records of each scenario: those marked, and the same persons' other records, since a bench scores pairs."""
    parts = []
    for scenario in Scenario:
        concerned = truth.filter(pl.col("marks") & scenario.bit != 0)
        if scenario != Scenario.DEAD_NOT_REMOVED:
            concerned = truth.join(concerned, on="true_person", how="semi")
        parts.append(concerned.select(pl.lit(scenario.name.lower()).alias("scenario"), "source", "source_record_id"))
    return pl.concat(parts).sort("scenario", "source", "source_record_id")
