"""Three synthetic deliveries and their truth, chunk by chunk.

A chunk is 20,000 families that live, marry, move and die among themselves; a seed and a chunk's number determine every byte
of it. No person in it is real: names are composed, numbers are counted, only the names and codes of places are those of the
region table. See docs/sample.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from dtsen_link.errors import ConfigError, StorageError
from dtsen_link.sample.dice import Dice
from dtsen_link.sample.events import live_on
from dtsen_link.sample.institutions import with_institutions
from dtsen_link.sample.layouts import Sheet, as_delivery
from dtsen_link.sample.names import registered_names
from dtsen_link.sample.observe import observe
from dtsen_link.sample.offices import Desk, sloppiness
from dtsen_link.sample.people import Families, Ints, People
from dtsen_link.sample.population import settle
from dtsen_link.sample.regions import CHUNKS_PER_LAP, World, build_world
from dtsen_link.sample.registry import Registry, hardship_of, register
from dtsen_link.sample.scenario import Scenario
from dtsen_link.sample.spoil_births import written_birth
from dtsen_link.sample.spoil_names import written_name
from dtsen_link.sample.spoil_numbers import written_kk, written_nik
from dtsen_link.sample.vocabulary import vocabulary
from dtsen_link.sample.writers import FORMATS, XLSX_ROWS, ParquetFile, Writer, open_writer, too_large

CHUNK_FAMILIES = 20_000
MOST_FAMILIES = 1024 * CHUNK_FAMILIES
SOURCES = ("dtks", "regsosek", "p3ke")
# Rows per family at most, for the refusal of XLSX before anything is written.
_ROWS_PER_FAMILY = {"dtks": 2.3, "regsosek": 3.4, "p3ke": 2.0}
_MONONYM_RATE = 0.05


@dataclass(frozen=True)
class Deliveries:
    """What one chunk adds to the files: rows by source, truth, scenarios."""

    rows: dict[str, pl.DataFrame]
    truth: pl.DataFrame
    scenarios: pl.DataFrame


@dataclass(frozen=True)
class _Chunk:
    dice: Dice
    world: World
    people: People
    families: Families
    registry: Registry
    names: Ints


def write_sample(folder: Path, *, families: int, seed: int, formats: tuple[str, ...]) -> list[Path]:
    """Write dtks, regsosek and p3ke deliveries, truth.parquet and scenarios.parquet into a folder.

    Args:
        folder: made if it is not there; files of the same names are replaced once all new ones are complete.
        families: families at the start; about as many again of every ten are founded on the way.
        seed: same seed, same bytes.
        formats: csv, parquet or xlsx for dtks, regsosek and p3ke.

    Returns:
        The files written.

    Raises:
        ConfigError: an unknown format, or more rows than an XLSX sheet holds.
        StorageError: the folder cannot be written.
    """
    paths = _paths(folder, families, formats)
    parts = {name: path.with_name(f".part-{path.name}") for name, path in paths.items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_parts(parts, families, seed)
        for name, path in paths.items():
            parts[name].replace(path)
    except OSError as error:
        raise StorageError(f"{folder}: the sample cannot be written there: {error.strerror or error}") from error
    finally:
        with suppress(OSError):  # a folder that could not be made holds no parts
            for part in parts.values():
                part.unlink(missing_ok=True)
    return list(paths.values())


def chunks(families: int, seed: int) -> Iterator[Deliveries]:
    """The deliveries of every chunk in order."""
    count = -(-families // CHUNK_FAMILIES)
    for number in range(count):
        size = min(CHUNK_FAMILIES, families - number * CHUNK_FAMILIES)
        yield deliveries_of(Dice(seed, number), size, laps=-(-count // CHUNKS_PER_LAP))


def deliveries_of(dice: Dice, families: int, laps: int) -> Deliveries:
    """One chunk; it depends on nothing but the seed, its number, its size and the number of laps."""
    chunk = _populate(dice, families, laps)
    rows, truths = {}, []
    for source in SOURCES:
        rows[source], truth = _delivery(chunk, source)
        truths.append(truth.select(pl.lit(source).alias("source"), pl.all()))
    truth = pl.concat(truths)
    return Deliveries(rows, truth.drop("marks").sort("source", "source_record_id"), _scenarios(truth))


def _populate(dice: Dice, families: int, laps: int) -> _Chunk:
    world = build_world(dice.within("world"), families)
    people, settled, issues = settle(dice.within("population"), world)
    people = with_institutions(dice.within("institutions"), people, settled)
    everyone = live_on(dice.within("events"), world, people, settled, issues)
    hardship = hardship_of(dice.within("hardship"), world, people, everyone)
    registry = register(dice.within("registry"), world, people, issues, hardship, laps)
    plain = dice.hits("mononym", _MONONYM_RATE, hardship)
    names = registered_names(dice.within("names"), vocabulary(), people, plain)
    return _Chunk(dice, world, people, everyone, registry, names)


def _delivery(chunk: _Chunk, source: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    dice, world, registry = chunk.dice.within(source), chunk.world, chunk.registry
    records = observe(dice.within("observe"), world, chunk.people, chunk.families, source)
    weight = sloppiness(dice.within("sloppy"), world, registry.hardship[records.person], records)
    desk = Desk(source, world, chunk.people, chunk.families, registry, chunk.names, records, weight)
    sheet = Sheet(
        nik=written_nik(dice.within("nik"), desk),
        kk=written_kk(dice.within("kk"), desk),
        name=written_name(dice.within("name"), desk),
        birth=written_birth(dice.within("birth"), desk),
        mixed_case=dice.hits("case", desk.office.mixed_case, weight),
    )
    return as_delivery(dice, desk, sheet)


def _scenarios(truth: pl.DataFrame) -> pl.DataFrame:
    """The records of each scenario: those marked, and the same persons' other records, since a bench scores pairs."""
    parts = []
    for scenario in Scenario:
        concerned = truth.filter(pl.col("marks") & scenario.bit != 0)
        if scenario != Scenario.DEAD_NOT_REMOVED:
            concerned = truth.join(concerned, on="true_person", how="semi")
        parts.append(concerned.select(pl.lit(scenario.name.lower()).alias("scenario"), "source", "source_record_id"))
    return pl.concat(parts).sort("scenario", "source", "source_record_id")


