"""Tables of a release that is there, read from its folder."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from dtsen_link.errors import ConfigError


def scan_released(release: Path, folder: str) -> pl.LazyFrame:
    """The rows of one table, whole or split by region.

    Args:
        release: a release folder.
        folder: the table's folder in it, as in publish/registry.py.

    Raises:
        ConfigError: there is no such table, so `release` is no release folder.
    """
    files = sorted((release / folder).glob("**/*.parquet"))
    if not files:
        raise ConfigError(
            f"{release}: not a release folder (no {folder}/*.parquet in it); name the folder that `dtsen-link build` printed"
        )
    return pl.scan_parquet(files, hive_partitioning=False)
