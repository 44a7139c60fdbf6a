"""The lookups the SQL of this stage reads: shipped reference files, and what the configuration says of each source.

Each function gives one `ref_*` table. Codes are text throughout: 01 must not become 1.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from dtsen_link.errors import ConfigError, SourceError
from dtsen_link.shipped_tables import shipped_table
from dtsen_link.source_config import CODED_VALUES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dtsen_link.config import Config
    from dtsen_link.source_config import SourceConfig

# Kecamatan numbers have two digits; no name has more tokens than that either.
_POSITIONS = 99
_DIRECTIVES = {"%d": "D", "%e": "D", "%m": "M", "%b": "M", "%B": "M", "%y": "Y", "%Y": "Y"}
_BPS_LENGTHS = (4, 7, 10)
_KEMENDAGRI_LENGTHS = (4, 6, 10)


def tables(config: Config) -> dict[str, pa.Table]:
    """Every lookup of the stage by table name."""
    return {
        "ref_wilayah": shipped_table("wilayah.csv.gz"),
        "ref_wilayah_lama": shipped_table("wilayah_lama.csv"),
        "ref_wilayah_nama": shipped_table("wilayah_nama.csv"),
        "ref_nik_placeholder": shipped_table("nik_placeholder.csv"),
        "ref_nama_gelar": shipped_table("nama_gelar.csv"),
        "ref_nama_singkatan": shipped_table("nama_singkatan.csv"),
        "ref_nama_ejaan": shipped_table("nama_ejaan.csv"),
        "ref_nama_sisa": shipped_table("nama_sisa.csv"),
        "ref_position": pa.table({"n": pa.array(range(1, _POSITIONS + 1), pa.int32())}),
        "ref_source": sources(config),
        "ref_source_value": source_values(config),
        "ref_source_date": source_dates(config),
        "ref_crosswalk": crosswalks(config),
    }


def sources(config: Config) -> pa.Table:
    """One row per source: data date, trust, family unit, region code system."""
    return pa.table(
        {
            "source": pa.array([source.name for source in config.sources], pa.string()),
            "data_date": pa.array([source.data_date for source in config.sources], pa.date32()),
            "trust": pa.array([source.trust for source in config.sources], pa.int32()),
            "family_unit": pa.array([source.family_unit for source in config.sources], pa.string()),
            "region_codes": pa.array([source.region_codes for source in config.sources], pa.string()),
        }
    )


def source_values(config: Config) -> pa.Table:
    """One row per delivered value of a coded column; the shipped list stands in where a source has none of its own."""
    own_words = shipped_table("nilai_bawaan.csv").to_pylist()
    rows = set()
    for source in config.sources:
        for column in CODED_VALUES:
            listed = source.values.get(column)
            if listed is None:
                rows |= {
                    (source.name, column, row["nilai"], row["baku"]) for row in own_words if row["kolom"] == column
                }
            else:
                rows |= {(source.name, column, " ".join(key.upper().split()), value) for key, value in listed.items()}
    return _table(("source", "kolom", "nilai", "baku"), sorted(rows))


def source_dates(config: Config) -> pa.Table:
    """One row per attempt at a source's dates: the order of day (D), month (M) and year (Y); ISO comes last for all."""
    rows = []
    for source in config.sources:
        orders = [field_order(source.name, text) for text in source.date_formats]
        rows += [(source.name, number, order, False) for number, order in enumerate(orders, start=1)]
        rows.append((source.name, len(orders) + 1, "YMD", True))
    names = ("source", "attempt_no", "field_order", "is_fallback")
    return pa.table([pa.array(column) for column in zip(*rows, strict=True)], names=names)


def field_order(source: str, date_format: str) -> str:
    """The order of the fields of a date format: `%d-%m-%Y` is DMY, `%Y` alone is Y.

    Raises:
        ConfigError: the format has a directive that no birth date needs, or no year.
    """
    order = "".join(_DIRECTIVES.get(directive, "?") for directive in re.findall(r"%[A-Za-z]", date_format))
    if order not in {"DMY", "MDY", "YMD", "YDM", "MY", "YM", "Y"}:
        raise ConfigError(
            f"sources[{source}].date_formats: {date_format!r} cannot be read; it must name a year (%Y or %y), "
            'may name a month (%m, %b, %B) and a day (%d), as in "%d-%m-%Y"'
        )
    return order


def crosswalks(config: Config) -> pa.Table:
    """One row per BPS code of a source's crosswalk file, with its Kemendagri code."""
    rows: set[tuple[str, str, str]] = set()
    for source in config.sources:
        if source.region_crosswalk:
            rows |= {(source.name, *pair) for pair in _crosswalk(config.path(source.region_crosswalk), source)}
    return _table(("source", "bps_code", "kemendagri_code"), sorted(rows))


def _crosswalk(path: Path, source: SourceConfig) -> set[tuple[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        raise ConfigError(
            f"sources[{source.name}].region_crosswalk: {path}: no such file; name a CSV with the columns "
            "bps_code,kemendagri_code, or leave the key out to resolve BPS regions by name"
        ) from None
    except (UnicodeDecodeError, IsADirectoryError):
        raise SourceError(f"{path}: not a text file in UTF-8; expected a CSV bps_code,kemendagri_code") from None
    reader = csv.DictReader(lines)
    missing = {"bps_code", "kemendagri_code"} - set(reader.fieldnames or ())
    if missing:
        raise SourceError(f"{path}: column {', '.join(sorted(missing))} is missing; expected bps_code,kemendagri_code")
    return {_crosswalk_pair(path, number, row) for number, row in enumerate(reader, start=2) if row["kemendagri_code"]}


def _crosswalk_pair(path: Path, number: int, row: dict[str, str]) -> tuple[str, str]:
    bps = re.sub(r"[^0-9]", "", row["bps_code"] or "")
    kemendagri = re.sub(r"[^0-9]", "", row["kemendagri_code"] or "")
    if len(bps) not in _BPS_LENGTHS or len(kemendagri) not in _KEMENDAGRI_LENGTHS:
        raise SourceError(
            f"{path}: line {number}: {row['bps_code']!r},{row['kemendagri_code']!r}: a BPS code has 4, 7 or 10 digits, "
            "a Kemendagri code 4, 6 or 10"
        )
    return bps, kemendagri


def _table(names: Iterable[str], rows: Iterable[Iterable[str]]) -> pa.Table:
    columns = list(zip(*rows, strict=True))
    filled = columns or [()] * len(list(names))
    return pa.table({name: pa.array(column, pa.string()) for name, column in zip(names, filled, strict=True)})
