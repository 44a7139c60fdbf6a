"""Ingest: delivered files become raw_person, every value as text, every line accounted for."""

from __future__ import annotations

from typing import cast

import pyarrow as pa

from dtsen_link import fingerprint, resources
from dtsen_link.config import Config
from dtsen_link.engine import DuckDBEngine, Engine
from dtsen_link.errors import DtsenLinkError
from dtsen_link.ingest.deliveries import delivered_files, shown_path
from dtsen_link.ingest.reading import Delivery, FileReading, add_set_aside_texts, read_delivery
from dtsen_link.stage import Stage

# A share of float-like NIK below this is a few typing errors; above it the whole file went through a spreadsheet.
FLOAT_TEXT_SHARE = 0.01
# Serials are mostly 0001 to 0009, so few healthy NIK end in 0; a file cut to 15 digits has little else.
ZERO_END_SHARE = 0.5
ZERO_END_MIN = 20

_TABLES = ("tmp_delivered", "tmp_broken", "tmp_raw_text")
_KEYS = ("tmp_keyed", "tmp_repeat", "tmp_record", "tmp_set_aside")
_RESULTS = ("raw_person", "raw_sensitive", "raw_extra", "reject", "raw_file")


def run(engine: Engine, config: Config) -> None:
    """Read every delivered file into raw_person, raw_sensitive, raw_extra, reject and raw_file.

    Raises:
        SourceError: a file is missing, cannot be read, lacks a column or has no row.
    """
    make_empty_tables(engine)
    # Files are read by DuckDB in this process; another engine takes the tables over from their Parquet.
    readings = [read_delivery(cast("DuckDBEngine", engine), delivery) for delivery in deliveries(config)]
    make_raw_tables(engine, readings)
    _account(engine)
    # What raw_person is a view of stays.
    engine.drop(("tmp_set_aside", "tmp_broken", "tmp_raw_text", "tmp_file", "tmp_file_flag"))


def deliveries(config: Config) -> list[Delivery]:
    """Every file of every source, in order of source and path."""
    return [
        Delivery(source, path, shown_path(config, path))
        for source in sorted(config.sources, key=lambda source: source.name)
        for path in delivered_files(config, source)
    ]


def make_empty_tables(engine: Engine) -> None:
    """Make the tables that the readers append to anew."""
    for name in _TABLES:
        engine.run_file(resources.sql_dir() / "1_ingest" / f"{name}.sql")


def make_raw_tables(engine: Engine, readings: list[FileReading]) -> None:
    """Give every row its key, set copies and empty rows aside, and tell of every file."""
    engine.register("tmp_file", _file_table(readings))
    engine.register("tmp_file_flag", _flag_table(readings))
    limits = {"float_text_share": FLOAT_TEXT_SHARE, "zero_end_share": ZERO_END_SHARE, "zero_end_min": ZERO_END_MIN}
    for name in _KEYS:
        engine.run_file(resources.sql_dir() / "1_ingest" / f"{name}.sql", {})
    for reading in readings:
        add_set_aside_texts(cast("DuckDBEngine", engine), reading)
    for name in _RESULTS:
        engine.run_file(resources.sql_dir() / "1_ingest" / f"{name}.sql", limits)


def _file_table(readings: list[FileReading]) -> pa.Table:
    rows = [
        {
            "source": reading.delivery.source.name,
            "file": reading.delivery.file,
            "format": reading.format,
            "encoding": reading.encoding,
            "delimiter": reading.delimiter,
            "size_bytes": reading.delivery.path.stat().st_size,
            "sha256": fingerprint.of_file(reading.delivery.path),
            "rows_read": reading.rows_read,
        }
        for reading in readings
    ]
    text, number = pa.string(), pa.int64()
    names = ("source", "file", "format", "encoding", "delimiter", "size_bytes", "sha256", "rows_read")
    types = (text, text, text, text, text, number, text, number)
    return pa.Table.from_pylist(rows, schema=pa.schema(list(zip(names, types, strict=True))))


def _flag_table(readings: list[FileReading]) -> pa.Table:
    rows = [
        {"source": reading.delivery.source.name, "file": reading.delivery.file, "flag": flag}
        for reading in readings
        for flag in sorted(reading.flags)
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in ("source", "file", "flag")]))


def _account(engine: Engine) -> None:
    """Hold the rows that were read against those kept and rejected, file by file."""
    wrong = engine.query(
        "SELECT file, rows_read, rows_kept, rows_rejected FROM raw_file WHERE rows_read <> rows_kept + rows_rejected"
    ).to_pylist()
    if wrong:
        lost = "; ".join(f"{row['file']}: {row['rows_read']} read, {row['rows_kept']} kept, "
                         f"{row['rows_rejected']} rejected" for row in wrong)  # fmt: skip
        raise DtsenLinkError(f"ingest lost rows: {lost}")


STAGE = Stage(
    name="ingest",
    reads=(),
    writes=("raw_file", "raw_person", "raw_sensitive", "raw_extra", "reject"),
    sql=_TABLES + _KEYS + _RESULTS,
    run=run,
    in_process=True,
)
