"""Ids are given one to one, the strongest claim first, whatever the order of the rows."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from dtsen_link.consolidate.claims import give_ids
from dtsen_link.engine import DuckDBEngine

Vote = tuple[str, str, int]


def given_ids(votes: list[Vote]) -> dict[str, str]:
    """Cluster -> id."""
    engine = DuckDBEngine(threads=1)
    columns = {"cluster_id": [v[0] for v in votes], "id": [v[1] for v in votes], "vote_n": [v[2] for v in votes]}
    schema = pa.schema([("cluster_id", pa.string()), ("id", pa.string()), ("vote_n", pa.int64())])
    engine.register("vote", pa.table(columns, schema=schema))
    give_ids(engine, "vote", "given")
    rows = engine.query("SELECT cluster_id, id FROM given").to_pylist()
    engine.close()
    assert len(rows) == len({row["cluster_id"] for row in rows})
    return {row["cluster_id"]: row["id"] for row in rows}


def test_who_alone_claims_an_id_gets_it() -> None:
    assert given_ids([("a", "P1", 3), ("b", "P2", 1)]) == {"a": "P1", "b": "P2"}


def test_of_two_clusters_the_stronger_keeps_the_id() -> None:
    assert given_ids([("a", "P1", 2), ("b", "P1", 3)]) == {"b": "P1"}


def test_who_loses_the_first_choice_gets_the_second() -> None:
    votes = [("a", "P1", 5), ("b", "P1", 4), ("b", "P2", 1)]
    assert given_ids(votes) == {"a": "P1", "b": "P2"}


def test_a_merged_cluster_bears_one_id() -> None:
    assert given_ids([("a", "P1", 3), ("a", "P2", 4)]) == {"a": "P2"}


def test_equal_claims_are_settled_by_id_and_cluster() -> None:
    votes = [(cluster, id_, 1) for cluster in "ab" for id_ in ("P1", "P2")]
    assert given_ids(votes) == {"a": "P1", "b": "P2"}


votes_of_any_kind = st.lists(
    st.tuples(st.sampled_from("abcde"), st.sampled_from(["P1", "P2", "P3", "P4"]), st.integers(1, 3)),
    unique_by=lambda vote: vote[:2],
    min_size=1,
)


@given(votes_of_any_kind, st.randoms())
def test_no_id_twice_none_left_over_and_no_order(votes: list[Vote], random) -> None:
    found = given_ids(votes)
    assert not [name for name, times in Counter(found.values()).items() if times > 1]
    # Nobody is left without an id that nobody else took.
    assert not [vote for vote in votes if vote[0] not in found and vote[1] not in found.values()]
    shuffled = votes[:]
    random.shuffle(shuffled)
    assert given_ids(shuffled) == found