def _paths(folder: Path, families: int, formats: tuple[str, ...]) -> dict[str, Path]:
    if families > MOST_FAMILIES:
        raise ConfigError(f"families {families:,}: at most {MOST_FAMILIES:,}, or the record keys would run out")
    if len(formats) != len(SOURCES) or not set(formats) <= set(FORMATS):
        raise ConfigError(
            f"formats {','.join(formats)}: three are needed, for {', '.join(SOURCES)}, each one of {', '.join(FORMATS)}; "
            "for example csv,csv,xlsx"
        )
    paths = {source: folder / f"{source}.{ending}" for source, ending in zip(SOURCES, formats, strict=True)}
    for source, path in paths.items():
        if path.suffix == ".xlsx" and families * _ROWS_PER_FAMILY[source] > XLSX_ROWS:
            raise too_large(path)
    return {**paths, "truth": folder / "truth.parquet", "scenarios": folder / "scenarios.parquet"}


def _write_parts(parts: dict[str, Path], families: int, seed: int) -> None:
    writers: dict[str, Writer] = {source: open_writer(parts[source], source) for source in SOURCES}
    writers |= {name: ParquetFile(parts[name]) for name in ("truth", "scenarios")}
    try:
        for chunk in chunks(families, seed):
            for source in SOURCES:
                writers[source].append(chunk.rows[source])
            writers["truth"].append(chunk.truth)
            writers["scenarios"].append(chunk.scenarios)
    finally:
        for writer in writers.values():
            writer.close()
