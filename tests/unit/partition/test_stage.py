"""What belongs together is linked in one part, where most of it lives."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from dtsen_link.contracts import TABLES
from dtsen_link.decisions.tables import DECISION, DECISION_RECORD
from dtsen_link.engine import DuckDBEngine, Engine
from dtsen_link.partition.stage import STAGE
from dtsen_link.partition.views import parts, restrict
from dtsen_link.previous import PREVIOUS_TABLES

BANDUNG, SURABAYA, DENPASAR = "3273", "3578", "5171"


class Country:
    """Tables of a country, one record after another; whatever is not told of is empty."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {}

    def record(
        self, record_id: str, kode_kab: str | None, unit_id: str | None = None, no_kk: str | None = None
    ) -> None:
        number = len(self.rows.get("link_record", []))
        self.add("link_record", record_id=record_id, record_no=number, unit_id=unit_id, kode_kab=kode_kab)
        if unit_id and all(row["unit_id"] != unit_id for row in self.rows.get("std_family", [])):
            self.add("std_family", unit_id=unit_id, no_kk=no_kk)

    def add(self, table: str, **row: object) -> None:
        self.rows.setdefault(table, []).append(row)

    def tie(self, left: str, right: str) -> None:
        numbers = {row["record_id"]: row["record_no"] for row in self.rows["link_record"]}
        self.add("link_person_pair", record_no_l=numbers[left], record_no_r=numbers[right])

    def engine(self) -> Engine:
        engine = DuckDBEngine(threads=1)
        for name in STAGE.reads:
            _declare(engine, name)
            for row in self.rows.get(name, []):
                values = pa.Table.from_pylist([row])
                engine.register("tmp_row", values)
                engine.execute(f"INSERT INTO {name} BY NAME SELECT * FROM tmp_row")
        STAGE.run(engine, None)  # type: ignore[arg-type]
        return engine

    def homes(self) -> dict[str, str]:
        rows = self.engine().query("SELECT record_id, kode_prov FROM tmp_part_home").to_pylist()
        return {row["record_id"]: row["kode_prov"] for row in rows}


def _declare(engine: Engine, name: str) -> None:
    if name in ("decision", "decision_record"):
        engine.register(name, (DECISION if name == "decision" else DECISION_RECORD).empty_table())
        return
    table = TABLES[PREVIOUS_TABLES[name][1] if name in PREVIOUS_TABLES else name]
    columns = ", ".join(f"{column.name} {column.type}" for column in table.columns)
    engine.execute(f"CREATE TABLE {name} ({columns})")


@pytest.fixture
def country() -> Country:
    """Two records of Bandung and one of Surabaya, none tied to another."""
    country = Country()
    country.record("a:1", BANDUNG)
    country.record("a:2", BANDUNG)
    country.record("b:1", SURABAYA)
    return country


def test_a_record_is_linked_where_it_lives(country: Country) -> None:
    assert country.homes() == {"a:1": "32", "a:2": "32", "b:1": "35"}


def test_a_pair_of_two_provinces_goes_where_most_of_what_is_tied_to_it_lives(country: Country) -> None:
    country.tie("a:1", "a:2")
    country.tie("a:2", "b:1")
    assert set(country.homes().values()) == {"32"}


def test_of_as_many_records_the_smaller_code_has_them(country: Country) -> None:
    country.tie("a:2", "b:1")
    assert country.homes() == {"a:1": "32", "a:2": "32", "b:1": "32"}


def test_a_family_unit_is_not_torn(country: Country) -> None:
    for number in (2, 3, 4):
        country.record(f"b:{number}", SURABAYA, "b:u")
    country.record("b:5", DENPASAR, "b:u")
    assert country.homes()["b:5"] == "35"


def test_units_under_one_kk_number_stay_together(country: Country) -> None:
    for number in (2, 3):
        country.record(f"b:{number}", SURABAYA, f"b:u{number}", "3578010101200001")
    country.record("c:1", DENPASAR, "c:u", "3578010101200001")
    assert country.homes()["c:1"] == "35"


