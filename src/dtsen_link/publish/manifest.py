"""manifest.json: what went in, what came out, how, and when; with hashes, so that anybody can check a release.

Times stand here and nowhere else in a release, so that the same input gives the same bytes in every other file but the
section `run` of metrics.json.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from dtsen_link import fingerprint
from dtsen_link.config import Config
from dtsen_link.engine import Engine
from dtsen_link.publish.metrics import library_versions

_MODELS = "SELECT model, settings_json, diagnostics_json FROM link_model_file ORDER BY model"


def manifest(
    engine: Engine,
    config: Config,
    folder: Path,
    seconds: dict[str, float],
    started: datetime | None,
    anew: Mapping[str, Mapping[str, tuple[int, int]]],
    fingerprints: Mapping[str, str],
) -> dict[str, Any]:
    """The manifest of a finished release folder; the secret the ids are made with is named, never shown."""
    finished = datetime.now(UTC)
    return {
        "release": config.release,
        "started": None if started is None else started.isoformat(timespec="seconds"),
        "finished": finished.isoformat(timespec="seconds"),
        "seconds": {stage: round(value, 3) for stage, value in seconds.items()},
        "anew": {
            stage: {what: {"anew": new, "of": of} for what, (new, of) in counts.items()}
            for stage, counts in anew.items()
        },
        # By these the tables in `work` can be told from those of a build that was not published.
        "fingerprints": dict(fingerprints),
        "inputs": engine.query("SELECT * FROM raw_file ORDER BY source, file").to_pylist(),
        "outputs": [_output(folder, path) for path in sorted(folder.rglob("*")) if path.is_file()],
        # Settings of a cluster may hold its keys.
        "configuration": config.model_dump(mode="json", exclude={"folder": True, "spark": {"settings"}}),
        "models": {row["model"]: _model(row) for row in engine.query(_MODELS).to_pylist()},
        "seed": config.seed,
        "versions": library_versions(),
        "code": fingerprint.of_code(),
    }


def _model(row: dict[str, str]) -> dict[str, Any]:
    """How likely two records at random are one (prior), whether every training session of EM converged, and which model it is.

    The hash is that of models/<name>.json, so that a later release that reuses the model can be told to have used this one.
    """
    diagnostics = json.loads(row["diagnostics_json"])
    return {
        "made": "reused" if diagnostics.get("reused") else "trained",
        "converged": diagnostics.get("converged"),
        "prior": diagnostics.get("probability_two_random_records_match"),
        "settings_sha256": hashlib.sha256(row["settings_json"].encode()).hexdigest(),
    }


def _output(folder: Path, path: Path) -> dict[str, Any]:
    found: dict[str, Any] = {
        "path": path.relative_to(folder).as_posix(),
        "bytes": path.stat().st_size,
        "sha256": fingerprint.of_file(path),
    }
    if path.suffix == ".parquet":
        found["rows"] = pq.read_metadata(path).num_rows
    return found
