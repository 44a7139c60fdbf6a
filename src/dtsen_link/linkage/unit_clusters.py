"""Families out of pairs of family units, under one constraint.

A source that counts KK lists a family once (or, rarely, twice): two of its units belong to one family only where they match each
other directly, never because a third unit lies between them. A household that holds two KK under one number would otherwise
chain the parents' family to that of the married child. Couples' families (P3KE) may well be two of one KK.
"""

from __future__ import annotations

from collections import defaultdict

import pyarrow as pa

from dtsen_link.engine import Engine

_UNITS = "SELECT unit_id, CASE WHEN unit_type = 'couple' THEN NULL ELSE source END AS source FROM std_family ORDER BY unit_id"


class UnitClusters:
    """A union-find over unit numbers that refuses to join two units of one source that do not match each other."""

    def __init__(self, sources: list[str | None], matched: set[tuple[int, int]]) -> None:
        """Start with every unit alone.

        Args:
            sources: the source of each unit, None where its units may share a family.
            matched: pairs (smaller, greater) that match directly.
        """
        self._parent = list(range(len(sources)))
        self._matched = matched
        self._sources = sources
        self._units: dict[int, dict[str, list[int]]] = {}

    def find(self, unit: int) -> int:
        """The cluster a unit is in, named by its smallest unit number."""
        parent = self._parent
        while parent[unit] != unit:
            parent[unit] = parent[parent[unit]]
            unit = parent[unit]
        return unit

    def join(self, left: int, right: int) -> bool:
        """Join the clusters of two units unless the constraint forbids it."""
        root_l, root_r = self.find(left), self.find(right)
        if root_l == root_r:
            return True
        units_l, units_r = self._by_source(root_l), self._by_source(root_r)
        if any(self._apart(units_l[source], units_r[source]) for source in units_l.keys() & units_r.keys()):
            return False
        keep, drop = min(root_l, root_r), max(root_l, root_r)
        merged: dict[str, list[int]] = defaultdict(list)
        for units in (units_l, units_r):
            for source, numbers in units.items():
                merged[source].extend(numbers)
        self._units.pop(drop, None)
        self._units[keep] = merged
        self._parent[drop] = keep
        return True

    def _apart(self, left: list[int], right: list[int]) -> bool:
        return any((min(a, b), max(a, b)) not in self._matched for a in left for b in right)

    def _by_source(self, root: int) -> dict[str, list[int]]:
        found = self._units.get(root)
        if found is not None:
            return found
        source = self._sources[root]
        return {} if source is None else {source: [root]}


def cluster_units(engine: Engine, edges: str) -> None:
    """Make tmp_unit_cluster (unit_id, family_cluster_id) out of pairs unit_id_l, unit_id_r, match_weight."""
    units = engine.query(_UNITS)
    names = units["unit_id"].to_pylist()
    number = {name: place for place, name in enumerate(names)}
    rows = engine.query(f"SELECT unit_id_l, unit_id_r FROM {edges} ORDER BY match_weight DESC, unit_id_l, unit_id_r")
    lefts, rights = rows["unit_id_l"].to_pylist(), rows["unit_id_r"].to_pylist()
    pairs = [(number[left], number[right]) for left, right in zip(lefts, rights, strict=True)]
    clusters = UnitClusters(units["source"].to_pylist(), {(min(pair), max(pair)) for pair in pairs})
    for left, right in pairs:
        clusters.join(left, right)
    roots = [names[clusters.find(place)] for place in range(len(names))]
    columns = {"unit_id": pa.array(names, pa.string()), "family_cluster_id": pa.array(roots, pa.string())}
    engine.register("tmp_unit_cluster", pa.table(columns))
