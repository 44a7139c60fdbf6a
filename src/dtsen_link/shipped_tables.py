"""Shipped code lists, lookups and region tables as Arrow tables, each read once in a process.

Every column is text: code 01 must not become 1. Lines that begin with # are a file's header of words.
"""

from __future__ import annotations

import gzip
import io
from functools import cache

import pyarrow as pa
from pyarrow import csv

from dtsen_link import resources


@cache
def shipped_table(name: str) -> pa.Table:
    """A file of configs/reference; an empty value is an empty text, never null."""
    path = resources.reference_file(name)
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    lines = [line for line in raw.splitlines(keepends=True) if not line.startswith(b"#")]
    names = lines[0].decode("utf-8").strip().split(",")
    as_text = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    return csv.read_csv(io.BytesIO(b"".join(lines)), convert_options=as_text)


def region_table() -> pa.Table:
    """One row per region in force, by Kemendagri code of two to ten digits: code, name."""
    return shipped_table("wilayah.csv.gz").select(["code", "name"])


@cache
def region_names() -> dict[str, str]:
    """Kemendagri code -> name of every region in force."""
    table = region_table()
    return dict(zip(table["code"].to_pylist(), table["name"].to_pylist(), strict=True))
