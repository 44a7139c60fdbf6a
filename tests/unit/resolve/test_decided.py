"""Decisions become pairs of records: whom they mean this quarter, what contradicts what, what acts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from tests.factories import Row, arrow, row

from dtsen_link.decisions.consistency import Constraints, across
from dtsen_link.decisions.tables import DECISION, DECISION_RECORD
from dtsen_link.engine import DuckDBEngine
from dtsen_link.resolve.decided import make_decided

RECORDS = ["a:1", "a:2", "b:1", "b:2", "rilis:P7", "rilis:P9"]


def decision(
    name: str, keputusan: str, *sides: tuple[str, str], rilis: str = "R1", jenis: str = "KEMUNGKINAN_SAMA"
) -> Row:
    """A decision; a side is the id of a person and the records it had."""
    return {"decision_id": name, "keputusan": keputusan, "sides": sides, "rilis": rilis, "jenis": jenis}


class Quarter:
    """One build's records and decisions, and the pairs that follow."""

    def __init__(self, *decisions: Row, previous: str = "", release: str = "R1", **tables: list[Row]) -> None:
        engine = DuckDBEngine(threads=1)
        plain: dict[str, Any] = {
            "field": "",
            "nilai": "",
            "peran": "",
            "kapan": date(2026, 1, 1),
            "sidik": "",
            "fakta": "",
        }
        rows = [
            {**plain, "conflict_id": "", "place": place, **{k: v for k, v in one.items() if k != "sides"}}
            for place, one in enumerate(decisions, start=1)
        ]
        engine.register("decision", pa.Table.from_pylist(rows, schema=DECISION))
        sides = [
            {
                "decision_id": one["decision_id"],
                "entity": "family" if person.startswith("K") else "person",
                "side": side,
                "id": person,
                "record_id": record,
            }
            for one in decisions
            for side, (person, records) in enumerate(one["sides"], start=1)
            for record in records.split() or [None]
        ]
        engine.register("decision_record", pa.Table.from_pylist(sides, schema=DECISION_RECORD))
        numbers = [{"number": number, "name": name} for number, name in enumerate(RECORDS)]
        engine.register("tmp_record_name", pa.Table.from_pylist(numbers))
        niks = {0: "1", 1: "2", 2: "1"}
        linked = [
            {"record_id": n, "unit_id": n, "nik": niks.get(n), "nik_usable": n in niks} for n in range(len(RECORDS))
        ]
        engine.register("link_record", pa.Table.from_pylist(linked))
        units = [{"unit_id": n, "source": name.split(":")[0]} for n, name in enumerate(RECORDS)]
        engine.register("linked_family", pa.Table.from_pylist(units))
        for name, table in (("prev_decision", "gold_decision"), ("prev_id", "gold_id"), ("record_tie", "record_tie")):
            engine.register(name, arrow(table, tables.get(name, [])))
        make_decided(engine, release=release, previous_release=previous)
        self.engine = engine

    def pairs(self, table: str) -> list[tuple[str, str]]:
        names = dict(enumerate(RECORDS))
        found = self.engine.query(f"SELECT * FROM {table} ORDER BY ALL").to_pylist()
        return [(names[pair["record_id_l"]], names[pair["record_id_r"]]) for pair in found]

    @property
    def standing(self) -> dict[str, tuple[bool, list[str]]]:
        rows = self.engine.query("SELECT * FROM link_decision").to_pylist()
        return {found["decision_id"]: (found["acts"], found["against"]) for found in rows}


def tie(record: str, person: str, earlier: str = "") -> Row:
    """A record of this quarter, the person it was, and the key it had then, if that was another one."""
    basis = "new_key" if earlier else "agreeing"
    return row("record_tie", record_id=record, person_id=person, earlier_record_id=earlier or record, basis=basis)


