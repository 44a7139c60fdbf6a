"""Tables of models, which are no rows of the country: the same in every part but for how often pairs stand at each level."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from dtsen_link.linkage.splink_model import PAIRS_KEY, SHARES_KEY, level_shares

# Table -> the model in it whose pairs each part has scored for itself.
_SCORED_HERE = {"family_model_file": "family", "link_model_file": "household"}
# One result for all parts: each part leaves the same.
UNDIVIDED = ("family_model", "link_model", "link_threshold", *_SCORED_HERE)


def joined(name: str, of_parts: Sequence[pa.Table]) -> pa.Table:
    """One undivided table out of those of all parts."""
    first, model = of_parts[0], _SCORED_HERE.get(name)
    if model is None:
        return first
    scored = [row for part in of_parts for row in part.to_pylist() if row["model"] == model]
    rows = [_joined_model(scored) if row["model"] == model else row for row in first.to_pylist()]
    return pa.Table.from_pylist(rows, schema=first.schema)


def _joined_model(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    diagnostics = [json.loads(row["diagnostics_json"]) for row in rows]
    told = [found[PAIRS_KEY] for found in diagnostics if PAIRS_KEY in found]
    if not told:
        return rows[0]
    counts = {
        comparison: {level: sum(found[comparison][level] for found in told) for level in levels}
        for comparison, levels in told[0].items()
    }
    whole = diagnostics[0] | {PAIRS_KEY: counts, SHARES_KEY: level_shares(counts)}
    return {**rows[0], "diagnostics_json": json.dumps(whole, sort_keys=True)}
