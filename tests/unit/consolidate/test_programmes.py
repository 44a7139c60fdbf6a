"""Programme marks: a person bears what any record says, and who has lost one is asked after."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.consolidating import Registry
from tests.factories import Row, person, row
from tests.unit.consolidate.test_lasting_ids import Quarter, known, tie


def says(record_id: str, *receives: str, denies: tuple[str, ...] = (), **values: Any) -> Row:
    """A record that says yes of some programmes and no of others."""
    return person(record_id, program=sorted(receives), program_disebut=sorted((*receives, *denies)), **values)


def then(person_id: str, *programmes: str, sources: tuple[str, ...] = ("p3ke",), **values: Any) -> dict[str, list[Row]]:
    """A person of the previous release with the marks borne there and a record of each source."""
    records = [
        row("gold_person_source", record_id=f"{source}:{person_id}", source=source, person_id=person_id)
        for source in sources
    ]
    return {"prev_person": [known(person_id, program=list(programmes), **values)], "prev_person_source": records}


def both(*parts: dict[str, list[Row]], ties: dict[str, str]) -> dict[str, list[Row]]:
    """Several persons of the previous release, and which records are about whom."""
    names = ("prev_person", "prev_person_source")
    before = {name: [item for part in parts for item in part[name]] for name in names}
    return before | {"record_tie": [tie(record, person_id) for record, person_id in ties.items()]}


def asked(folder: Path, clusters: list[list[Row]], before: dict[str, list[Row]]) -> list[Row]:
    return Quarter(folder, clusters, before).conflicts("HILANG_DARI_RILIS")


@pytest.mark.parametrize(
    ("records", "borne"),
    [
        ([says("p3ke:1", "PKH"), says("dtsen:1", "BPNT", denies=("PKH",)), person("dtks:1")], ["BPNT", "PKH"]),
        ([says("p3ke:1", denies=("PKH",)), person("dtks:1")], []),
        ([person("p3ke:1"), person("dtks:1")], None),
    ],
)
def test_a_person_bears_what_any_record_says(tmp_path: Path, records: list[Row], borne: list[str] | None) -> None:
    registry = Registry(tmp_path, [records])
    assert registry.person_of("dtks:1")["program"] == borne
    assert not [item for item in registry.table("gold_provenance") if item["field"] == "program"]


def test_a_mark_that_a_known_source_denies_now_is_asked_after(tmp_path: Path) -> None:
    before = both(then("P1", "BPNT", "PKH"), ties={"p3ke:1": "P1"})
    (question,) = asked(tmp_path, [[says("p3ke:1", "BPNT", denies=("PKH",))]], before)
    assert (question["person_ids"], question["tingkat"], question["kode_kec"]) == (["P1"], 2, "320101")
    assert (
        "PKH (1 orang, terakhir di rilis 2026Q3, dinyatakan bukan penerima oleh p3ke di rilis 2026Q4)"
        in question["bukti"]
    )
    assert "BPNT" not in question["bukti"]
    assert json.loads(question["bukti_fields"]) == {
        "dinyatakan_bukan": ["PKH:P1:2026Q3:2026Q4:p3ke"],
        "tidak_disebut": [],
        "tempat": "P1",
    }


def test_a_mark_that_no_source_speaks_of_any_more_is_asked_after(tmp_path: Path) -> None:
    before = both(then("P1", "PKH", sources=("p3ke", "dtks")), ties={"dtks:1": "P1"})
    (question,) = asked(tmp_path, [[person("dtks:1")]], before)
    assert (
        "PKH (1 orang, terakhir di rilis 2026Q3, tidak disebut lagi oleh sumber mana pun di rilis 2026Q4)"
        in question["bukti"]
    )
    assert json.loads(question["bukti_fields"]) == {
        "dinyatakan_bukan": [],
        "tidak_disebut": ["PKH:P1:2026Q3:2026Q4:"],
        "tempat": "P1",
    }


def test_no_word_of_this_programme_is_a_loss_though_others_are_spoken_of(tmp_path: Path) -> None:
    """A value that is not listed is no answer: nothing is said of PKH, though BPNT is denied."""
    before = both(then("P1", "PKH"), ties={"p3ke:1": "P1"})
    (question,) = asked(tmp_path, [[says("p3ke:1", denies=("BPNT",))]], before)
    assert "tidak disebut lagi" in question["bukti"]


def test_a_household_is_asked_once(tmp_path: Path) -> None:
    before = both(then("P1", "PKH"), then("P2", "PKH", "BST"), ties={"p3ke:1": "P1", "p3ke:2": "P2"})
    clusters = [[says(f"p3ke:{key}", denies=("PKH",), family="F1")] for key in (1, 2)]
    (question,) = asked(tmp_path, clusters, before)
    assert question["person_ids"] == ["P1", "P2"]
    assert len(question["family_ids"]) == 1
    assert question["bukti"].endswith(
        ": BST (1 orang, terakhir di rilis 2026Q3, tidak disebut lagi oleh sumber mana pun di rilis 2026Q4); "
        "PKH (2 orang, terakhir di rilis 2026Q3, dinyatakan bukan penerima oleh p3ke di rilis 2026Q4)."
    )


def test_a_mark_lost_by_a_merge_is_asked_after(tmp_path: Path) -> None:
    before = both(
        then("P1", "PKH"), then("P2", sources=("dtks",)), ties={"p3ke:1": "P1", "dtks:1": "P2", "dtks:2": "P2"}
    )
    cluster = [says("p3ke:1", denies=("PKH",)), person("dtks:1"), person("dtks:2")]
    (question,) = asked(tmp_path, [cluster], before)
    assert question["person_ids"] == ["P2"]


def test_a_lost_decile_and_a_lost_mark_are_two_questions(tmp_path: Path) -> None:
    before = both(then("P1", "PKH", desil=3), ties={"p3ke:1": "P1"})
    found = asked(tmp_path, [[says("p3ke:1", denies=("PKH",), desil=None)]], before)
    assert [question["person_ids"] for question in found] == [["P1"], ["P1"]]
    assert len({question["conflict_id"] for question in found}) == 2


def test_the_same_facts_give_the_same_question(tmp_path: Path) -> None:
    """Another source that denies the mark as well is no new fact; another mark is."""
    before = both(then("P1", "BST", "PKH", sources=("p3ke", "dtsen")), ties={"p3ke:1": "P1"})
    one = says("p3ke:1", "BST", denies=("PKH",))
    (first,) = asked(tmp_path, [[one]], before)
    (second,) = asked(tmp_path, [[one, says("dtsen:1", denies=("PKH",))]], before)
    (third,) = asked(tmp_path, [[says("p3ke:1", denies=("PKH", "BST"))]], before)
    assert (first["conflict_id"], first["sidik"]) == (second["conflict_id"], second["sidik"])
    assert third["conflict_id"] == first["conflict_id"]
    assert third["sidik"] != first["sidik"]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (then("P1", "PKH"), says("p3ke:1", "PKH")),
        (then("P1", "PKH"), says("p3ke:1", "BPNT", "PKH")),
        (then("P1"), says("p3ke:1", denies=("PKH",))),
        # A source that had no record of the person denies what another one said.
        (then("P1", "PKH", sources=("dtks",)), says("p3ke:1", denies=("PKH",))),
        (then("P1", "PKH"), says("p3ke:1", denies=("PKH",), keberadaan="MENINGGAL")),
    ],
)
def test_nobody_is_asked_where_nothing_was_lost(tmp_path: Path, was: dict[str, list[Row]], now: Row) -> None:
    assert asked(tmp_path, [[now]], both(was, ties={"p3ke:1": "P1"})) == []


def test_a_release_from_before_marks_were_kept_has_none_to_lose(tmp_path: Path) -> None:
    before = {"prev_person": [known("P1")], "record_tie": [tie("p3ke:1", "P1")]}
    assert asked(tmp_path, [[says("p3ke:1", denies=("PKH",))]], before) == []
