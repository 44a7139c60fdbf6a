"""From tables of edges to a table of clusters: the engine counts and sorts, Python joins under constraints."""

from __future__ import annotations

from dtsen_link.engine import Engine
from dtsen_link.linkage.clusters import cluster_records

_RECORDS = """
    SELECT record_id, unit_id, CASE WHEN nik_usable THEN nik END AS nik, tahun, fon_langka FROM link_record ORDER BY record_id
"""
_NUMBERED = "SELECT record_id, row_number() OVER (ORDER BY record_id) - 1 AS number FROM link_record"


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
    engine.execute(f"CREATE OR REPLACE TABLE tmp_record_number AS {_NUMBERED}")
    records = engine.query(_RECORDS)
    joins = engine.query(_numbered_pairs(edges))
    none = _numbered_pairs(edges) + " LIMIT 0"
    twice = engine.query(_numbered_pairs(duplicates) if duplicates else none)
    maybe = engine.query(_numbered_pairs(plausible) if plausible else none)
    apart = engine.query(_numbered_pairs(f"(SELECT *, 0 AS match_weight FROM {twins})") if twins else none)
    found, refused = cluster_records(records, twice, maybe, apart, joins, max_size=max_size)
    engine.register("tmp_cluster", found)
    engine.register("tmp_refusal_number", refused)
    engine.drop(["tmp_refusal"])
    engine.execute(
        "CREATE TABLE tmp_refusal AS "
        "SELECT least(l.record_id, r.record_id) AS record_id_l, greatest(l.record_id, r.record_id) AS record_id_r, f.reason "
        "FROM tmp_refusal_number AS f "
        'INNER JOIN tmp_record_number AS l ON f."left" = l.number '
        'INNER JOIN tmp_record_number AS r ON f."right" = r.number'
    )
    engine.drop(["tmp_record_number", "tmp_refusal_number"])


def _numbered_pairs(table: str) -> str:
    return (
        'SELECT l.number AS "left", r.number AS "right" '
        f"FROM {table} AS e "
        "INNER JOIN tmp_record_number AS l ON e.record_id_l = l.record_id "
        "INNER JOIN tmp_record_number AS r ON e.record_id_r = r.record_id "
        "ORDER BY e.match_weight DESC, l.number, r.number"
    )
