"""From tables of edges to a table of clusters.

Most components of the graph of edges offend against no constraint even when joined whole; whatever the order of joins, they end
up whole, so the engine settles them at once. Only tangled ones go through the constrained union-find, edge by edge.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dtsen_link.engine import Engine
from dtsen_link.engine.components import Numbers
from dtsen_link.linkage.clusters import cluster_records

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
      SELECT c.number, c.component
      FROM tmp_component AS c
      INNER JOIN (SELECT DISTINCT component FROM tmp_tangled) AS t ON c.component = t.component
    )
    SELECT
      t.component,
      r.record_id,
      r.unit_id,
      CASE WHEN r.nik_usable THEN r.nik END AS nik,
      r.tahun,
      r.fon_langka
    FROM tangled AS t
    INNER JOIN link_record AS r ON t.number = r.record_id
"""
# All that the joining of a component needs, as rows of one table: the first part gives the columns their types.
_RECORD_ROWS = """
    SELECT
      component,
      'record' AS kind,
      record_id AS "left",
      record_id AS "right",
      CAST(NULL AS DOUBLE) AS match_weight,
      unit_id,
      nik,
      tahun,
      fon_langka
    FROM tmp_tangled_record
"""
_PAIR_ROWS = """
    SELECT
      l.component,
      '{kind}' AS kind,
      p.record_id_l AS "left",
      p.record_id_r AS "right",
      {weight} AS match_weight,
      NULL AS unit_id,
      NULL AS nik,
      NULL AS tahun,
      NULL AS fon_langka
    FROM {pairs} AS p
    INNER JOIN tmp_tangled_record AS l ON p.record_id_l = l.record_id
    INNER JOIN tmp_tangled_record AS r ON p.record_id_r = r.record_id
    WHERE l.component = r.component
"""
_CLUSTER = """
    CREATE OR REPLACE TABLE tmp_cluster AS
    SELECT
      r.record_id,
      r.unit_id,
      coalesce(t.cluster_id, c.component, r.record_id) AS cluster_id
    FROM link_record AS r
    LEFT JOIN (
      SELECT record_id, cluster_id FROM tmp_joined WHERE cluster_id IS NOT NULL
    ) AS t ON r.record_id = t.record_id
    LEFT JOIN tmp_component AS c ON r.record_id = c.number
"""
_REFUSAL = """
    CREATE OR REPLACE TABLE tmp_refusal AS
    SELECT
      least(record_id, refused_id) AS record_id_l,
      greatest(record_id, refused_id) AS record_id_r,
      reason
    FROM tmp_joined
    WHERE refused_id IS NOT NULL
"""
_TIES = 'SELECT record_id_l AS "left", record_id_r AS "right" FROM {pairs}'
_PAIRS = ("duplicate", "plausible", "twin", "edge", "together", "apart")
# A record and its cluster, or two records that were not joined and why.
_JOINED = pa.schema(
    [("record_id", pa.int64()), ("cluster_id", pa.int64()), ("refused_id", pa.int64()), ("reason", pa.string())]
)
_SCRATCH = ("tmp_component", "tmp_tangled", "tmp_tangled_record", "tmp_tangled_row", "tmp_joined")


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
    engine.components("tmp_component", ties)
    engine.execute(_TANGLED.format(max_size=int(max_size)))
    for pairs in (twins, apart):
        if pairs:
            engine.execute(_TANGLED_BY_PAIRS.format(pairs=pairs))
    engine.execute(_TANGLED_RECORD)
    weighed = {"duplicate": duplicates, "plausible": plausible, "edge": edges}
    kinds = weighed | {"twin": twins, "together": together, "apart": apart}
    parts = [
        _PAIR_ROWS.format(kind=kind, pairs=pairs, weight="p.match_weight" if kind in weighed else "NULL")
        for kind, pairs in kinds.items()
        if pairs
    ]
    engine.execute(f"CREATE OR REPLACE TABLE tmp_tangled_row AS {' UNION ALL '.join([_RECORD_ROWS, *parts])}")
    engine.map_groups("tmp_joined", "tmp_tangled_row", "component", partial(join_rows, max_size=max_size), _JOINED)
    engine.execute(_CLUSTER)
    engine.execute(_REFUSAL)
    engine.drop(_SCRATCH)


def join_rows(rows: pa.Table, *, max_size: int) -> pa.Table:
    """Clusters and refusals of the records of whole components, whose pairs stand among the rows."""
    records = _of_kind(rows, "record").sort_by("left").rename_columns({"left": "record_id"})
    numbers = records["record_id"].to_numpy()
    pairs = {kind: _placed(_of_kind(rows, kind), numbers) for kind in _PAIRS}
    found, refused = cluster_records(
        records,
        pairs["duplicate"],
        pairs["plausible"],
        pairs["twin"],
        pairs["edge"],
        max_size=max_size,
        together=pairs["together"],
        apart=pairs["apart"],
    )
    sides = {name: numbers[refused[side].to_numpy()] for name, side in (("record_id", "left"), ("refused_id", "right"))}
    told = pa.table({**sides, "reason": refused["reason"]})
    return pa.concat_tables([_JOINED.empty_table(), found, told], promote_options="default")


def _of_kind(rows: pa.Table, kind: str) -> pa.Table:
    return rows.filter(pc.equal(rows["kind"], kind))


def _placed(pairs: pa.Table, numbers: Numbers) -> pa.Table:
    """Pairs as places among the records' numbers, strongest first."""
    ordered = pairs.sort_by([("match_weight", "descending"), ("left", "ascending"), ("right", "ascending")])
    return pa.table({side: np.searchsorted(numbers, ordered[side].to_numpy()) for side in ("left", "right")})
