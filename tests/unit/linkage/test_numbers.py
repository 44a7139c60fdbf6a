"""Numbers stand for ids inside families and resolve, and the ids come back."""

from __future__ import annotations

import pytest
from tests.factories import arrow, row, unit

from dtsen_link.engine import DuckDBEngine
from dtsen_link.linkage.numbers import give_names, use_numbers

RECORDS = [
    row("link_record", record_id="a:1", unit_id="a:F", record_no=0, unit_no=3),
    row("link_record", record_id="b:1", unit_id="b:F", record_no=1, unit_no=4),
    row("link_record", record_id="b:2", record_no=2, unit_no=None),
]


@pytest.fixture
def engine() -> DuckDBEngine:
    engine = DuckDBEngine(threads=1)
    engine.register("link_record", arrow("link_record", RECORDS))
    engine.register("linked_family", arrow("std_family", [unit("a:F"), unit("b:F")]))
    pair = row("link_person_pair", record_id_l="a:1", record_id_r="b:2", record_no_l=0, record_no_r=2, mw_nama=1.5)
    engine.register("link_person_pair", arrow("link_person_pair", [pair]))
    use_numbers(engine, ("link_record", "link_person_pair"))
    return engine


def test_ids_are_numbers_and_nothing_else_changes(engine: DuckDBEngine) -> None:
    records = engine.query("SELECT record_id, unit_id FROM link_record ORDER BY ALL").to_pylist()
    assert records == [
        {"record_id": 0, "unit_id": 3},
        {"record_id": 1, "unit_id": 4},
        {"record_id": 2, "unit_id": None},
    ]
    pairs = engine.query("SELECT record_id_l, record_id_r, mw_nama FROM link_person_pair").to_pylist()
    assert pairs == [{"record_id_l": 0, "record_id_r": 2, "mw_nama": 1.5}]
    assert engine.query("SELECT unit_id FROM linked_family ORDER BY ALL").to_pylist() == [
        {"unit_id": 3},
        {"unit_id": 4},
    ]
    assert "record_no" not in engine.columns("link_record")


def test_names_come_back_and_nobody_stays_nobody(engine: DuckDBEngine) -> None:
    engine.execute(
        "CREATE TABLE link_person AS SELECT 1 AS record_id, 0 AS cluster_id, CAST(NULL AS BIGINT) AS best_record_id"
    )
    give_names(engine, "link_person", records=("record_id", "cluster_id", "best_record_id"))
    found = engine.query("SELECT * FROM link_person").to_pylist()
    names = {"record_id": "b:1", "cluster_id": "a:1", "best_record_id": None}
    assert found == [names | {"record_no": 1, "cluster_no": 0}]


def test_a_table_that_later_stages_join_on_keeps_its_numbers(engine: DuckDBEngine) -> None:
    engine.execute("CREATE TABLE link_family_pair AS SELECT 3 AS unit_id_l, 4 AS unit_id_r, 2.5 AS match_weight")
    give_names(engine, "link_family_pair", units=("unit_id_l", "unit_id_r"))
    (found,) = engine.query("SELECT * FROM link_family_pair").to_pylist()
    assert (found["unit_id_l"], found["unit_id_r"], found["unit_no_l"], found["unit_no_r"]) == ("a:F", "b:F", 3, 4)