def test_records_of_one_person_of_the_previous_release_stay_together(country: Country) -> None:
    country.record("b:2", SURABAYA)
    for record_id in ("a:1", "b:1", "b:2"):
        country.add("record_tie", record_id=record_id, person_id="P1", basis="agreeing")
    assert country.homes() == {"a:1": "35", "a:2": "32", "b:1": "35", "b:2": "35"}


def test_people_of_one_family_of_the_previous_release_stay_together(country: Country) -> None:
    country.record("rilis:P2", SURABAYA, "rilis:K1")
    country.add("record_tie", record_id="a:1", person_id="P1", basis="agreeing")
    country.add("record_tie", record_id="b:1", person_id="P3", basis="agreeing")
    for person_id in ("P1", "P2"):
        country.add("prev_member", person_id=person_id, family_id="K1")
    # K0 was merged into K1, so whoever remembers K0 belongs there.
    country.add("prev_id", entity="family", id="K0", status="merged", merged_into="K1", current_id="K1")
    country.add("prev_absent", person_id="P3", family_id="K0")
    assert country.homes() == {"a:1": "35", "a:2": "32", "b:1": "35", "rilis:P2": "35"}


def test_a_unit_of_the_previous_release_stays_with_its_family_whoever_bears_its_keys_now(country: Country) -> None:
    country.record("b:2", SURABAYA, "b:u")
    country.add("record_tie", record_id="a:1", person_id="P1", basis="agreeing")
    country.add("prev_person_source", record_id="b:2", unit_id="b:u", person_id="P1", family_id="K1")
    assert country.homes()["a:1"] == country.homes()["b:2"] == "32"


def test_what_a_decision_names_stays_together_by_record_and_by_id(country: Country) -> None:
    country.record("b:2", SURABAYA)
    country.add("record_tie", record_id="b:2", person_id="P1", basis="agreeing")
    country.add("decision_record", decision_id="D1", entity="person", side=1, id="P9", record_id="a:1")
    country.add("decision_record", decision_id="D1", entity="person", side=2, id="P8", record_id="b:1")
    country.add("prev_decision", decision_id="D1", entity="person", side=1, ids=["P1"])
    assert country.homes() == {"a:1": "35", "a:2": "32", "b:1": "35", "b:2": "35"}


def test_records_without_a_place_go_with_what_they_are_tied_to_or_come_together(country: Country) -> None:
    country.record("c:1", None)
    country.record("c:2", None)
    country.tie("b:1", "c:1")
    homes = country.homes()
    assert (homes["c:1"], homes["c:2"]) == ("35", "")


def test_a_country_without_a_record_has_one_part() -> None:
    country = Country()
    country.add("prev_member", person_id="P1", family_id="K1")
    engine = country.engine()
    assert parts(engine) == [1]
    restrict(engine, ["prev_member"], 1)
    assert engine.count("prev_member") == 1


def test_each_row_is_seen_in_exactly_one_part_and_what_nothing_is_tied_to_in_the_first(country: Country) -> None:
    country.record("c:1", None)
    country.add("record_tie", record_id="b:1", person_id="P1", basis="agreeing")
    for person_id in ("P1", "P0"):
        country.add("prev_member", person_id=person_id, family_id=f"K{person_id}")
    country.add("prev_id", entity="person", id="P1", status="current", current_id="P1")
    country.add("prev_id", entity="person", id="P7", status="dissolved")
    # A source's unit of which no record was delivered.
    country.add("std_family", unit_id="a:gone", no_kk=None)
    whole = country.engine()
    seen: dict[str, list[tuple[int, str]]] = {"link_record": [], "prev_member": [], "prev_id": [], "std_family": []}
    columns = {"link_record": "record_id", "prev_member": "person_id", "prev_id": "id", "std_family": "unit_id"}
    for part in parts(whole):
        engine = country.engine()
        restrict(engine, columns, part)
        for table, column in columns.items():
            rows = engine.query(f"SELECT {column} AS name FROM {table} ORDER BY 1").to_pylist()
            seen[table] += [(part, row["name"]) for row in rows]
    assert seen == {
        "link_record": [(1, "a:1"), (1, "a:2"), (2, "b:1"), (2, "c:1")],
        "prev_member": [(1, "P0"), (2, "P1")],
        "prev_id": [(1, "P7"), (2, "P1")],
        "std_family": [(1, "a:gone")],
    }
