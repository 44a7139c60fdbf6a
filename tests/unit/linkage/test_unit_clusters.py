"""Family units join into families; two units of one source only where they match each other directly."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import arrow, unit

from dtsen_link.engine import DuckDBEngine
from dtsen_link.linkage.unit_clusters import UnitClusters, cluster_units


def joined(sources: list[str | None], *pairs: tuple[int, int]) -> list[int]:
    """The cluster of every unit after joining the pairs in their order; all of them match directly."""
    found = UnitClusters(sources, {(min(pair), max(pair)) for pair in pairs})
    for left, right in pairs:
        found.join(left, right)
    return [found.find(number) for number in range(len(sources))]


def test_units_of_different_sources_chain() -> None:
    assert joined(["dtks", "regsosek", "p3ke"], (1, 0), (2, 1)) == [0, 0, 0]


def test_two_units_of_one_source_do_not_meet_through_a_third() -> None:
    assert joined(["dtks", "regsosek", "dtks"], (0, 1), (1, 2)) == [0, 0, 2]


def test_two_units_of_one_source_join_where_they_match_directly() -> None:
    assert joined(["dtks", "regsosek", "dtks"], (0, 1), (1, 2), (0, 2)) == [0, 0, 0]


def test_couples_share_a_family_through_a_third() -> None:
    assert joined([None, "regsosek", None], (0, 1), (1, 2)) == [0, 0, 0]


def test_a_refused_join_says_so() -> None:
    found = UnitClusters(["dtks", "dtks"], set())
    assert not found.join(0, 1)
    assert UnitClusters(["dtks", "dtks"], {(0, 1)}).join(1, 0)


def test_all_units_of_a_source_on_both_sides_must_match() -> None:
    sources: list[str | None] = ["dtks", "dtks", "regsosek", "dtks"]
    assert joined(sources, (0, 1), (2, 3), (0, 3), (0, 2)) == [0, 0, 2, 2]


@given(
    st.lists(st.sampled_from([None, "dtks", "regsosek"]), min_size=2, max_size=8),
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20),
)
def test_whatever_the_pairs_units_of_one_source_in_a_family_match(
    sources: list[str | None], drawn: list[tuple[int, int]]
) -> None:
    pairs = [pair for pair in drawn if pair[0] != pair[1] and max(pair) < len(sources)]
    matched = {(min(pair), max(pair)) for pair in pairs}
    roots = joined(sources, *pairs)
    for left in range(len(sources)):
        for right in range(left + 1, len(sources)):
            if roots[left] == roots[right] and sources[left] is not None and sources[left] == sources[right]:
                assert (left, right) in matched


EDGE = pa.schema([("unit_id_l", pa.string()), ("unit_id_r", pa.string()), ("match_weight", pa.float64())])


def families(rows: list[tuple[str, str, float]], *, reverse: bool = False) -> dict[str, str]:
    units = [
        unit("dtks:1"),
        unit("dtks:2"),
        unit("regsosek:1"),
        unit("p3ke:1", unit_type="couple"),
        unit("p3ke:2", unit_type="couple"),
    ]
    engine = DuckDBEngine(threads=1)
    engine.register("linked_family", arrow("std_family", units[::-1] if reverse else units))
    edges = [dict(zip(EDGE.names, values, strict=True)) for values in (rows[::-1] if reverse else rows)]
    engine.register("tmp_edges", pa.Table.from_pylist(edges, schema=EDGE))
    cluster_units(engine, "tmp_edges")
    found = {row["unit_id"]: row["family_cluster_id"] for row in engine.query("FROM tmp_unit_cluster").to_pylist()}
    engine.close()
    return found


def test_the_strongest_tie_decides_which_unit_of_a_source_belongs() -> None:
    found = families([("dtks:1", "regsosek:1", 3.0), ("dtks:2", "regsosek:1", 8.0)])
    assert found["regsosek:1"] == found["dtks:2"] == "dtks:2"
    assert found["dtks:1"] == "dtks:1"


def test_two_couples_of_one_kk_are_one_family() -> None:
    found = families([("p3ke:1", "regsosek:1", 3.0), ("p3ke:2", "regsosek:1", 3.0)])
    assert {found[unit_id] for unit_id in ("p3ke:1", "p3ke:2", "regsosek:1")} == {"p3ke:1"}


def test_equal_weights_are_settled_by_the_unit_not_by_row_order() -> None:
    rows = [("dtks:2", "regsosek:1", 5.0), ("dtks:1", "regsosek:1", 5.0), ("p3ke:1", "dtks:2", 5.0)]
    assert families(rows) == families(rows, reverse=True)
