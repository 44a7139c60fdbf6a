"""Three synthetic deliveries and their truth, chunk by chunk.

A chunk is 20,000 families that live, marry, move and die among themselves; a seed and a chunk's number determine every byte
of it. No person in it is real: names are composed, numbers are counted, only the names and codes of places are those of the
region table. See docs/sample.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from dtsen_link.errors import ConfigError, StorageError
from dtsen_link.sample.builds import configuration, key_for_all
from dtsen_link.sample.dice import Dice
from dtsen_link.sample.people import MOST_QUARTERS
from dtsen_link.sample.quarters import SOURCES, Deliveries, quarters_of
from dtsen_link.sample.regions import CHUNKS_PER_LAP
from dtsen_link.sample.writers import FORMATS, XLSX_ROWS, ParquetFile, Writer, open_writer, too_large

CHUNK_FAMILIES = 20_000
MOST_FAMILIES = 1024 * CHUNK_FAMILIES
# Rows per family at most, for the refusal of XLSX before anything is written.
_ROWS_PER_FAMILY = {"dtks": 2.3, "regsosek": 3.4, "p3ke": 2.0}
# Rows more per later quarter, for the same.
_GROWTH = 0.01
Key = tuple[int, str]


def write_sample(folder: Path, *, families: int, seed: int, formats: tuple[str, ...], quarters: int = 1) -> list[Path]:
    """Write dtks, regsosek and p3ke deliveries, truth.parquet and scenarios.parquet into a folder.

    Several quarters go into folders q1, q2 ... of it, each with a dtsen.toml, and beside these changes.parquet,
    record_changes.parquet and, unless it is there, id.key.

    Args:
        folder: made if it is not there; files of the same names are replaced once all new ones are complete.
        families: families at the start; about as many again of every ten are founded on the way.
        seed: same seed, same bytes.
        formats: csv, parquet or xlsx for dtks, regsosek and p3ke.
        quarters: how many, one after another, of one population.

    Returns:
        The files written.

    Raises:
        ConfigError: an unknown format, more rows than an XLSX sheet holds, or too many quarters.
        StorageError: the folder cannot be written.
    """
    paths = _paths(folder, families, formats, quarters)
    deliveries = {source: paths[1, source].name for source in SOURCES}
    parts = {key: path.with_name(f".part-{path.name}") for key, path in paths.items()}
    try:
        for path in paths.values():
            path.parent.mkdir(parents=True, exist_ok=True)
        _write_parts(parts, deliveries, families, seed, quarters)
        for key, path in paths.items():
            parts[key].replace(path)
        others = [key_for_all(folder)] if quarters > 1 else []
    except OSError as error:
        raise StorageError(f"{folder}: the sample cannot be written there: {error.strerror or error}") from error
    finally:
        with suppress(OSError):  # a folder that could not be made holds no parts
            for part in parts.values():
                part.unlink(missing_ok=True)
    return [*paths.values(), *others]


def chunks(families: int, seed: int, quarters: int = 1) -> Iterator[tuple[int, Deliveries]]:
    """The deliveries of every chunk in order, quarter by quarter."""
    count = -(-families // CHUNK_FAMILIES)
    for number in range(count):
        size = min(CHUNK_FAMILIES, families - number * CHUNK_FAMILIES)
        yield from enumerate(quarters_of(Dice(seed, number), size, -(-count // CHUNKS_PER_LAP), quarters), start=1)


def deliveries_of(dice: Dice, families: int, laps: int) -> Deliveries:
    """One chunk's first quarter."""
    return next(quarters_of(dice, families, laps, 1))


def _paths(folder: Path, families: int, formats: tuple[str, ...], quarters: int) -> dict[Key, Path]:
    """Files by quarter and name; those about all quarters have quarter 0."""
    if families > MOST_FAMILIES:
        raise ConfigError(f"families {families:,}: at most {MOST_FAMILIES:,}, or the record keys would run out")
    if not 1 <= quarters <= MOST_QUARTERS:
        raise ConfigError(f"quarters {quarters}: from 1 to {MOST_QUARTERS}")
    if len(formats) != len(SOURCES) or not set(formats) <= set(FORMATS):
        raise ConfigError(
            f"formats {','.join(formats)}: three are needed, for {', '.join(SOURCES)}, each one of {', '.join(FORMATS)}; "
            "for example csv,csv,xlsx"
        )
    names = {source: f"{source}.{ending}" for source, ending in zip(SOURCES, formats, strict=True)}
    growth = 1 + _GROWTH * (quarters - 1)
    for source, name in names.items():
        if name.endswith(".xlsx") and families * _ROWS_PER_FAMILY[source] * growth > XLSX_ROWS:
            raise too_large(Path(name))
    names |= {name: f"{name}.parquet" for name in ("truth", "scenarios")}
    if quarters == 1:
        return {(1, name): folder / file for name, file in names.items()}
    paths = {
        (quarter, name): folder / f"q{quarter}" / file
        for quarter in range(1, quarters + 1)
        for name, file in names.items()
    }
    paths |= {(quarter, "dtsen"): folder / f"q{quarter}" / "dtsen.toml" for quarter in range(1, quarters + 1)}
    return paths | {(0, name): folder / f"{name}.parquet" for name in ("changes", "record_changes")}


def _write_parts(parts: dict[Key, Path], deliveries: dict[str, str], families: int, seed: int, quarters: int) -> None:
    writers: dict[Key, Writer] = {}
    try:
        for (quarter, name), path in parts.items():
            if name == "dtsen":
                path.write_text(configuration(quarter, deliveries), encoding="utf-8")
            else:
                writers[quarter, name] = open_writer(path, name) if name in SOURCES else ParquetFile(path)
        for quarter, chunk in chunks(families, seed, quarters):
            for source in SOURCES:
                writers[quarter, source].append(chunk.rows[source])
            writers[quarter, "truth"].append(chunk.truth)
            writers[quarter, "scenarios"].append(chunk.scenarios)
            if quarter > 1:
                writers[0, "changes"].append(chunk.changes)
                writers[0, "record_changes"].append(chunk.record_changes)
    finally:
        for writer in writers.values():
            writer.close()
