"""Scores held against hand-computed tables and against a dull twin that lists every pair."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dtsen_link.engine import DuckDBEngine
from dtsen_link.evaluate.scores import Score, score

Row = tuple[str, str, str | None, str | None]  # source, source_record_id, found cluster, true cluster


@pytest.fixture(scope="module")
def engine() -> Iterable[DuckDBEngine]:
    made = DuckDBEngine(threads=1)
    yield made
    made.close()


def scored(
    engine: DuckDBEngine, rows: Sequence[Row], scenarios: Sequence[tuple[str, str, str]] = ()
) -> dict[str, Score]:
    columns = list(zip(*rows, strict=True))
    text = pa.string()
    keys = {"source": pa.array(columns[0], text), "source_record_id": pa.array(columns[1], text)}
    engine.register("assignment", pa.table({**keys, "cluster_id": pa.array(columns[2], text)}))
    engine.register("truth", pa.table({**keys, "true_person": pa.array(columns[3], text)}))
    name = ""
    if scenarios:
        name = "scenarios"
        fields = ("scenario", "source", "source_record_id")
        engine.register(name, pa.table(dict(zip(fields, zip(*scenarios, strict=True), strict=True))))
    return {f"{item.subset}:{item.name}": item for item in score(engine, "assignment", "truth", scenarios=name)}


def test_pairwise_and_bcubed_by_hand(engine):
    """Found {a1 a2 b1} {b2}; true {a1 b1 b2} {a2}."""
    result = scored(engine, [("a", "1", "x", "p"), ("a", "2", "x", "q"), ("b", "1", "x", "p"), ("b", "2", "y", "p")])
    everything = result["all:"]
    assert (everything.right_pairs, everything.found_pairs, everything.true_pairs) == (1, 3, 3)
    assert everything.pairwise.precision == everything.pairwise.recall == pytest.approx(1 / 3, abs=1e-6)
    # Precision per record: a1 2/3, a2 1/3, b1 2/3, b2 1; recall: a1 2/3, a2 1, b1 2/3, b2 1/3.
    assert everything.bcubed.precision == pytest.approx((2 / 3 + 1 / 3 + 2 / 3 + 1) / 4, abs=1e-6)
    assert everything.bcubed.recall == pytest.approx((2 / 3 + 1 + 2 / 3 + 1 / 3) / 4, abs=1e-6)


def test_pairs_inside_and_across_sources_are_told_apart(engine):
    result = scored(engine, [("a", "1", "x", "p"), ("a", "2", "x", "q"), ("b", "1", "x", "p"), ("b", "2", "y", "p")])
    inside_a, inside_b, across = result["source:a"], result["source:b"], result["source_pair:a x b"]
    assert (inside_a.right_pairs, inside_a.found_pairs, inside_a.true_pairs) == (0, 1, 0)
    assert (inside_b.right_pairs, inside_b.found_pairs, inside_b.true_pairs) == (0, 0, 1)
    assert (across.right_pairs, across.found_pairs, across.true_pairs) == (1, 2, 2)


def test_a_record_without_cluster_stands_alone(engine):
    result = scored(engine, [("a", "1", None, "p"), ("a", "2", None, "p"), ("a", "3", None, None)])
    assert result["all:"].found_pairs == 0
    assert result["all:"].true_pairs == 1
    assert result["all:"].bcubed.precision == 1.0


def test_nothing_to_count_gives_null_not_a_number(engine):
    result = scored(engine, [("a", "1", "x", "p"), ("a", "2", "y", "q")])
    assert result["all:"].pairwise.precision is None
    assert result["all:"].pairwise.f1 is None
    assert result["all:"].bcubed.f1 == 1.0


def test_wholly_wrong_pairs_score_zero(engine):
    result = scored(engine, [("a", "1", "x", "p"), ("a", "2", "x", "q"), ("b", "1", "y", "p")])
    assert result["all:"].pairwise.f1 == 0.0


def test_a_scenario_counts_only_its_own_records(engine):
    rows = [("a", "1", "x", "p"), ("b", "1", "x", "q"), ("a", "2", "y", "r"), ("b", "2", "y", "r")]
    result = scored(engine, rows, [("kembar", "a", "1"), ("kembar", "b", "1")])
    assert result["scenario:kembar"].found_pairs == 1
    assert result["scenario:kembar"].right_pairs == 0
    assert result["scenario:kembar"].records == 2


def test_assignments_may_be_keyed_by_record_id(engine):
    engine.register("clusters", pa.table({"record_id": ["a:1:x", "b:7"], "cluster_id": ["k", "k"]}))
    engine.register("truth", pa.table({"source": ["a", "b"], "source_record_id": ["1:x", "7"], "true_person": [5, 5]}))
    assert score(engine, "clusters", "truth")[0].right_pairs == 1


rows_of_records = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["k", "l", "m", None]), st.sampled_from(["p", "q", "r", None])),
    min_size=1,
    max_size=14,
)


@settings(max_examples=40, deadline=None)
@given(rows_of_records)
def test_counts_equal_those_of_listed_pairs(engine, drawn):
    rows = [(source, str(number), found, true) for number, (source, found, true) in enumerate(drawn)]
    result = scored(engine, rows)
    sources = sorted({row[0] for row in rows})
    assert counts(result["all:"]) == listed(rows, lambda one, two: True)
    for one in sources:
        assert counts(result[f"source:{one}"]) == listed(rows, lambda x, y, s=one: x[0] == y[0] == s)
    for one, two in combinations(sources, 2):
        wanted = {one, two}
        assert counts(result[f"source_pair:{one} x {two}"]) == listed(rows, lambda x, y, w=wanted: {x[0], y[0]} == w)
        assert bcubed(result[f"source_pair:{one} x {two}"]) == twin_bcubed([row for row in rows if row[0] in wanted])
    assert bcubed(result["all:"]) == twin_bcubed(rows)


def counts(item: Score) -> tuple[int, int, int]:
    return item.right_pairs, item.found_pairs, item.true_pairs


def bcubed(item: Score) -> tuple[object, object]:
    return pytest.approx(item.bcubed.precision, abs=2e-6), pytest.approx(item.bcubed.recall, abs=2e-6)


def together(one: Row, two: Row, column: int) -> bool:
    return one is two or (one[column] is not None and one[column] == two[column])


def listed(rows: Sequence[Row], wanted) -> tuple[int, int, int]:
    pairs = [(one, two) for one, two in combinations(rows, 2) if wanted(one, two)]
    found = [together(one, two, 2) for one, two in pairs]
    true = [together(one, two, 3) for one, two in pairs]
    return sum(f and t for f, t in zip(found, true, strict=True)), sum(found), sum(true)


def twin_bcubed(rows: Sequence[Row]) -> tuple[float, float]:
    precision = recall = 0.0
    for one in rows:
        found = [two for two in rows if together(one, two, 2)]
        true = [two for two in rows if together(one, two, 3)]
        right = sum(two in true for two in found)
        precision += right / len(found)
        recall += right / len(true)
    return precision / len(rows), recall / len(rows)
