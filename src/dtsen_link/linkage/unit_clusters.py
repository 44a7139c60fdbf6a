"""Families out of pairs of family units."""

from __future__ import annotations

import pyarrow as pa

from dtsen_link.engine import Engine
from dtsen_link.linkage.clusters import ConstrainedClusters, Node

_NOWHERE = Node(unit=None, nik=None, tahun=None, name=None)
_NO_LIMIT = 2**31


def cluster_units(engine: Engine, edges: str) -> None:
    """Make tmp_unit_cluster (unit_id, family_cluster_id) out of pairs unit_id_l, unit_id_r, match_weight."""
    names = engine.query("SELECT unit_id FROM std_family ORDER BY unit_id")["unit_id"].to_pylist()
    number = {name: place for place, name in enumerate(names)}
    clusters = ConstrainedClusters([_NOWHERE] * len(names), _NO_LIMIT)
    pairs = engine.query(f"SELECT unit_id_l, unit_id_r FROM {edges} ORDER BY match_weight DESC, unit_id_l, unit_id_r")
    for left, right in zip(pairs["unit_id_l"].to_pylist(), pairs["unit_id_r"].to_pylist(), strict=True):
        clusters.join(number[left], number[right])
    roots = [names[clusters.find(place)] for place in range(len(names))]
    columns = {"unit_id": pa.array(names, pa.string()), "family_cluster_id": pa.array(roots, pa.string())}
    engine.register("tmp_unit_cluster", pa.table(columns))
