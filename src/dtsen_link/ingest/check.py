"""`dtsen-link check`: read everything, build nothing, tell every problem at once."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from rich.console import Console

from dtsen_link import preflight
from dtsen_link.config import Config
from dtsen_link.engine import DuckDBEngine
from dtsen_link.errors import SourceError, StorageError, UserError
from dtsen_link.ingest.capacity import beyond_machine, capacity_problems
from dtsen_link.ingest.deliveries import delivered_files, is_pattern, matches, shown_path
from dtsen_link.ingest.findings import FileFinding, Findings, Forecast, Problem, SourceFinding
from dtsen_link.ingest.findings_view import render
from dtsen_link.ingest.forecast import add_keys, forecast, make_key_table, repeated_key_rows
from dtsen_link.ingest.profile import make_checked_rows, profile_columns
from dtsen_link.ingest.reading import Delivery, read_delivery
from dtsen_link.ingest.stage import make_empty_tables
from dtsen_link.ingest.suspects import load_crosswalk, load_region_codes, suspect_problems
from dtsen_link.lineage import forgotten_previous
from dtsen_link.source_config import SourceConfig


def check_deliveries(config: Config) -> Findings:
    """Read every delivered file and report on configuration and deliveries; nothing is written but temporary files."""
    problems = [_error(error) for error in (*preflight.problems(config), *capacity_problems(config))]
    warnings = (forgotten_previous(config), beyond_machine(config))
    problems += [Problem(level="warning", message=told) for told in warnings if told]
    with tempfile.TemporaryDirectory(prefix="dtsen-link-check-") as folder:
        engine = DuckDBEngine(
            threads=config.threads,
            memory_limit=config.memory_limit,
            temp_folder=Path(folder),
            temp_limit=config.temp_limit,
        )
        try:
            load_region_codes(engine)
            make_key_table(engine)
            sources = tuple(_check_source(engine, config, source, problems) for source in config.sources)
            expected = forecast(engine, config) if any(source.rows for source in sources) else None
            problems += [*_disk_problems(config, expected), *_other_builds(config)]
        finally:
            engine.close()
    return Findings(sources=sources, problems=tuple(problems), forecast=expected)


def show_findings(findings: Findings, console: Console) -> None:
    """Print the findings: a table per source, then the forecast, then every problem."""
    render(findings, console)


def _disk_problems(config: Config, expected: Forecast | None) -> list[Problem]:
    """A warning where the work folder's disk has less room than a build is foretold to need."""
    if expected is None:
        return []
    place = preflight.nearest_folder(config.path(config.work).absolute())
    free = shutil.disk_usage(place).free
    if free >= expected.disk_bytes:
        return []
    message = (
        f"work: {place}: {free / 1e9:,.1f} GB free, a build is foretold to need {expected.disk_bytes / 1e9:,.1f} GB "
        "(work folder, temporary files and release). Free space, or choose other folders (work, out)."
    )
    return [Problem(level="warning", message=message)]


def _other_builds(config: Config) -> list[Problem]:
    """Where the forecast is of another build than the configured one."""
    told = []
    if config.engine == "spark":
        told.append("engine: memory and time are foretold for DuckDB on this machine; for Spark see docs/spark.md")
    elif config.partition:
        told.append("partition: foretold is a build of the whole; by parts it takes a third longer (docs/partition.md)")
    return [Problem(level="warning", message=message) for message in told]


def _check_source(engine: DuckDBEngine, config: Config, source: SourceConfig, problems: list[Problem]) -> SourceFinding:
    files = []
    try:
        load_crosswalk(engine, config, source)
    except SourceError as error:
        problems.append(_error(error, source.name))
    for path in _files(config, source, problems):
        delivery = Delivery(source, path, shown_path(config, path))
        try:
            files.append(_check_file(engine, delivery, problems))
        except (SourceError, StorageError) as error:
            problems.append(_error(error, source.name, delivery.file))
    repeated = repeated_key_rows(engine, source.name)
    if repeated:
        problems.append(
            Problem(
                level="warning",
                source=source.name,
                message=f"source {source.name}: {repeated:,} rows bear a key (columns.source_record_id = "
                f"{source.columns['source_record_id']}) that another row bears too. Equal rows become rejects, unlike ones "
                "are kept as #2, #3. Is it the key of a person, not of a family?",
            )
        )
    rows = sum(file.rows - file.broken for file in files)
    return SourceFinding(name=source.name, files=tuple(files), rows=rows, repeated_key_rows=repeated)


def _files(config: Config, source: SourceConfig, problems: list[Problem]) -> list[Path]:
    """The files that are there; a problem for each path that is not, and one when nothing is."""
    found: set[Path] = set()
    missing = False
    for pattern in source.files:
        try:
            found.update(matches(config, source, pattern))
        except SourceError as error:
            missing = True
            problems.append(_error(error, source.name, pattern))
    if not found and not missing and all(is_pattern(pattern) for pattern in source.files):
        try:
            delivered_files(config, source)
        except SourceError as error:
            problems.append(_error(error, source.name))
    return sorted(found)


def _check_file(engine: DuckDBEngine, delivery: Delivery, problems: list[Problem]) -> FileFinding:
    make_empty_tables(engine)
    reading = read_delivery(engine, delivery)
    broken = engine.count("tmp_broken")
    make_checked_rows(engine, delivery.source)
    columns = profile_columns(engine, delivery.source, reading.plan)
    problems.extend(suspect_problems(engine, reading, columns, broken))
    add_keys(engine)
    return FileFinding(
        file=delivery.file,
        format=reading.format,
        encoding=reading.encoding,
        delimiter=reading.delimiter,
        size_bytes=delivery.path.stat().st_size,
        rows=reading.rows_read,
        broken=broken,
        unmapped=reading.plan.unmapped,
        flags=tuple(sorted(reading.flags)),
        columns=columns,
    )


def _error(error: UserError, source: str = "", file: str = "") -> Problem:
    return Problem(level="error", source=source, file=file, message=str(error), exit_code=error.exit_code)
