"""Drift: how far a build's models have moved from saved ones, and its pairs from those the saved ones were trained for.

A model trained anew may have learned something else than last quarter's from data gone wrong; a saved model used again may
not fit the data any more. Weights are compared where both were trained, shares of levels in either case.
"""

from __future__ import annotations

from math import log
from pathlib import Path
from typing import Any

import pyarrow as pa

from dtsen_link.config import Config
from dtsen_link.contracts import TABLES
from dtsen_link.engine import Engine

MODELS = ("person", "family", "household")
# Shares below this count as this much: a level that one pair in ten thousand shows has not moved for being seen twice.
LEAST_SHARE = 1e-4


def make_drift(engine: Engine, config: Config) -> None:
    """Leave the table model_drift behind. Reads link_model_file."""
    # Splink takes a second to load; without a saved model there is nothing to compare.
    from dtsen_link.linkage import model_tables, splink_model

    rows: list[dict[str, Any]] = []
    for kept in engine.query("SELECT * FROM link_model_file ORDER BY model").to_pylist():
        path = reference_of(config, kept["model"])
        if path is not None:
            rows += compare_levels(
                model_tables.from_row(kept), splink_model.load(kept["model"], path, "reference_models")
            )
    columns = TABLES["model_drift"].columns
    types = {"VARCHAR": pa.string(), "DOUBLE": pa.float64()}
    schema = pa.schema([(column.name, types[column.type]) for column in columns])
    engine.register("model_drift", pa.Table.from_pylist(rows, schema=schema))


def reference_of(config: Config, model: str) -> Path | None:
    """The saved model that a build's model is held against: the one it uses again, else one of the reference models."""
    reused = config.saved_model(model)
    if reused is not None:
        return reused
    folder = config.reference_folder()
    path = None if folder is None else folder / f"{model}.json"
    return path if path is not None and path.is_file() else None


def drift_values(engine: Engine) -> dict[str, float | None]:
    """The figures of the gates, by gate; None where a model is held against nothing."""
    levels = engine.query("SELECT * FROM model_drift ORDER BY model, comparison, label").to_pylist()
    values: dict[str, float | None] = {}
    for model in MODELS:
        own = [level for level in levels if level["model"] == model]
        values[f"{model}_weights_moved"] = _moved(own)
        values[f"{model}_pairs_shifted"] = _shifted(own)
    return values


def _moved(levels: list[dict[str, Any]]) -> float | None:
    """Bits that the weight of a scored pair moves by, on average and at most: each level counts as often as it occurs."""
    known = [level for level in levels if level["moved_bits"] is not None]
    return round(sum(level["moved_bits"] * level["share"] for level in known), 6) if known else None


def _shifted(levels: list[dict[str, Any]]) -> float | None:
    """Population stability index of the comparison whose levels are spread most unlike those of the saved model."""
    found: dict[str, float] = {}
    for level in levels:
        if level["share"] is not None and level["reference_share"] is not None:
            now, before = (max(level[name], LEAST_SHARE) for name in ("share", "reference_share"))
            found[level["comparison"]] = found.get(level["comparison"], 0.0) + (now - before) * log(now / before)
    return round(max(found.values()), 6) if found else None


def compare_levels(model: Any, reference: Any) -> list[dict[str, Any]]:
    """The rows of model_drift of one model beside a reference of the same name, in the order of comparison and level."""
    now, before = _by_level(model), _by_level(reference)
    rows = []
    for comparison, label in sorted(now.keys() | before.keys()):
        weight, share = now.get((comparison, label), (None, None))
        reference_weight, reference_share = before.get((comparison, label), (None, None))
        moved = None if weight is None or reference_weight is None else round(abs(weight - reference_weight), 6)
        rows.append(
            {
                "model": model.name,
                "comparison": comparison,
                "label": label,
                "share": share,
                "reference_share": reference_share,
                "match_weight": weight,
                "reference_weight": reference_weight,
                "moved_bits": moved,
            }
        )
    return rows


def _by_level(model: Any) -> dict[tuple[str, str], tuple[float | None, float | None]]:
    """Comparison and level -> match weight and share of the scored pairs."""
    from dtsen_link.linkage import model_tables

    shares = model.diagnostics.get("level_shares", {})
    return {
        (row["comparison"], row["label"]): (row["match_weight"], shares.get(row["comparison"], {}).get(row["label"]))
        for row in model_tables.model_table([model]).to_pylist()
    }
