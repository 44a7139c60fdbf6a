"""The deliveries of a later day: some records changed, gone, new or renumbered; the same seed changes the same ones.

Records are drawn by a hash of their key and the seed, so neither the order of rows nor the number of files matters.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from dtsen_link.config import Config
from dtsen_link.sample.writers import open_writer
from dtsen_link.source_config import SourceConfig

_DELIMITER = {"dtks": "|", "regsosek": ",", "p3ke": ","}
_ENCODING = {"dtks": "latin-1", "regsosek": "utf-8", "p3ke": "utf-8"}
# One of these changes in a changed record.
_FIELDS = ("nama", "tanggal_lahir", "nik", "alamat", "shdk", "desil")


@dataclass(frozen=True)
class Change:
    """What becomes of the records.

    Attributes:
        changed: share of the records that say something else now.
        removed: share that is delivered no more.
        added: share that comes a second time under a new key, with another name and NIK.
        renumbered: share that comes under a new key and says the same.
        seed: draws the records.
    """

    changed: float = 0.0
    removed: float = 0.0
    added: float = 0.0
    renumbered: float = 0.0
    seed: int = 1


def change_deliveries(config: Config, target: Path, change: Change) -> int:
    """Write the sample's deliveries (CSV) of a configuration to another folder, changed; says how many records were touched."""
    target.mkdir(parents=True, exist_ok=True)
    touched = 0
    for source in config.sources:
        for pattern in source.files:
            for path in sorted(config.folder.glob(pattern)):
                table = _read(path, source.name)
                after, count = _changed(table, source, change)
                touched += count
                writer = open_writer(target / path.name, source.name)
                writer.append(after)
                writer.close()
    return touched


def _read(path: Path, source: str) -> pl.DataFrame:
    text = path.read_text(encoding=_ENCODING[source])
    table = pl.read_csv(text.encode(), separator=_DELIMITER[source], infer_schema=False)
    return table.fill_null("")


def _changed(table: pl.DataFrame, source: SourceConfig, change: Change) -> tuple[pl.DataFrame, int]:
    columns = source.columns
    key, name, nik = columns["source_record_id"], columns["nama"], columns["nik"]
    fields = [columns[field] for field in _FIELDS if field in columns]
    bounds = [change.changed, change.removed, change.added, change.renumbered]
    ends = [sum(bounds[: number + 1]) for number in range(len(bounds))]
    rows: list[dict[str, str]] = []
    touched = 0
    for row in table.iter_rows(named=True):
        draw = _draw(row[key], change.seed)
        fate = next((number for number, end in enumerate(ends) if draw < end), len(ends))
        touched += fate < len(ends)
        if fate == 0:
            row = _said_otherwise(row, fields, _number(row[key], change.seed + 1))
        elif fate == 1:
            continue
        elif fate == 2:
            rows.append(row)
            row = {**row, key: f"{row[key]}N", name: f"{row[name]} BARU", nik: ""}
        elif fate == 3:
            row = {**row, key: f"{row[key]}R"}
        rows.append(row)
    return pl.DataFrame(rows, schema=table.schema), touched


def _said_otherwise(row: dict[str, str], fields: list[str], number: int) -> dict[str, str]:
    """One field of a record says something else: two letters change places, or the value is gone."""
    field = fields[number % len(fields)]
    value = row[field]
    if len(value) < 4:
        return {**row, field: ""}
    place = number % (len(value) - 2)
    return {**row, field: value[:place] + value[place + 1] + value[place] + value[place + 2 :]}


def _draw(key: str, seed: int) -> float:
    return _number(key, seed) / 2**64


def _number(key: str, seed: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}:{key}".encode()).digest()[:8], "big")
