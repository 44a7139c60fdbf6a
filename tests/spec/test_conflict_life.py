"""What becomes of a question from release to release: one rule per test, on a few rows."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from tests.factories import Row, arrow, row

from dtsen_link import resources
from dtsen_link.contract_check import check_contract
from dtsen_link.contracts import TABLES
from dtsen_link.engine import DuckDBEngine

FILES = ("tmp_conflict_past", "conflict", "tmp_conflict_gone", "conflict_event")
DECIDED = ("conflict_id", "decision_id", "keputusan", "alasan")


class Life:
    """The questions one release raises after those of another, and what the stage makes of them."""

    def __init__(
        self,
        *raised: str,
        before: list[Row] | None = None,
        closed: list[Row] | None = None,
        decided: list[Row] | None = None,
        ids: list[Row] | None = None,
        persons: list[Row] | None = None,
        records: tuple[str, ...] = (),
        release: str = "2026Q3",
    ) -> None:
        self.engine = DuckDBEngine(threads=1)
        found = [row("conflict", conflict_id=name, jenis="TANPA_KEPALA", bukti="Tanpa kepala.") for name in raised]
        self.engine.register("all_raised", arrow("conflict", found))
        self.engine.execute(
            "CREATE TABLE conflict_raised AS SELECT * EXCLUDE (rilis_pertama, umur_kuartal, status) FROM all_raised"
        )
        self.engine.register("prev_conflict", arrow("conflict", before or []))
        self.engine.register("prev_conflict_event", arrow("conflict_event", closed or []))
        self.engine.register("gold_id", arrow("gold_id", ids or []))
        self.engine.register("gold_person", arrow("gold_person", persons or []))
        named = [row("gold_person_source", record_id=name) for name in records]
        self.engine.register("gold_person_source", arrow("gold_person_source", named))
        schema = pa.schema([*((name, pa.string()) for name in DECIDED), ("is_settled", pa.bool_())])
        self.engine.register("decided_conflict", pa.Table.from_pylist(decided or [], schema=schema))
        for name in FILES:
            self.engine.run_file(resources.sql_dir() / "7_conflicts" / f"{name}.sql", {"release": release})
        for name in ("conflict", "conflict_event"):
            check_contract(self.engine, "conflicts", TABLES[name])

    def conflict(self, name: str) -> Row:
        (found,) = [item for item in self.rows("conflict") if item["conflict_id"] == name]
        return found

    def event(self, name: str) -> Row:
        (found,) = [item for item in self.rows("conflict_event") if item["conflict_id"] == name]
        return found

    def rows(self, table: str) -> list[Row]:
        found: list[Row] = self.engine.query(f"SELECT * FROM {table} ORDER BY conflict_id").to_pylist()
        return found


def open_before(name: str = "A", **values: Any) -> Row:
    return row(
        "conflict", **{"conflict_id": name, "rilis_pertama": "2026Q1", "umur_kuartal": 1, "status": "terbuka", **values}
    )


def closed_before(event: str = "closed_by_data", **values: Any) -> Row:
    told = {"rilis": "2026Q2", "rilis_pertama": "2026Q1", "umur_kuartal": 1, "reason": "karena itu"}
    return row("conflict_event", **{"conflict_id": "A", "event": event, **told, **values})


def decision(*, settled: bool, why: str | None = None) -> Row:
    return {"conflict_id": "A", "decision_id": "D1", "keputusan": "berbeda", "alasan": why, "is_settled": settled}


def facts(item: Row, *names: str) -> tuple[Any, ...]:
    return tuple(item[name] for name in names)


def test_without_a_previous_release_all_are_new() -> None:
    life = Life("A", "B")
    assert [facts(item, "status", "umur_kuartal", "rilis_pertama") for item in life.rows("conflict")] == [
        ("baru", 0, "2026Q3"),
        ("baru", 0, "2026Q3"),
    ]
    assert [facts(item, "event", "rilis", "reason") for item in life.rows("conflict_event")] == [
        ("opened", "2026Q3", "baru muncul"),
        ("opened", "2026Q3", "baru muncul"),
    ]


def test_one_that_stays_open_grows_older_and_keeps_its_first_release() -> None:
    life = Life("A", before=[open_before()])
    assert facts(life.conflict("A"), "status", "umur_kuartal", "rilis_pertama") == ("terbuka", 2, "2026Q1")
    assert facts(life.event("A"), "event", "umur_kuartal") == ("still_open", 2)


def test_one_of_a_release_that_knew_no_age_counts_as_one_release_old() -> None:
    life = Life("A", before=[open_before(umur_kuartal=None, status=None)])
    assert facts(life.conflict("A"), "status", "umur_kuartal") == ("terbuka", 1)


def test_one_that_the_data_raise_no_more_is_closed_and_says_so() -> None:
    life = Life(before=[open_before(kode_kab="3201", peran="bps_kab", jenis="TANPA_KEPALA")])
    assert life.rows("conflict") == []
    assert facts(life.event("A"), "event", "rilis", "kode_kab", "peran") == (
        "closed_by_data",
        "2026Q3",
        "3201",
        "bps_kab",
    )
    assert life.event("A")["reason"] == "data baru tidak menunjukkannya lagi"


@pytest.mark.parametrize(
    ("status", "current", "reason"),
    [
        ("merged", "P2", "digabung: P1 kini P2"),
        ("absent", None, "tidak ada lagi dalam kiriman: P1"),
        ("dissolved", None, "keluarga bubar, anggotanya di keluarga lain: P1"),
        ("current", "P1", "data baru tidak menunjukkannya lagi"),
    ],
)
@pytest.mark.parametrize("column", ["person_ids", "family_ids"])
def test_the_reason_names_what_became_of_whom_it_was_about(
    column: str, status: str, current: str | None, reason: str
) -> None:
    known = row("gold_id", entity="person", id="P1", status=status, current_id=current)
    life = Life(before=[open_before(**{column: ["P1"]})], ids=[known])
    assert life.event("A")["reason"] == reason


@pytest.mark.parametrize("fields", ['{"desil_sebelumnya":2}', '{"dinyatakan_bukan":["PKH:P1"],"tidak_disebut":[]}'])
@pytest.mark.parametrize(
    ("keberadaan", "reason"),
    [("ADA", "desil atau tanda program itu ada lagi"), ("MENINGGAL", "dilaporkan meninggal: P1")],
)
def test_no_family_takes_the_ground_of_a_lost_mark_away(fields: str, keberadaan: str, reason: str) -> None:
    asked = {"jenis": "HILANG_DARI_RILIS", "bukti_fields": fields, "person_ids": ["P1"], "family_ids": ["K1"]}
    merged = row("gold_id", entity="family", id="K1", status="merged", current_id="K2")
    alive = row("gold_person", person_id="P1", keberadaan=keberadaan)
    assert Life(before=[open_before(**asked)], ids=[merged], persons=[alive]).event("A")["reason"] == reason


def test_a_record_that_is_gone_is_a_reason() -> None:
    life = Life(before=[open_before(record_ids=["dtks:1", "dtks:2"])], records=("dtks:2",))
    assert life.event("A")["reason"] == (
        "1 catatan sumber tidak dikirim lagi dengan kunci yang sama, dan data baru tidak menunjukkannya lagi"
    )


def test_what_was_closed_stays_known_as_it_was_closed() -> None:
    event = Life(closed=[closed_before()]).event("A")
    assert facts(event, "event", "rilis", "reason", "umur_kuartal") == ("closed_by_data", "2026Q2", "karena itu", 2)


def test_one_that_comes_back_is_reopened_with_its_history() -> None:
    life = Life("A", closed=[closed_before()])
    assert facts(life.conflict("A"), "status", "umur_kuartal", "rilis_pertama") == ("dibuka_kembali", 2, "2026Q1")
    assert facts(life.event("A"), "event", "rilis", "reason") == (
        "reopened",
        "2026Q3",
        "ditutup pada rilis 2026Q2, muncul lagi",
    )


def test_a_reopened_one_stays_so_but_is_told_once() -> None:
    life = Life("A", before=[open_before(status="dibuka_kembali")])
    assert life.conflict("A")["status"] == "dibuka_kembali"
    assert life.event("A")["event"] == "still_open"


def test_a_decided_one_is_not_asked_again() -> None:
    life = Life("A", before=[open_before()], decided=[decision(settled=True)])
    assert life.rows("conflict") == []
    assert facts(life.event("A"), "event", "decision_id", "reason") == ("decided", "D1", "diputuskan: berbeda")


def test_one_whose_decision_took_its_ground_away_is_decided_not_closed_by_data() -> None:
    life = Life(before=[open_before()], decided=[decision(settled=True)])
    assert life.event("A")["event"] == "decided"


def test_one_decided_before_it_was_ever_open_is_told() -> None:
    event = Life("A", decided=[decision(settled=True)]).event("A")
    assert facts(event, "event", "rilis_pertama", "umur_kuartal") == ("decided", "2026Q3", 0)


def test_a_decision_that_the_facts_left_behind_reopens_and_the_evidence_says_so() -> None:
    why = "Diputuskan berbeda oleh disdukcapil, tetapi NIK kini sama."
    life = Life("A", before=[open_before()], decided=[decision(settled=False, why=why)])
    assert facts(life.conflict("A"), "status", "bukti") == ("dibuka_kembali", f"Tanpa kepala. {why}")
    assert facts(life.event("A"), "event", "decision_id", "reason") == ("reopened", "D1", why)


def test_every_question_ever_raised_has_one_event() -> None:
    life = Life("A", "C", before=[open_before(), open_before("B")], closed=[closed_before(conflict_id="D")])
    assert {item["conflict_id"]: item["event"] for item in life.rows("conflict_event")} == {
        "A": "still_open",
        "B": "closed_by_data",
        "C": "opened",
        "D": "closed_by_data",
    }
