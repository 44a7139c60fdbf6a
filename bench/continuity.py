"""Do ids last? Releases of consecutive quarters held against the truth of a sample written with --quarters.

    python bench/continuity.py SAMPLE RELEASES

SAMPLE holds q1, q2 ... with truth.parquet in each and changes.parquet; RELEASES holds one release per quarter, in the order
of their names. A true person or family bears, in one quarter, the id that most of its records bear; of ids with as many records
the one borne the quarter before. Told are: the share of persons and families that did not change and kept their id from one
quarter to the next, and the share that bears one id over all quarters.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

_RECORD = """
    CREATE OR REPLACE TABLE record AS
    SELECT t.true_{entity} AS true_id, s.{entity}_id AS id, count(*) AS record_n
    FROM read_parquet('{truth}') AS t
    INNER JOIN read_parquet('{sources}') AS s ON t.source = s.source AND t.source_record_id = s.source_record_id
    WHERE s.{entity}_id IS NOT NULL AND t.true_{entity} IS NOT NULL
    GROUP BY ALL
"""
_BORNE = """
    INSERT INTO borne
    SELECT {quarter} AS quarter, r.true_id, r.id
    FROM record AS r
    LEFT JOIN borne AS b ON b.quarter = {quarter} - 1 AND r.true_id = b.true_id AND r.id = b.id
    QUALIFY row_number() OVER (PARTITION BY r.true_id ORDER BY r.record_n DESC, b.id IS NULL, r.id) = 1
"""
_KEPT = """
    SELECT b.quarter, count(*) AS n, count(*) FILTER (WHERE a.id = b.id) AS kept_n
    FROM borne AS a
    INNER JOIN borne AS b ON a.true_id = b.true_id AND b.quarter = a.quarter + 1
    ANTI JOIN (SELECT * FROM read_parquet('{changes}') WHERE entity = '{entity}') AS c
      ON b.true_id = c.true_id AND b.quarter = c.quarter
    GROUP BY b.quarter ORDER BY b.quarter
"""
_ONE_ID = """
    SELECT count(*) AS n, count(*) FILTER (WHERE id_n = 1) AS one_n
    FROM (SELECT true_id, count(DISTINCT id) AS id_n FROM borne GROUP BY true_id HAVING count(*) > 1)
"""


def continuity(sample: Path, releases: list[Path], entity: str) -> tuple[list[tuple[int, int, int]], tuple[int, int]]:
    """Per quarter: number, unchanged ones, of them with the same id; and those seen more than once, of them with one id."""
    con = duckdb.connect()
    con.execute("CREATE TABLE borne (quarter INTEGER, true_id BIGINT, id VARCHAR)")
    for quarter, release in enumerate(releases, start=1):
        truth, sources = sample / f"q{quarter}" / "truth.parquet", release / "person_sources" / "**" / "*.parquet"
        con.execute(_RECORD.format(entity=entity, truth=truth, sources=sources))
        con.execute(_BORNE.format(quarter=quarter))
    kept = con.execute(_KEPT.format(changes=sample / "changes.parquet", entity=entity)).fetchall()
    (one,) = con.execute(_ONE_ID).fetchall()
    return kept, one


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__)
        return 2
    sample, releases = Path(sys.argv[1]), sorted(path.parent for path in Path(sys.argv[2]).glob("*/manifest.json"))
    for entity in ("person", "family"):
        kept, (n, one_n) = continuity(sample, releases, entity)
        for quarter, unchanged, kept_n in kept:
            print(
                f"{entity}: quarter {quarter}: {kept_n:,} of {unchanged:,} unchanged kept their id: {kept_n / unchanged:.4%}"
            )
        print(f"{entity}: {one_n:,} of {n:,} bear one id over all quarters: {one_n / n:.4%}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
