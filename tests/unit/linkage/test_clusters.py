"""Clusters join from the strongest pair down, and never what cannot be one person."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtsen_link.linkage.clusters import (
    CONTRADICTION,
    SAME_UNIT,
    TOO_LARGE,
    TWINS,
    ConstrainedClusters,
    Node,
    Refusal,
    cluster_records,
)

ANY = Node(unit=None, nik=None, tahun=None, name=None)


def clusters(*nodes: Node, max_size: int = 30, plausible: tuple[tuple[int, int], ...] = ()) -> ConstrainedClusters:
    return ConstrainedClusters(list(nodes), max_size, frozenset(plausible))


def groups(found: ConstrainedClusters, count: int) -> list[int]:
    return [found.find(number) for number in range(count)]


def in_unit(unit: str) -> Node:
    return Node(unit, None, None, None)


def test_a_record_without_pairs_is_alone() -> None:
    assert groups(clusters(ANY, ANY), 2) == [0, 1]


def test_pairs_chain_into_one_cluster_named_by_its_smallest_record() -> None:
    found = clusters(ANY, ANY, ANY)
    assert found.join(2, 1) is None
    assert found.join(1, 0) is None
    assert groups(found, 3) == [0, 0, 0]


def test_joining_what_is_joined_changes_nothing() -> None:
    found = clusters(in_unit("a:1"), in_unit("b:1"))
    found.join(0, 1)
    assert found.join(1, 0) is None
    assert groups(found, 2) == [0, 0]


def test_two_rows_of_one_unit_are_two_people() -> None:
    assert clusters(in_unit("a:1"), in_unit("a:1")).join(0, 1) == Refusal(0, 1, SAME_UNIT)


def test_two_rows_of_one_unit_do_not_meet_through_a_third_record() -> None:
    found = clusters(in_unit("a:1"), in_unit("b:1"), in_unit("a:1"))
    assert found.join(0, 1) is None
    assert found.join(1, 2) == Refusal(1, 2, SAME_UNIT)
    assert groups(found, 3) == [0, 0, 2]


def test_units_gathered_on_both_sides_are_held_against_each_other() -> None:
    found = clusters(in_unit("a:1"), in_unit("b:1"), in_unit("c:1"), in_unit("a:1"))
    found.join(0, 1)
    found.join(2, 3)
    assert found.join(1, 2) == Refusal(1, 2, SAME_UNIT)


def test_records_of_no_unit_are_never_refused_for_their_unit() -> None:
    assert clusters(ANY, ANY).join(0, 1) is None


def test_a_row_written_twice_is_joined_though_the_unit_is_one() -> None:
    found = clusters(in_unit("a:1"), in_unit("a:1"), in_unit("b:1"))
    found.join_duplicates(1, 0)
    found.join_duplicates(0, 1)
    assert groups(found, 3) == [0, 0, 2]


def test_a_third_row_of_the_unit_stays_apart_from_duplicates() -> None:
    found = clusters(in_unit("a:1"), in_unit("a:1"), in_unit("a:1"), in_unit("b:1"))
    found.join_duplicates(0, 1)
    found.join(2, 3)
    assert found.join(1, 3) == Refusal(1, 3, SAME_UNIT)


def test_a_plausible_pair_of_one_unit_is_joined_by_a_record_that_matches_both() -> None:
    found = clusters(in_unit("a:1"), in_unit("b:1"), in_unit("a:1"), plausible=((0, 2),))
    assert found.join(0, 1) is None
    assert found.join(1, 2) is None
    assert groups(found, 3) == [0, 0, 0]


def test_one_implausible_row_keeps_the_clusters_apart() -> None:
    found = clusters(in_unit("a:1"), in_unit("a:1"), in_unit("b:1"), in_unit("a:1"), plausible=((0, 3),))
    found.join_duplicates(0, 1)
    found.join(2, 3)
    assert found.join(0, 2) == Refusal(0, 2, SAME_UNIT)


FATHER = Node(None, "3205080810550001", 1955, "SUPARMIN")


@pytest.mark.parametrize(
    "other",
    [
        Node(None, FATHER.nik, 1985, "ANOTHER"),
        Node(None, "3205080810850001", 1955, "ANOTHER"),
        Node(None, "3205080810850001", 1956, "ANOTHER"),
        Node(None, "3205080810850001", 1985, FATHER.name),
        Node(None, None, 1985, "ANOTHER"),
        Node(None, "3205080810850001", None, "ANOTHER"),
        Node(None, "3205080810850001", 1985, None),
    ],
    ids=["NIK agrees", "year agrees", "one year off", "name agrees", "no NIK", "no year", "no name"],
)
def test_one_agreement_or_one_unknown_is_no_contradiction(other: Node) -> None:
    assert clusters(FATHER, other).join(0, 1) is None


def test_nik_year_and_name_all_different_is_a_contradiction() -> None:
    other = Node(None, "3205080810850001", 1957, "ANOTHER")
    assert clusters(FATHER, other).join(0, 1) == Refusal(0, 1, CONTRADICTION)


def test_a_contradiction_is_found_between_any_two_members() -> None:
    between, son = ANY, Node(None, "3205080810850001", 1985, "ANOTHER")
    found = clusters(FATHER, between, son)
    found.join(0, 1)
    assert found.join(1, 2) == Refusal(1, 2, CONTRADICTION)


def test_twins_are_not_joined_and_do_not_meet_through_a_third() -> None:
    found = ConstrainedClusters([ANY, ANY, ANY], 30, twins=frozenset({(0, 2)}))
    assert found.join(2, 0) == Refusal(2, 0, TWINS)
    assert found.join(1, 2) is None
    assert found.join(0, 1) == Refusal(0, 1, TWINS)
    assert groups(found, 3) == [0, 1, 1]


def test_a_cluster_grows_to_its_limit_and_no_further() -> None:
    found = clusters(ANY, ANY, ANY, max_size=2)
    assert found.join(0, 1) is None
    assert found.join(1, 2) == Refusal(1, 2, TOO_LARGE)


def records(units: list[str | None]) -> pa.Table:
    count = len(units)
    return pa.table(
        {
            "record_id": [f"r{number:02d}" for number in range(count)],
            "unit_id": pa.array(units, pa.string()),
            "nik": pa.nulls(count, pa.string()),
            "tahun": pa.nulls(count, pa.int32()),
            "fon_langka": pa.nulls(count, pa.string()),
        }
    )


def pairs(*found: tuple[int, int]) -> pa.Table:
    schema = pa.schema([("left", pa.int64()), ("right", pa.int64())])
    return pa.Table.from_pylist([{"left": left, "right": right} for left, right in found], schema=schema)


def test_the_strongest_pair_wins_and_the_weaker_one_is_told() -> None:
    table = records(["a:1", "a:1", "b:1"])
    found, refused = cluster_records(table, pairs(), pairs(), pairs(), pairs((1, 2), (0, 2)), max_size=30)
    assert found.to_pylist() == [
        {"record_id": "r00", "cluster_id": "r00"},
        {"record_id": "r01", "cluster_id": "r01"},
        {"record_id": "r02", "cluster_id": "r01"},
    ]
    assert refused.to_pylist() == [{"left": 0, "right": 2, "reason": SAME_UNIT}]


def test_no_records_give_empty_tables_with_their_columns() -> None:
    found, refused = cluster_records(records([]), pairs(), pairs(), pairs(), pairs(), max_size=30)
    assert (found.num_rows, found.column_names) == (0, ["record_id", "cluster_id"])
    assert (refused.num_rows, refused.column_names) == (0, ["left", "right", "reason"])


UNITS = st.lists(st.sampled_from([None, "a:1", "a:2", "b:1", "b:2", "c:1"]), min_size=2, max_size=12)


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Any]:
    units = draw(UNITS)
    number = st.integers(0, len(units) - 1)
    edges = draw(st.lists(st.tuples(number, number).filter(lambda pair: pair[0] != pair[1]), max_size=25))
    return {"units": units, "edges": edges, "max_size": draw(st.integers(2, 6))}


@given(worlds())
def test_whatever_the_pairs_no_cluster_breaks_a_constraint(world: dict[str, Any]) -> None:
    units = world["units"]
    found, refused = cluster_records(
        records(units), pairs(), pairs(), pairs(), pairs(*world["edges"]), max_size=world["max_size"]
    )
    members: dict[str, list[int]] = {}
    for number, row in enumerate(found.to_pylist()):
        members.setdefault(row["cluster_id"], []).append(number)
    for cluster, numbers in members.items():
        named = [units[number] for number in numbers if units[number] is not None]
        assert len(named) == len(set(named))
        assert len(numbers) <= world["max_size"]
        assert cluster == f"r{min(numbers):02d}"
    joined = {number: cluster for cluster, numbers in members.items() for number in numbers}
    apart = {(left, right) for left, right in world["edges"] if joined[left] != joined[right]}
    assert apart <= {(row["left"], row["right"]) for row in refused.to_pylist()}
