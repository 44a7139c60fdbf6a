"""Writes a release into an empty folder; pipeline.py renames it into place when it is whole.

persons/ families/ members/ person_sources/ provenance/ conflicts/ conflict_events/
rejects/ id_events/ ids/ absent/ sensitive/   the registry
queues/         conflicts for people, per kabupaten and role, masked
metrics.json    every figure of the report
report/         index.html and the charts it draws
schema/         data dictionary, code lists, datapackage.json
models/         person.json, family.json, household.json and frequency.parquet, to be reused next quarter
manifest.json   inputs and outputs with hashes, configuration, versions, times
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from dtsen_link.config import Config
from dtsen_link.contracts import TABLES
from dtsen_link.engine import Engine
from dtsen_link.linkage.frequencies import FREQUENCY_FILE
from dtsen_link.publish.manifest import manifest
from dtsen_link.publish.metrics import collect_metrics
from dtsen_link.publish.queues import queue_tables, write_queues
from dtsen_link.publish.registry import write_registry
from dtsen_link.publish.report import CHARTS_FILE, METRICS_FILE, write_report
from dtsen_link.publish.schema import write_json, write_schema


def write_release(
    engine: Engine,
    config: Config,
    folder: Path,
    seconds: dict[str, float],
    *,
    kept: Mapping[str, Path] | None = None,
    held: int | None = None,
    started: datetime | None = None,
    anew: Mapping[str, Mapping[str, tuple[int, int]]] | None = None,
    fingerprints: Mapping[str, str] | None = None,
) -> None:
    """Write a whole release into an empty folder.

    Args:
        engine: holds every boundary table.
        config: the build's configuration.
        folder: where to; must exist and be empty.
        seconds: seconds each stage took.
        kept: table -> file with its rows as the release has them.
        held: most bytes of memory that the build has held.
        started: when the build began, for the manifest.
        anew: stage -> names or pairs -> how many were worked out anew, and of how many, for the manifest.
        fingerprints: stage -> what the tables it left were made of, as a hash, for the manifest.
    """
    # Many small files keep one core busy, so they are written while the engine, which is not asked for anything by them,
    # writes the registry. Whatever fails, neither goes on writing after this: the folder is about to be removed.
    with ThreadPoolExecutor(1) as aside:
        queues = aside.submit(write_queues, queue_tables(engine), config, folder)
        if config.threads == 1:
            queues.result()
        written = write_registry(engine, folder, kept or {})
        write_schema(folder, config.release, written)
        queues.result()
    _write_models(engine, folder)
    write_json(folder / METRICS_FILE, collect_metrics(engine, config, seconds, held))
    write_report(folder)
    told = manifest(engine, config, folder, seconds, started, anew or {}, fingerprints or {})
    write_json(folder / "manifest.json", told)


def _write_models(engine: Engine, folder: Path) -> None:
    models = folder / "models"
    models.mkdir()
    charts = {}
    for row in engine.query("SELECT * FROM link_model_file ORDER BY model").to_pylist():
        # As Splink wrote it, byte for byte: a reused model must score as this one did.
        (models / f"{row['model']}.json").write_text(row["settings_json"], encoding="utf-8")
        charts[row["model"]] = json.loads(row["charts_json"] or "{}")
    engine.write_parquet("link_frequency", models / FREQUENCY_FILE, TABLES["link_frequency"].key)
    path = folder / CHARTS_FILE
    path.parent.mkdir(exist_ok=True)
    write_json(path, charts)
