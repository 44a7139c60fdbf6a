"""A later round gathers evidence only where something has changed, and leaves what a round over all pairs would."""

from __future__ import annotations

from itertools import combinations

import pyarrow as pa
import pytest
from tests.factories import Row

from dtsen_link.engine import DuckDBEngine
from dtsen_link.resolve.evidence import gather
from dtsen_link.resources import sql_dir

UNITS = {1: 10, 2: 10, 3: 20, 4: 20, 5: 30, 6: 30, 7: None, 8: None}
PAIRS = list(combinations(UNITS, 2))
BEFORE = {3: 1, 5: 2}
FAMILIES = pa.schema(
    [
        ("unit_id_l", pa.int64()),
        ("unit_id_r", pa.int64()),
        ("match_probability", pa.float64()),
        ("members_matched_n", pa.int32()),
    ]
)


def opened(members: list[tuple[int, int]]) -> DuckDBEngine:
    engine = DuckDBEngine(threads=1)
    household = [
        {"record_id_l": left, "record_id_r": right, "household_weight": left / right} for left, right in members
    ]
    engine.register("tmp_household_pair", pa.Table.from_pylist(household))
    scored = [
        {"record_id_l": left, "record_id_r": right, "match_weight": 20.0, "mw_wilayah": left - right + 3.0}
        for left, right in PAIRS[1::2]
    ]
    engine.register("link_person_pair", pa.Table.from_pylist(scored))
    engine.execute("CREATE TABLE tmp_twin AS SELECT 4 AS record_id_l, 6 AS record_id_r")
    return engine


def cluster(engine: DuckDBEngine, joined: dict[int, int], matched: tuple[tuple[int, int, int], ...]) -> None:
    rows = [
        {"record_id": record, "unit_id": unit, "cluster_id": joined.get(record, record)}
        for record, unit in UNITS.items()
    ]
    engine.register("tmp_cluster", pa.Table.from_pylist(rows))
    families = [
        dict(zip(FAMILIES.names, (left, right, 0.1 * count, count), strict=True)) for left, right, count in matched
    ]
    engine.register("link_family_pair", pa.Table.from_pylist(families, schema=FAMILIES))


def gathered(engine: DuckDBEngine, *, changed_alone: bool = False) -> list[Row]:
    gather(engine, strict_weight=12.0, changed_alone=changed_alone)
    return list(engine.query("SELECT * FROM tmp_pair_evidence ORDER BY record_id_l, record_id_r").to_pylist())


@pytest.mark.parametrize(
    ("after", "matched", "members"),
    [
        (BEFORE, ((10, 20, 1), (10, 30, 1)), []),
        ({3: 1, 4: 2, 5: 2}, ((10, 20, 2), (10, 30, 1), (20, 30, 1)), [(3, 5), (4, 5)]),
        ({3: 1}, ((10, 20, 1),), []),
        ({3: 1, 5: 2, 8: 7}, ((10, 20, 1), (10, 30, 1)), []),
    ],
    ids=["nothing changed", "a member more, and pairs of units new", "a member less", "records without a unit"],
)
def test_evidence_is_that_of_a_round_over_all_pairs(
    after: dict[int, int], matched: tuple[tuple[int, int, int], ...], members: list[tuple[int, int]]
) -> None:
    first = [(1, 3), (1, 4), (2, 4), (2, 5), (5, 6)]
    whole = opened(first + members)
    cluster(whole, after, matched)
    engine = opened(first)
    cluster(engine, BEFORE, ((10, 20, 1), (10, 30, 1)))
    gathered(engine)
    for left, right in members:
        engine.execute(f"INSERT INTO tmp_household_pair VALUES ({left}, {right}, {left / right})")
    engine.rename("tmp_cluster", "tmp_scored_cluster")
    cluster(engine, after, matched)
    for name in ("tmp_changed_record", "tmp_changed_unit"):
        engine.run_file(sql_dir() / "5_resolve" / f"{name}.sql")
    assert gathered(engine, changed_alone=True) == gathered(whole)
    assert {(row["record_id_l"], row["record_id_r"]) for row in gathered(whole)} >= set(PAIRS[1::2])
