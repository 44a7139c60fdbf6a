"""Whether memory and disk can hold a build of what was delivered, told before anything is read.

A build that runs out of either does so after hours. How many rows there are is read off the heads of the files, and the needs
are the smallest with which builds were seen to end; so whoever is refused here would have failed, while a build that
passes may still fail where the deliveries are odd (`dtsen-link check` counts their pairs).
"""

from __future__ import annotations

import gzip
import re
import shutil
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from dtsen_link.config import Config
from dtsen_link.errors import SourceError, StorageError
from dtsen_link.ingest.deliveries import matches
from dtsen_link.preflight import nearest_folder

# 427,598 records were built with 400 MB and not with 280 MB, 3,189,854 with 1.2 GB and not with 1 GB: two threads hold their own
# buffers, and not all that grows with the records can be spilled. 3,195,831 records left 3.8 GB of work tables and release.
LEAST_MEMORY = 270_000_000
LEAST_MEMORY_PER_RECORD = 290
LEAST_DISK_PER_RECORD = 1_200
# Below this many records neither is ever short, and the fixed parts would weigh too much.
SMALL = 100_000
_HEAD = 8_000_000
_UNITS = {"BYTES": 1} | {
    f"{prefix}{unit}": base**power
    for power, prefix in enumerate("KMGT", start=1)
    for unit, base in (("B", 1_000), ("IB", 1_024))
}
# DuckDB's own limit, of what this machine, or its container, has.
_OWN_SHARE = 0.8


def check_capacity(config: Config) -> None:
    """Stop before anything is read if a build of what was delivered cannot fit.

    Raises:
        StorageError: the first of `capacity_problems`.
    """
    for error in capacity_problems(config):
        raise error


def capacity_problems(config: Config) -> Iterator[StorageError]:
    """What of this machine is too small for a build.

    Yields:
        StorageError: memory_limit or free disk below what a build of so many records needs, with what would be enough.
    """
    records = delivered_rows(config)
    if records < SMALL or config.engine != "duckdb":
        return
    yield from _memory_problems(config, records)
    work = config.path(config.work) / config.release
    # Tables of an earlier build give way to those of this one.
    if not work.exists():
        yield from _disk_problems(records, nearest_folder(work.absolute()))


def delivered_rows(config: Config) -> int:
    """About how many rows the files hold: Parquet says it, of text its first megabytes tell how long a line is.

    Other files, and those that are missing or cannot be read, count as none: whoever reads them will say what is wrong.
    """
    return sum(_rows(path) for path in _files(config))


def _files(config: Config) -> set[Path]:
    found: set[Path] = set()
    for source in config.sources:
        for pattern in source.files:
            with suppress(SourceError):
                found.update(matches(config, source, pattern))
    return found


def _rows(path: Path) -> int:
    with suppress(OSError, EOFError, zlib.error, pa.ArrowException):
        if path.suffix == ".parquet":
            return int(pq.read_metadata(path).num_rows)
        if path.suffix in {".csv", ".tsv", ".txt", ".gz"}:
            with path.open("rb") as file, gzip.open(file) if path.suffix == ".gz" else path.open("rb") as text:
                lines = text.read(_HEAD).count(b"\n")
                read = file.tell() if path.suffix == ".gz" else text.tell()
            return round(path.stat().st_size * lines / max(read, 1))
    return 0


def _memory_problems(config: Config, records: int) -> Iterator[StorageError]:
    least = LEAST_MEMORY + records * LEAST_MEMORY_PER_RECORD
    machine = machine_memory()
    # What is allowed beyond what there is helps nobody.
    allowed = min(allowed_memory(config.memory_limit), machine)
    if allowed >= least:
        return
    wanted = f"{least / 1e9 + 0.05:.1f}GB"
    way_out = (
        f'set memory_limit = "{wanted}" in dtsen.toml, or say --memory-limit {wanted}'
        if machine > least
        else "take a larger machine, or Spark (docs/spark.md)"
    )
    yield StorageError(
        f"memory_limit: {allowed / 1e9:,.1f} GB is too little for a build of about {records:,} records, which needs "
        f"{least / 1e9:,.1f} GB at least (this machine has {machine / 1e9:,.1f} GB): {way_out}"
    )


def beyond_machine(config: Config) -> str:
    """What to say of a limit above the memory there is, under which nothing is spilled in time; empty where it is not."""
    allowed, machine = allowed_memory(config.memory_limit), machine_memory()
    if not config.memory_limit or allowed <= machine or config.engine != "duckdb":
        return ""
    return (
        f"memory_limit: {config.memory_limit} is more than this machine has ({machine / 1e9:,.1f} GB). A build that needs more "
        "is ended by the system instead of spilling to disk. Leave the key out, or set "
        f'memory_limit = "{_OWN_SHARE * machine / 1e9:.1f}GB"'
    )


def machine_memory() -> float:
    """Bytes of memory of this machine, or of the container that the program runs in."""
    return allowed_memory("") / _OWN_SHARE


def allowed_memory(memory_limit: str) -> float:
    """Bytes that DuckDB may use, as it understands the setting."""
    if not memory_limit:
        with duckdb.connect() as connection:
            row = connection.execute("SELECT current_setting('memory_limit')").fetchone()
        memory_limit = str(row[0]) if row else ""
    amount = re.fullmatch(r"([0-9.]+) ?(\w+)", memory_limit)
    return float(amount[1]) * _UNITS[amount[2].upper()] if amount else float("inf")


def _disk_problems(records: int, work: Path) -> Iterator[StorageError]:
    least = records * LEAST_DISK_PER_RECORD
    free = shutil.disk_usage(work).free
    if free < least:
        yield StorageError(
            f"work: {work}: {free / 1e9:,.1f} GB free; a build of about {records:,} records needs {least / 1e9:,.1f} GB for work "
            "tables and release at least: free space, or choose another folder (work, out)"
        )