def test_within_one_quarter_records_are_known_by_their_keys() -> None:
    quarter = Quarter(
        decision("D1", "sama", ("P1", "a:1"), ("P2", "b:1 b:2")),
        decision("D2", "berbeda", ("P3", "a:2"), ("P1", "a:1")),
    )
    assert quarter.pairs("tmp_together") == [("a:1", "b:1"), ("b:1", "b:2")]
    assert quarter.pairs("tmp_apart") == [("a:1", "a:2")]
    assert quarter.standing == {"D1": (True, []), "D2": (True, [])}


def test_a_key_that_is_somebody_elses_now_means_nobody() -> None:
    made = decision("D1", "berbeda", ("P1", "a:1"), ("P2", "b:1"))
    ties = [tie("a:1", "P5"), tie("b:1", "P2")]
    quarter = Quarter(made, previous="R1", release="R2", record_tie=ties)
    assert quarter.pairs("tmp_apart") == []
    assert quarter.standing == {"D1": (False, [])}
    ties[0] = tie("a:1", "P1")
    assert Quarter(made, previous="R1", release="R2", record_tie=ties).pairs("tmp_apart") == [("a:1", "b:1")]


def test_records_that_a_decision_named_are_meant_under_their_new_keys() -> None:
    made = decision("D1", "sama", ("P1", "old:1"), ("P2", "b:1 old:2"))
    ties = [tie("a:1", "P1", "old:1"), tie("b:1", "P2"), tie("a:2", "P2", "old:2"), tie("b:2", "P2", "old:3")]
    quarter = Quarter(made, previous="R1", release="R2", record_tie=ties)
    assert quarter.pairs("tmp_together") == [("a:1", "a:2"), ("a:2", "b:1")]
    assert quarter.standing == {"D1": (True, [])}


def test_one_person_with_two_nik_is_parted_by_nik_under_new_keys() -> None:
    made = decision("D1", "pisah", ("P1", "old:1 old:2"), jenis="ORANG_DUA_NIK")
    ties = [tie("a:1", "P1", "old:1"), tie("a:2", "P1", "old:2")]
    assert Quarter(made, previous="R1", release="R2", record_tie=ties).pairs("tmp_apart") == [("a:1", "a:2")]


def test_persons_found_again_under_new_keys_or_carried_over_are_meant() -> None:
    made = decision("D1", "berbeda", ("P1", "old:1"), ("P7", "old:2"))
    before = [
        row("gold_decision", decision_id="D1", entity="person", side=1, ids=["P4"]),
        row("gold_decision", decision_id="D1", entity="person", side=2, ids=["P7"]),
    ]
    quarter = Quarter(
        made, previous="R3", release="R4", prev_decision=before, record_tie=[tie("a:2", "P4"), tie("b:2", "P1")]
    )
    assert quarter.pairs("tmp_apart") == [("a:2", "rilis:P7")]


def test_a_decision_of_an_older_release_follows_the_ids() -> None:
    made = decision("D1", "sama", ("P1", "old:1"), ("P9", ""), rilis="R1")
    ids = [row("gold_id", entity="person", id="P1", status="merged", current_id="P3")]
    quarter = Quarter(made, previous="R3", release="R4", prev_id=ids, record_tie=[tie("a:1", "P3"), tie("a:2", "P1")])
    assert quarter.pairs("tmp_together") == [("a:1", "rilis:P9")]


def test_persons_that_became_one_are_not_torn_apart() -> None:
    made = decision("D1", "berbeda", ("P1", "old:1"), ("P2", "old:2"), rilis="R1")
    ids = [row("gold_id", entity="person", id=name, current_id="P3") for name in ("P1", "P2")]
    quarter = Quarter(made, previous="R3", release="R4", prev_id=ids, record_tie=[tie("a:1", "P3"), tie("a:2", "P3")])
    assert quarter.pairs("tmp_apart") == []
    assert quarter.standing == {"D1": (False, [])}


