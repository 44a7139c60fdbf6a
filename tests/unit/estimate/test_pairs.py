"""How likely a joined pair is wrong and an unjoined one right: each rule of sql/estimate on a handful of records."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from tests.factories import Row, arrow, row

from dtsen_link.engine import DuckDBEngine
from dtsen_link.estimate.estimate import run

PAIR = pa.schema(
    [
        ("record_id_l", pa.string()),
        ("record_id_r", pa.string()),
        ("one_unit", pa.bool_()),
        ("is_twin", pa.bool_()),
        ("match_probability", pa.float64()),
    ]
)
# A registry large enough that its own repeats say how rare repeats are.
CROWD = 400


def engine_of(
    clusters: dict[str, list[str]], pairs: list[tuple[str, str, float]], **values: dict[str, Any]
) -> DuckDBEngine:
    """Persons as lists of record ids ("a:1"), weighed pairs, and what else is known of a record."""
    engine = DuckDBEngine(threads=1)
    crowd = {f"crowd{number}": [f"a:c{number}", f"b:c{number}"] for number in range(CROWD)}
    held = {**crowd, **clusters}
    members = [{"record_id": record, "cluster_id": name} for name, records in held.items() for record in records]
    engine.register("est_cluster", pa.Table.from_pylist(members))
    records: list[Row] = [
        row("link_record", record_id=member["record_id"], source=member["record_id"][0])
        | values.get(member["record_id"], {})
        for member in members
    ]
    engine.register("est_listing", arrow("link_record", records))
    rows = [
        {"record_id_l": left, "record_id_r": right, "one_unit": False, "is_twin": False, "match_probability": p}
        for left, right, p in [*pairs, *((f"a:c{n}", f"b:c{n}", 0.9999) for n in range(CROWD))]
    ]
    engine.register("est_pair", pa.Table.from_pylist(rows, schema=PAIR))
    for name in ("est_claim", "est_repeat", "est_joined", "est_apart"):
        run(engine, name)
    return engine


def wrong(engine: DuckDBEngine, left: str, right: str) -> float:
    rows = engine.query(f"SELECT wrong FROM est_joined WHERE record_id_l = '{left}' AND record_id_r = '{right}'")
    return float(rows.to_pylist()[0]["wrong"])


def one_person(engine: DuckDBEngine) -> float:
    (found,) = engine.query("SELECT probability FROM est_apart").to_pylist()
    return float(found["probability"])


def test_a_pair_that_a_third_record_holds_is_as_sure_as_its_way() -> None:
    engine = engine_of({"p": ["a:1", "b:1", "c:1"]}, [("a:1", "b:1", 0.99), ("b:1", "c:1", 0.99), ("a:1", "c:1", 0.02)])
    assert wrong(engine, "a:1", "c:1") < 0.05


def test_a_weak_tie_is_more_likely_wrong_than_a_strong_one() -> None:
    engine = engine_of({"p": ["a:1", "b:1"], "q": ["a:2", "b:2"]}, [("a:1", "b:1", 0.8), ("a:2", "b:2", 0.999)])
    assert wrong(engine, "a:1", "b:1") > 20 * wrong(engine, "a:2", "b:2")


def test_a_weak_tie_between_two_records_of_one_source_is_probably_wrong() -> None:
    seam = engine_of({"p": ["a:1", "a:2"]}, [("a:1", "a:2", 0.9)])
    plain = engine_of({"p": ["a:1", "b:1"]}, [("a:1", "b:1", 0.9)])
    assert wrong(seam, "a:1", "a:2") > 0.5 > wrong(plain, "a:1", "b:1")


def test_twins_put_together_are_probably_wrong_however_great_their_weight() -> None:
    twin = {"nik_usable": True, "nik_cocok": True, "nik_12": "320101010190"}
    engine = engine_of(
        {"p": ["a:1", "a:2"]},
        [("a:1", "a:2", 0.9999)],
        **{"a:1": {**twin, "nik": "1", "nik_serial": 1}, "a:2": {**twin, "nik": "2", "nik_serial": 2}},
    )
    assert wrong(engine, "a:1", "a:2") == pytest.approx(0.8)


def test_where_no_source_lists_both_a_doubtful_pair_is_probably_right() -> None:
    assert one_person(engine_of({"p": ["a:1"], "q": ["b:1"]}, [("a:1", "b:1", 0.3)])) > 0.8


def test_where_a_source_lists_both_a_likely_pair_is_probably_wrong() -> None:
    assert one_person(engine_of({"p": ["a:1", "b:1"], "q": ["a:2"]}, [("b:1", "a:2", 0.7)])) < 0.2


def test_two_sources_that_list_both_all_but_rule_it_out() -> None:
    engine = engine_of({"p": ["a:1", "b:1"], "q": ["a:2", "b:2"]}, [("a:1", "b:2", 0.9)])
    assert one_person(engine) < 0.01


def test_where_sources_repeat_persons_a_repeated_listing_says_little() -> None:
    repeated = {f"r{number}": [f"a:r{number}", f"a:s{number}"] for number in range(2 * CROWD)}
    engine = engine_of({**repeated, "p": ["b:1"], "q": ["b:2"]}, [("b:1", "b:2", 0.7)])
    assert one_person(engine) == pytest.approx(0.7, abs=0.01)
