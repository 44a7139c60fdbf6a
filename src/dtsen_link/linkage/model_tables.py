"""Models as tables: every level of every comparison for people, and the models whole for whoever scores by them again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from dtsen_link.linkage.splink_model import TrainedModel, level_name, level_weight

_MODEL_SCHEMA = pa.schema(
    [
        ("model", pa.string()),
        ("comparison", pa.string()),
        ("level", pa.int32()),
        ("label", pa.string()),
        ("m_probability", pa.float64()),
        ("u_probability", pa.float64()),
        ("match_weight", pa.float64()),
        ("trained", pa.bool_()),
    ]
)


def from_row(row: Mapping[str, str]) -> TrainedModel:
    """A model out of a row of a model file table."""
    return TrainedModel(
        row["model"],
        json.loads(row["settings_json"]),
        json.loads(row["diagnostics_json"]),
        json.loads(row["charts_json"]),
    )


def model_table(models: Sequence[TrainedModel]) -> pa.Table:
    """The rows of link_model: every level of every comparison."""
    rows = [
        row
        for model in models
        for comparison in model.settings["comparisons"]
        for row in _level_rows(model, comparison["output_column_name"], comparison["comparison_levels"])
    ]
    return pa.Table.from_pylist(rows, schema=_MODEL_SCHEMA)


def model_file_table(models: Sequence[TrainedModel]) -> pa.Table:
    """The rows of link_model_file: the models whole."""
    rows = [
        {
            "model": model.name,
            "settings_json": json.dumps(model.settings, sort_keys=True),
            "diagnostics_json": json.dumps(model.diagnostics, sort_keys=True),
            "charts_json": json.dumps(model.charts, sort_keys=True),
        }
        for model in models
    ]
    names = ("model", "settings_json", "diagnostics_json", "charts_json")
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in names]))


def _level_rows(model: TrainedModel, comparison: str, levels: list[dict[str, Any]]) -> list[dict[str, Any]]:
    unseen = set(model.diagnostics.get("untrained_levels", []))
    rows = []
    value = sum(1 for level in levels if not level.get("is_null_level"))
    for level in levels:
        is_null = bool(level.get("is_null_level"))
        value -= not is_null
        m, u = level.get("m_probability"), level.get("u_probability")
        rows.append(
            {
                "model": model.name,
                "comparison": comparison,
                "level": -1 if is_null else value,
                "label": level["label_for_charts"],
                "m_probability": m,
                "u_probability": u,
                "match_weight": level_weight(level),
                "trained": is_null or level_name(comparison, level) not in unseen,
            }
        )
    return rows
