"""metrics.json: every figure of the report, as counts, nested by section, name and groups.

The report draws from this file alone and tests read it, so that no figure is ever made twice. Everything outside the
section `run` is a function of the deliveries and the settings: same input, same bytes.
"""

from __future__ import annotations

import platform
from importlib.metadata import version
from typing import Any

from dtsen_link import __version__
from dtsen_link.config import Config
from dtsen_link.contracts import BOUNDARY_TABLES
from dtsen_link.engine import Engine
from dtsen_link.previous import previous_release
from dtsen_link.publish.gates import model_diagnostics
from dtsen_link.shipped_tables import region_names

_LIBRARIES = ("duckdb", "splink", "polars", "pyarrow", "pydantic", "jinja2")
# Where a build runs, not what comes out of it; the key file's name is nobody's business but the manifest's.
_RUN_SETTINGS = {
    "out",
    "work",
    "folder",
    "previous",
    "threads",
    "memory_limit",
    "temp_limit",
    "partition",
    "increment_from",
    "engine",
    "spark",
    "id_key_file",
}
# Regions a breakdown names; all of them would be 83 thousand.
_REGION_METRICS = (
    "persons_by_prov",
    "persons_by_kab",
    "families_by_kab",
    "by_prov",
    "by_kab",
    "event_by_prov",
    "event_by_kab",
)

Metrics = dict[str, Any]


def collect_metrics(engine: Engine, config: Config, seconds: dict[str, float], held: int | None = None) -> Metrics:
    """All figures of a build.

    Args:
        engine: holds every boundary table.
        config: the build's configuration.
        seconds: seconds each stage took, for the section `run`.
        held: most bytes of memory that the build has held; None where nobody knows.

    Returns:
        Plain data, ready to be written as JSON.
    """
    metrics: Metrics = {"release": config.release, "previous": previous_release(config), **_nested(engine)}
    metrics["sources"] = [
        source.model_dump(mode="json", include={"name", "title", "data_date", "trust", "family_unit", "region_codes"})
        for source in config.sources
    ]
    metrics.setdefault("deliveries", {})["by_file"] = _rows(engine, "raw_file")
    metrics["models"] = model_diagnostics(engine)
    metrics["model_levels"] = _rows(engine, "link_model")
    metrics["model_drift"] = _rows(engine, "model_drift")
    metrics["threshold"] = next(iter(_rows(engine, "link_threshold")), {})
    metrics["estimates"] = _rows(engine, "estimate")
    metrics["invariants"] = _rows(engine, "invariant")
    metrics["gates"] = _rows(engine, "gate")
    metrics["tables"] = {table.name: engine.count(table.name) for table in BOUNDARY_TABLES}
    metrics["settings"] = config.model_dump(mode="json", exclude=_RUN_SETTINGS)
    metrics["region_names"] = _region_names(engine)
    metrics["run"] = {
        "seconds": {stage: round(value, 1) for stage, value in seconds.items()},
        "stages": list(seconds),
        "threads": config.threads,
        "memory_limit": config.memory_limit,
        "temp_limit": config.temp_limit,
        "peak_memory_bytes": held,
        "engine": config.engine,
        "partition": config.partition,
        "versions": library_versions(),
    }
    return metrics


def library_versions() -> dict[str, str]:
    """Versions of what the result may depend on."""
    return {
        "dtsen-link": __version__,
        "python": platform.python_version(),
        **{name: version(name) for name in _LIBRARIES},
    }


def _nested(engine: Engine) -> Metrics:
    nested: Metrics = {}
    for row in engine.query("SELECT * FROM metric ORDER BY section, name, group_1, group_2").to_pylist():
        section = nested.setdefault(row["section"], {})
        if not row["group_1"]:
            section[row["name"]] = row["value"]
        elif not row["group_2"]:
            section.setdefault(row["name"], {})[row["group_1"]] = row["value"]
        else:
            section.setdefault(row["name"], {}).setdefault(row["group_1"], {})[row["group_2"]] = row["value"]
    return nested


def _rows(engine: Engine, name: str) -> list[dict[str, Any]]:
    rows = engine.query(f"SELECT * FROM {name} ORDER BY ALL").to_pylist()
    return [{key: _rounded(value) for key, value in row.items()} for row in rows]


def _rounded(value: Any) -> Any:
    # Trained weights drift in the 13th digit from run to run.
    return round(value, 9) if isinstance(value, float) else value


def _region_names(engine: Engine) -> dict[str, str]:
    names = ", ".join(f"'{name}'" for name in _REGION_METRICS)
    used = engine.query(f"SELECT DISTINCT group_1 AS code FROM metric WHERE name IN ({names})")
    codes = set(used.column("code").to_pylist())
    return {code: name for code, name in region_names().items() if code in codes}
