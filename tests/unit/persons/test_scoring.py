"""What an earlier build has scored is taken over where the pair cannot have changed, and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtsen_link.engine import DuckDBEngine
from dtsen_link.linkage.splink_model import DIAGNOSTICS_KEY, TrainedModel
from dtsen_link.persons import scoring

RULES = ('l."kunci_a" = r."kunci_a"', 'l."kunci_b" = r."kunci_b"')
SETTINGS: dict[str, Any] = {
    "comparisons": [{"output_column_name": "nama", "comparison_levels": []}],
    "blocking_rules_to_generate_predictions": [{"blocking_rule": rule} for rule in RULES],
}
FREQUENCIES = [{"kind": "token", "value": "abc", "n": 2}]
Record = tuple[str | None, str | None]


def model(**changes: Any) -> TrainedModel:
    return TrainedModel("person", {**SETTINGS, **changes}, {}, {})


def engine_of(
    now: Sequence[Record],
    then: Sequence[Record],
    *,
    settings: dict[str, Any] | None = None,
    frequencies: Sequence[dict[str, Any]] = FREQUENCIES,
) -> DuckDBEngine:
    """An engine with records now, and what an earlier build noted of the same records; records then may be fewer."""
    engine = DuckDBEngine(threads=1)
    for name, records in (("link_record", then), ("link_record", now)):
        rows = [
            {"record_id": f"r{number:03d}", "record_no": number, "unit_no": 7, "kunci_a": a, "kunci_b": b}
            for number, (a, b) in enumerate(records)
        ]
        kinds = [("record_id", pa.string()), ("record_no", pa.int64()), ("unit_no", pa.int64())]
        schema = pa.schema([*kinds, ("kunci_a", pa.string()), ("kunci_b", pa.string())])
        engine.register(name, pa.Table.from_pylist(rows, schema=schema))
        engine.drop(["record_content"])
        scoring.note_content(engine)
        if records is then:
            engine.execute("CREATE OR REPLACE TABLE earlier_record_content AS FROM record_content")
    engine.register("earlier_person_model_file", pa.table({"settings_json": [json.dumps(settings or SETTINGS)]}))
    engine.register("link_frequency", pa.Table.from_pylist(FREQUENCIES))
    engine.register("earlier_link_frequency", pa.Table.from_pylist(list(frequencies)))
    return engine


def rule_of(a: Record, b: Record) -> str | None:
    """The first rule that makes a pair."""
    return next((str(number) for number in (0, 1) if a[number] is not None and a[number] == b[number]), None)


keys = st.sampled_from(["x", "y", None])
records_of_two_builds = st.lists(st.tuples(st.tuples(keys, keys), st.tuples(keys, keys)), min_size=1, max_size=8)


@given(records_of_two_builds)
def test_exactly_the_candidate_pairs_that_touch_a_changed_record_are_scored(pairs: list[tuple[Record, Record]]) -> None:
    now, then = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    changed = {number for number in range(len(now)) if now[number] != then[number]}
    engine = engine_of(now, then)
    table = scoring._touched_pairs(engine, model())
    expected = [
        (left, right, rule)
        for right in range(len(now))
        for left in range(right)
        if (rule := rule_of(now[left], now[right])) is not None and changed & {left, right}
    ]
    if len(changed) == len(now):
        assert table == ""
    else:
        found = engine.query(f"SELECT * FROM {table}").to_pylist()
        assert sorted(tuple(row.values()) for row in found) == sorted(expected)
    engine.close()


def test_a_record_under_another_number_says_what_it_said() -> None:
    engine = engine_of([("x", None)], [("x", None)])
    engine.execute("UPDATE link_record SET record_no = 5, unit_no = 9")
    engine.drop(["record_content"])
    scoring.note_content(engine)
    assert engine.query("SELECT content FROM record_content") == engine.query(
        "SELECT content FROM earlier_record_content"
    )


def test_the_same_model_and_frequencies_score_the_same() -> None:
    trained = {**SETTINGS, DIAGNOSTICS_KEY: {"converged": True}}
    assert scoring.same_scores(engine_of([("x", None)], [("x", None)], settings=trained), model())


@pytest.mark.parametrize(
    ("settings", "frequencies"),
    [
        ({"comparisons": [{"output_column_name": "alamat", "comparison_levels": []}]}, FREQUENCIES),
        ({}, [{"kind": "token", "value": "abc", "n": 3}]),
        ({}, [{"kind": "token", "value": "abd", "n": 2}]),
        ({}, [*FREQUENCIES, {"kind": "token", "value": "", "n": 9}]),
    ],
)
def test_another_model_or_other_frequencies_score_all_anew(
    settings: dict[str, Any], frequencies: list[dict[str, Any]]
) -> None:
    engine = engine_of([("x", None)], [("x", None)], settings={**SETTINGS, **settings}, frequencies=frequencies)
    assert not scoring.same_scores(engine, model())
    assert scoring._touched_pairs(engine, model()) == ""


@pytest.mark.parametrize(
    "rule",
    [
        {"blocking_rule": 'l."kunci_a" = r."kunci_a"', "arrays_to_explode": ["kunci_a"]},
        {"blocking_rule": "l.record_no + 1 = r.record_no"},
    ],
)
def test_rules_that_are_no_condition_on_what_two_records_say_score_all_anew(rule: dict[str, Any]) -> None:
    changed = {"blocking_rules_to_generate_predictions": [rule]}
    engine = engine_of([("x", None)], [("x", None)], settings={**SETTINGS, **changed})
    assert not scoring.same_scores(engine, model(**changed))


def test_without_an_earlier_build_all_is_scored() -> None:
    engine = engine_of([("x", None)], [("x", None)])
    engine.execute("DELETE FROM earlier_person_model_file")
    assert scoring._touched_pairs(engine, model()) == ""


def test_a_corrected_nik_that_shares_the_hash_of_the_wrong_one_is_a_change() -> None:
    wrong, right = "3372034505030004", "3372034205030003"
    engine = engine_of([(right, None)], [(wrong, None)])
    assert engine.query(f"SELECT hash('{wrong}') = hash('{right}') AS same").to_pylist() == [{"same": True}]
    assert engine.query("SELECT content FROM record_content") != engine.query(
        "SELECT content FROM earlier_record_content"
    )