def test_persons_that_were_joined_by_decision_stay_joined() -> None:
    made = decision("D1", "sama", ("P1", "old:1"), ("P2", "old:2"))
    before = [row("gold_decision", decision_id="D1", entity="person", side=side, ids=["P1"]) for side in (1, 2)]
    quarter = Quarter(
        made, previous="R3", release="R4", prev_decision=before, record_tie=[tie("a:1", "P1"), tie("b:2", "P1")]
    )
    assert quarter.pairs("tmp_together") == [("a:1", "b:2")]
    assert quarter.standing == {"D1": (True, [])}


def test_one_person_with_two_nik_is_parted_by_nik() -> None:
    made = decision("D1", "pisah", ("P1", "a:1 a:2 b:1 b:2"), jenis="ORANG_DUA_NIK")
    assert Quarter(made).pairs("tmp_apart") == [("a:1", "a:2"), ("a:2", "b:1")]


def test_the_newer_of_two_that_contradict_each_other_does_not_act() -> None:
    chain = [decision("D1", "sama", ("P1", "a:1"), ("P2", "b:1")), decision("D2", "sama", ("P2", "b:1"), ("P3", "b:2"))]
    quarter = Quarter(*chain, decision("D3", "berbeda", ("P1", "a:1"), ("P3", "b:2")))
    assert quarter.standing["D3"] == (False, ["D1", "D2"])
    assert quarter.pairs("tmp_apart") == []
    quarter = Quarter(decision("D3", "berbeda", ("P1", "a:1"), ("P3", "b:2")), *chain)
    assert quarter.standing == {"D3": (True, []), "D1": (True, []), "D2": (False, ["D3"])}


UNITS_APART = decision("D1", "pisah", ("K1", "a:1 b:1 a:2"), jenis="KELUARGA_GABUNG")


def units_apart(quarter: Quarter) -> list[tuple[str, str]]:
    found = quarter.engine.query("SELECT unit_id_l, unit_id_r FROM tmp_unit_apart ORDER BY ALL").to_pylist()
    return [(RECORDS[pair["unit_id_l"]], RECORDS[pair["unit_id_r"]]) for pair in found]


def test_units_of_one_source_are_parted() -> None:
    quarter = Quarter(UNITS_APART)
    assert units_apart(quarter) == [("a:1", "a:2")]
    assert quarter.standing == {"D1": (True, [])}


def test_units_of_which_no_record_came_again_are_not() -> None:
    quarter = Quarter(UNITS_APART, previous="R1", release="R2")
    assert units_apart(quarter) == []
    assert quarter.standing == {"D1": (False, [])}


def test_units_are_parted_under_the_new_keys_of_their_records() -> None:
    ties = [tie("b:1", "P1", "a:1"), tie("b:2", "P2", "a:2"), tie("a:1", "P9")]
    assert units_apart(Quarter(UNITS_APART, previous="R1", release="R2", record_tie=ties)) == [("b:1", "b:2")]


def test_units_stay_apart_when_keys_change_again() -> None:
    before = row("gold_decision", decision_id="D1", entity="family", side=1, ids=["K1"], record_ids=["x:1", "x:2"])
    # a:1 was one of the records when it was decided; in between the key went to somebody else.
    ties = [tie("b:1", "P1", "x:1"), tie("b:2", "P2", "x:2"), tie("a:1", "P9"), tie("a:2", "P8")]
    quarter = Quarter(UNITS_APART, previous="R2", release="R3", prev_decision=[before], record_tie=ties)
    assert units_apart(quarter) == [("b:1", "b:2")]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_constraints_are_found_whatever_the_order_of_keys(order: tuple[int, ...]) -> None:
    keys = [("x", "y", "z")[place] for place in order]
    constraints = Constraints()
    assert constraints.join("D1", keys[:2]) == ()
    assert constraints.part("D2", across([[keys[1]], [keys[2]]])) == ()
    assert constraints.join("D3", [keys[0], keys[2]]) == ("D2",)
    assert constraints.part("D4", [(keys[0], keys[1])]) == ("D1",)
    assert constraints.join("D5", [keys[2], "w"]) == ()
    assert constraints.join("D6", ["w", keys[0]]) == ("D2",)
