"""From tables of edges to a table of clusters.

Most components of the graph of edges offend against no constraint even when joined whole; whatever the order of joins, they end
up whole, so the engine settles them at once. Only tangled ones go through the constrained union-find, edge by edge.
"""

from __future__ import annotations

import pyarrow as pa

from dtsen_link.engine import Engine
from dtsen_link.linkage.clusters import cluster_records
from dtsen_link.linkage.components import component_table

# What a constraint could object to somewhere inside the component. NIK, birth year and name must all differ between two
# records to contradict, so a component in which one of them never varies is beyond that; years are the quickest to compare.
_TANGLED = """
    CREATE OR REPLACE TABLE tmp_tangled AS
    WITH record AS (
      SELECT c.component, r.unit_id, r.tahun
      FROM tmp_component AS c
      INNER JOIN link_record AS r ON c.number = r.record_id
    ),
    measured AS (
      SELECT component, count(*) AS record_n, max(tahun) - min(tahun) AS year_n
      FROM record
      GROUP BY component
    ),
    contradicting AS (
      SELECT m.component
      FROM measured AS m
      INNER JOIN tmp_component AS c ON m.component = c.component
      INNER JOIN link_record AS r ON c.number = r.record_id
      WHERE m.year_n > 1
      GROUP BY m.component
      HAVING
        min(CASE WHEN r.nik_usable THEN r.nik END) <> max(CASE WHEN r.nik_usable THEN r.nik END)
        AND min(r.fon_langka) <> max(r.fon_langka)
    )
    SELECT component FROM measured WHERE record_n > {max_size}
    UNION ALL
    SELECT component FROM record WHERE unit_id IS NOT NULL GROUP BY component, unit_id HAVING count(*) > 1
    UNION ALL
    SELECT component FROM contradicting
"""
_TANGLED_BY_PAIRS = """
    INSERT INTO tmp_tangled
    SELECT l.component
    FROM {pairs} AS t
    INNER JOIN tmp_component AS l ON t.record_id_l = l.number
    INNER JOIN tmp_component AS r ON t.record_id_r = r.number
    WHERE l.component = r.component
"""
_TANGLED_RECORD = """
    CREATE OR REPLACE TABLE tmp_tangled_record AS
    WITH tangled AS (
      SELECT c.number
      FROM tmp_component AS c
      INNER JOIN (SELECT DISTINCT component FROM tmp_tangled) AS t ON c.component = t.component
    )
    SELECT
      r.record_id,
      r.unit_id,
      CASE WHEN r.nik_usable THEN r.nik END AS nik,
      r.tahun,
      r.fon_langka,
      row_number() OVER (ORDER BY r.record_id) - 1 AS place
    FROM tangled
    INNER JOIN link_record AS r ON tangled.number = r.record_id
"""
_CLUSTER = """
    CREATE OR REPLACE TABLE tmp_cluster AS
    SELECT
      r.record_id,
      r.unit_id,
      coalesce(t.cluster_id, c.component, r.record_id) AS cluster_id
    FROM link_record AS r
    LEFT JOIN tmp_tangled_cluster AS t ON r.record_id = t.record_id
    LEFT JOIN tmp_component AS c ON r.record_id = c.number
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
_TIES = 'SELECT record_id_l AS "left", record_id_r AS "right" FROM {pairs}'
_NO_PAIRS = pa.schema([("left", pa.int64()), ("right", pa.int64())]).empty_table()
_SCRATCH = ("tmp_component", "tmp_tangled", "tmp_tangled_record", "tmp_tangled_cluster", "tmp_refused_place")


def cluster_edges(
    engine: Engine,
    *,
    edges: str,
    duplicates: str,
    plausible: str,
    twins: str,
    max_size: int,
    together: str = "",
    apart: str = "",
) -> None:
    """Make tmp_cluster (record_id, unit_id, cluster_id) and tmp_refusal (record_id_l, record_id_r, reason).

    Args:
        engine: holds link_record, its record_id a number (linkage/numbers.py), and the edges.
        edges: table record_id_l, record_id_r, match_weight of pairs to join, strongest first.
        duplicates: the same for rows of one unit that are one person; empty for none.
        plausible: the same for rows of one unit that may be; empty for none.
        twins: table record_id_l, record_id_r of records that must not meet; empty for none.
        max_size: most records a cluster may hold.
        together: table record_id_l, record_id_r of records that people decided to be one person; empty for none.
        apart: the same for records that people decided to be two.
    """
    ties = " UNION ALL ".join(_TIES.format(pairs=pairs) for pairs in (edges, duplicates, together) if pairs)
    engine.register("tmp_component", component_table(engine.query(ties)))
    engine.execute(_TANGLED.format(max_size=int(max_size)))
    for pairs in (twins, apart):
        if pairs:
            engine.execute(_TANGLED_BY_PAIRS.format(pairs=pairs))
    engine.execute(_TANGLED_RECORD)
    found, refused = cluster_records(
        engine.query("SELECT record_id, unit_id, nik, tahun, fon_langka FROM tmp_tangled_record ORDER BY place"),
        _tangled_pairs(engine, duplicates),
        _tangled_pairs(engine, plausible),
        _tangled_pairs(engine, twins, by_weight=False),
        _tangled_pairs(engine, edges),
        max_size=max_size,
        together=_tangled_pairs(engine, together, by_weight=False),
        apart=_tangled_pairs(engine, apart, by_weight=False),
    )
    engine.register("tmp_tangled_cluster", found)
    engine.register("tmp_refused_place", refused)
    engine.execute(_CLUSTER)
    engine.execute(_REFUSAL)
    engine.drop(_SCRATCH)


def _tangled_pairs(engine: Engine, pairs: str, *, by_weight: bool = True) -> pa.Table:
    """Pairs between tangled records as places in tmp_tangled_record, strongest first; none without a table."""
    if not pairs:
        return _NO_PAIRS
    order = "p.match_weight DESC, l.place, r.place" if by_weight else "l.place, r.place"
    return engine.query(
        'SELECT l.place AS "left", r.place AS "right" '
        f"FROM {pairs} AS p "
        "INNER JOIN tmp_tangled_record AS l ON p.record_id_l = l.record_id "
        "INNER JOIN tmp_tangled_record AS r ON p.record_id_r = r.record_id "
        f"ORDER BY {order}"
    )
