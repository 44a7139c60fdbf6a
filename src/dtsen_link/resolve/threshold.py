"""The joining threshold of a build: fixed, or the lowest at which the joined pairs keep a target precision.

A weight means another thing in every delivery: what is a sure tie among twenty thousand records is a namesake among three
million. So the threshold may follow from the precision that is wanted: records are clustered at thresholds of a grid, and the
precision of each clustering is estimated without labels, as the release's own estimates are (sql/estimate).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from dtsen_link.config import LinkConfig
from dtsen_link.engine import Engine
from dtsen_link.estimate.estimate import joined_precision

# Thresholds tried. Below even odds a join would be a bet against the evidence; above 0.99 little is left to win.
GRID = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)

_SCHEMA = pa.schema(
    [
        ("join_probability", pa.float64()),
        ("target_precision", pa.float64()),
        ("estimated_precision", pa.float64()),
        ("reached", pa.bool_()),
    ]
)


def settle(engine: Engine, link: LinkConfig, cluster: Callable[[float], None]) -> float:
    """Cluster the records at the build's threshold and leave link_threshold behind.

    Args:
        engine: holds tmp_pair_weight and link_record.
        link: `target_precision`, or else `join_probability`, decides.
        cluster: makes tmp_cluster at a threshold.

    Returns:
        The threshold the records were clustered at. The target is looked for by halves, since a higher threshold joins
        fewer doubtful pairs; where no threshold keeps it, the highest is taken and told.
    """
    if link.target_precision is None:
        cluster(link.join_probability)
        _note(engine, link.join_probability)
        return link.join_probability
    precisions: dict[float, float] = {}
    low, high = 0, len(GRID) - 1
    at = -1
    while low < high:
        at = (low + high) // 2
        cluster(GRID[at])
        precisions[GRID[at]] = joined_precision(engine, "tmp_cluster", "tmp_pair_weight")
        low, high = (low, at) if precisions[GRID[at]] >= link.target_precision else (at + 1, high)
    chosen = GRID[low]
    if at != low:
        cluster(chosen)
    found = precisions.get(chosen)
    if found is None:
        found = joined_precision(engine, "tmp_cluster", "tmp_pair_weight")
    _note(
        engine,
        chosen,
        target_precision=link.target_precision,
        estimated_precision=round(found, 6),
        reached=found >= link.target_precision,
    )
    return chosen


def _note(engine: Engine, join_probability: float, **found: Any) -> None:
    row = {**dict.fromkeys(_SCHEMA.names), "join_probability": join_probability, **found}
    engine.register("link_threshold", pa.Table.from_pylist([row], schema=_SCHEMA))
