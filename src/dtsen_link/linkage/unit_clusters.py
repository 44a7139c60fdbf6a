"""Families out of pairs of family units, under one constraint.

A source that counts KK lists a family once (or, rarely, twice): two of its units belong to one family only where they match each
other directly, never because a third unit lies between them. A household that holds two KK under one number would otherwise
chain the parents' family to that of the married child. Couples' families (P3KE) may well be two of one KK.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dtsen_link.engine import Engine

_NUMBER = """
    CREATE OR REPLACE TABLE tmp_unit_number AS
    SELECT
      unit_id,
      CASE WHEN unit_type = 'couple' THEN NULL ELSE source END AS source,
      row_number() OVER (ORDER BY unit_id) - 1 AS number
    FROM linked_family
"""
_EDGE = """
    CREATE OR REPLACE TABLE tmp_unit_edge_number AS
    SELECT l.number AS "left", r.number AS "right", e.match_weight
    FROM {edges} AS e
    INNER JOIN tmp_unit_number AS l ON e.unit_id_l = l.unit_id
    INNER JOIN tmp_unit_number AS r ON e.unit_id_r = r.unit_id
"""
_TIES = 'SELECT "left", "right" FROM tmp_unit_edge_number'
_TANGLED = """
    CREATE OR REPLACE TABLE tmp_tangled AS
    WITH tangled AS (
      SELECT c.component
      FROM tmp_component AS c
      INNER JOIN tmp_unit_number AS u ON c.number = u.number
      GROUP BY c.component
      HAVING count(u.source) > count(DISTINCT u.source)
    )
    SELECT c.component, u.number, u.source
    FROM tmp_component AS c
    INNER JOIN tangled AS t ON c.component = t.component
    INNER JOIN tmp_unit_number AS u ON c.number = u.number
"""
# Units, and their pairs, as rows of one table.
_TANGLED_ROW = """
    CREATE OR REPLACE TABLE tmp_tangled_row AS
    SELECT component, 'unit' AS kind, number AS "left", number AS "right", CAST(NULL AS DOUBLE) AS match_weight, source
    FROM tmp_tangled
    UNION ALL
    SELECT t.component, 'pair' AS kind, e."left", e."right", e.match_weight, NULL AS source
    FROM tmp_unit_edge_number AS e
    INNER JOIN tmp_tangled AS t ON e."left" = t.number
"""
_CLUSTER = """
    CREATE OR REPLACE TABLE tmp_unit_cluster AS
    SELECT u.unit_id, n.unit_id AS family_cluster_id
    FROM tmp_unit_number AS u
    LEFT JOIN tmp_tangled_cluster AS t ON u.number = t.number
    LEFT JOIN tmp_component AS c ON u.number = c.number
    INNER JOIN tmp_unit_number AS n ON coalesce(t.cluster, c.component, u.number) = n.number
"""
_JOINED = pa.schema([("number", pa.int64()), ("cluster", pa.int64())])
_SCRATCH = (
    "tmp_unit_number",
    "tmp_unit_edge_number",
    "tmp_component",
    "tmp_tangled",
    "tmp_tangled_row",
    "tmp_tangled_cluster",
)


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
    """Make tmp_unit_cluster (unit_id, family_cluster_id) out of pairs unit_id_l, unit_id_r, match_weight.

    A component without two units of one source is a family whatever the order of joins; only the others are joined one by one.
    """
    engine.execute(_NUMBER)
    engine.execute(_EDGE.format(edges=edges))
    engine.components("tmp_component", _TIES)
    engine.execute(_TANGLED)
    engine.execute(_TANGLED_ROW)
    engine.map_groups("tmp_tangled_cluster", "tmp_tangled_row", "component", join_rows, _JOINED)
    engine.execute(_CLUSTER)
    engine.drop(_SCRATCH)


def join_rows(rows: pa.Table) -> pa.Table:
    """Clusters (number, cluster) of the units of whole components, joined from the strongest pair down."""
    units = rows.filter(pc.equal(rows["kind"], "unit")).sort_by("left")
    numbers = units["left"].to_numpy()
    weakest_last = [("match_weight", "descending"), ("left", "ascending"), ("right", "ascending")]
    ordered = rows.filter(pc.equal(rows["kind"], "pair")).sort_by(weakest_last)
    left, right = (np.searchsorted(numbers, ordered[side].to_numpy()).tolist() for side in ("left", "right"))
    pairs = list(zip(left, right, strict=True))
    clusters = UnitClusters(units["source"].to_pylist(), {(min(pair), max(pair)) for pair in pairs})
    for one, other in pairs:
        clusters.join(one, other)
    roots = numbers[[clusters.find(place) for place in range(len(numbers))]]
    return pa.table({"number": numbers, "cluster": roots}, schema=_JOINED)
