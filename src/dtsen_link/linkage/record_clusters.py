"""From tables of edges to a table of clusters.

Most components of the graph of edges offend against no constraint even when joined whole; whatever the order of joins, they end
up whole, so the engine settles them at once. Only tangled ones go through the constrained union-find, edge by edge.
"""

from __future__ import annotations

import pyarrow as pa

from dtsen_link.engine import Engine
from dtsen_link.linkage.clusters import cluster_records
from dtsen_link.linkage.components import component_table

_NUMBER = """
    CREATE OR REPLACE TABLE tmp_record_number AS
    SELECT
      record_id,
      unit_id,
      CASE WHEN nik_usable THEN nik END AS nik,
      tahun,
      fon_langka,
      row_number() OVER (ORDER BY record_id) - 1 AS number
    FROM link_record
"""
# What a constraint could object to somewhere inside the component. NIK, birth year and name must all differ between two
# records to contradict, so a component in which one of them never varies is beyond that.
_TANGLED = """
    CREATE OR REPLACE TABLE tmp_tangled AS
    SELECT c.component
    FROM tmp_component AS c
    INNER JOIN tmp_record_number AS r ON c.number = r.number
    GROUP BY c.component
    HAVING
      count(*) > {max_size}
      OR count(r.unit_id) > count(DISTINCT r.unit_id)
      OR (min(r.nik) <> max(r.nik) AND max(r.tahun) - min(r.tahun) > 1 AND min(r.fon_langka) <> max(r.fon_langka))
"""
_TANGLED_BY_TWINS = """
    INSERT INTO tmp_tangled
    SELECT l.component
    FROM tmp_twin_number AS t
    INNER JOIN tmp_component AS l ON t."left" = l.number
    INNER JOIN tmp_component AS r ON t."right" = r.number
    WHERE l.component = r.component
"""
_TANGLED_RECORD = """
    CREATE OR REPLACE TABLE tmp_tangled_record AS
    SELECT
      r.record_id,
      r.unit_id,
      r.nik,
      r.tahun,
      r.fon_langka,
      c.number,
      row_number() OVER (ORDER BY c.number) - 1 AS place
    FROM tmp_component AS c
    INNER JOIN (SELECT DISTINCT component FROM tmp_tangled) AS t ON c.component = t.component
    INNER JOIN tmp_record_number AS r ON c.number = r.number
"""
_CLUSTER = """
    CREATE OR REPLACE TABLE tmp_cluster AS
    SELECT
      r.record_id,
      coalesce(t.cluster_id, n.record_id, r.record_id) AS cluster_id
    FROM tmp_record_number AS r
    LEFT JOIN tmp_tangled_cluster AS t ON r.record_id = t.record_id
    LEFT JOIN tmp_component AS c ON r.number = c.number
    LEFT JOIN tmp_record_number AS n ON c.component = n.number
"""
_REFUSAL = """
    CREATE OR REPLACE TABLE tmp_refusal AS
    SELECT
      least(l.record_id, r.record_id) AS record_id_l,
      greatest(l.record_id, r.record_id) AS record_id_r,
      f.reason
    FROM tmp_refused_place AS f
    INNER JOIN tmp_tangled_record AS l ON f."left" = l.place
    INNER JOIN tmp_tangled_record AS r ON f."right" = r.place
"""
_TIES = """
    SELECT "left", "right" FROM tmp_edge_number
    UNION ALL
    SELECT "left", "right" FROM tmp_duplicate_number
"""
_SCRATCH = (
    "tmp_record_number",
    "tmp_edge_number",
    "tmp_duplicate_number",
    "tmp_plausible_number",
    "tmp_twin_number",
    "tmp_component",
    "tmp_tangled",
    "tmp_tangled_record",
    "tmp_tangled_cluster",
    "tmp_refused_place",
)


def cluster_edges(engine: Engine, *, edges: str, duplicates: str, plausible: str, twins: str, max_size: int) -> None:
    """Make tmp_cluster (record_id, cluster_id) and tmp_refusal (record_id_l, record_id_r, reason).

    Args:
        engine: holds link_record and the edges.
        edges: table record_id_l, record_id_r, match_weight of pairs to join, strongest first.
        duplicates: the same for rows of one unit that are one person; empty for none.
        plausible: the same for rows of one unit that may be; empty for none.
        twins: table record_id_l, record_id_r of records that must not meet; empty for none.
        max_size: most records a cluster may hold.
    """
    engine.execute(_NUMBER)
    _number_pairs(engine, edges, "tmp_edge_number")
    _number_pairs(engine, duplicates, "tmp_duplicate_number")
    _number_pairs(engine, plausible, "tmp_plausible_number")
    _number_pairs(engine, f"(SELECT *, 0.0 AS match_weight FROM {twins})" if twins else "", "tmp_twin_number")
    engine.register("tmp_component", component_table(engine.query(_TIES)))
    engine.execute(_TANGLED.format(max_size=int(max_size)))
    engine.execute(_TANGLED_BY_TWINS)
    engine.execute(_TANGLED_RECORD)
    found, refused = cluster_records(
        engine.query("SELECT record_id, unit_id, nik, tahun, fon_langka FROM tmp_tangled_record ORDER BY place"),
        _tangled_pairs(engine, "tmp_duplicate_number"),
        _tangled_pairs(engine, "tmp_plausible_number"),
        _tangled_pairs(engine, "tmp_twin_number"),
        _tangled_pairs(engine, "tmp_edge_number"),
        max_size=max_size,
    )
    engine.register("tmp_tangled_cluster", found)
    engine.register("tmp_refused_place", refused)
    engine.execute(_CLUSTER)
    engine.execute(_REFUSAL)
    engine.drop(_SCRATCH)


def _number_pairs(engine: Engine, pairs: str, result: str) -> None:
    """Make `result` ("left", "right", match_weight) of record numbers out of a table of pairs; an empty one without."""
    engine.execute(
        f'CREATE OR REPLACE TABLE {result} ("left" BIGINT, "right" BIGINT, match_weight DOUBLE)'
        if not pairs
        else f"CREATE OR REPLACE TABLE {result} AS "
        'SELECT l.number AS "left", r.number AS "right", e.match_weight '
        f"FROM {pairs} AS e "
        "INNER JOIN tmp_record_number AS l ON e.record_id_l = l.record_id "
        "INNER JOIN tmp_record_number AS r ON e.record_id_r = r.record_id"
    )


def _tangled_pairs(engine: Engine, pairs: str) -> pa.Table:
    """Pairs between tangled records as places in tmp_tangled_record, strongest first."""
    return engine.query(
        'SELECT l.place AS "left", r.place AS "right" '
        f"FROM {pairs} AS p "
        'INNER JOIN tmp_tangled_record AS l ON p."left" = l.number '
        'INNER JOIN tmp_tangled_record AS r ON p."right" = r.number '
        "ORDER BY p.match_weight DESC, l.place, r.place"
    )
