"""manifest.json: what went in, what came out, how, and when; with hashes, so that anybody can check a release.

Times stand here and nowhere else in a release, so that the same input gives the same bytes in every other file but the
section `run` of metrics.json.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from dtsen_link import fingerprint
from dtsen_link.config import Config
from dtsen_link.engine import Engine
from dtsen_link.publish.metrics import library_versions


def manifest(
    engine: Engine, config: Config, folder: Path, seconds: dict[str, float], started: datetime | None
) -> dict[str, Any]:
    """The manifest of a finished release folder; the secret the ids are made with is named, never shown."""
    finished = datetime.now(UTC)
    return {
        "release": config.release,
        "started": None if started is None else started.isoformat(timespec="seconds"),
        "finished": finished.isoformat(timespec="seconds"),
        "seconds": {stage: round(value, 3) for stage, value in seconds.items()},
        "inputs": engine.query("SELECT * FROM raw_file ORDER BY source, file").to_pylist(),
        "outputs": [_output(folder, path) for path in sorted(folder.rglob("*")) if path.is_file()],
        "configuration": config.model_dump(mode="json", exclude={"folder"}),
        "seed": config.seed,
        "versions": library_versions(),
        "code": fingerprint.of_code(),
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
