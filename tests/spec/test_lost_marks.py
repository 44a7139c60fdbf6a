"""How long a lost decile or programme mark is asked after: whole quarters, each following the one before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.consolidating import Decided, Registry, decided
from tests.factories import Row, person, row

from dtsen_link.previous import PREVIOUS_TABLES

Clusters = list[list[Row]]
KNOWN_TABLES = (
    "prev_person",
    "prev_person_source",
    "prev_family",
    "prev_member",
    "prev_absent",
    "prev_id",
    "prev_given",
)
LIFE = ("prev_conflict", "prev_conflict_event")


def says(record_id: str, *receives: str, denies: tuple[str, ...] = (), **values: Any) -> Row:
    """A record that says yes of some programmes and no of others."""
    return person(record_id, program=sorted(receives), program_disebut=sorted((*receives, *denies)), **values)


BORNE: Clusters = [[says("p3ke:1", "PKH", family="F1", shdk=1)]]
LOST: Clusters = [[says("p3ke:1", denies=("PKH",), family="F1", shdk=1)]]


class Quarters:
    """Releases that follow each other. A record of the same key is the same person, unless `ties` says another one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.release = ""
        self.registry: Registry | None = None
        self._before: dict[str, list[Row]] = {}

    def build(
        self,
        release: str,
        clusters: Clusters,
        *made: Decided,
        ties: dict[str, str] | None = None,
        forget: tuple[str, ...] = (),
    ) -> Quarters:
        """Build a release; `forget` names keys of bukti_fields that the release before did not write yet."""
        before, settings = self._before, {}
        if self.registry:
            (self.folder / "before").mkdir(exist_ok=True)
            (self.folder / "before" / "manifest.json").write_text(json.dumps({"release": self.release}))
            settings = {"previous": "before"}
            before = {**before, **self._known_again(clusters, ties or {})}
            before["prev_conflict"] = [older(item, forget) for item in before["prev_conflict"]]
        self.registry = Registry(self.folder, clusters, before=before, release=release, decided=list(made), **settings)
        self.registry.conflicts()
        self.release = release
        self._before = {name: self.registry.table(PREVIOUS_TABLES[name][1]) for name in (*KNOWN_TABLES, *LIFE)}
        return self

    def _known_again(self, clusters: Clusters, ties: dict[str, str]) -> dict[str, list[Row]]:
        then = {item["record_id"]: item["person_id"] for item in self._before["prev_person_source"]}
        now = {record["record_id"] for cluster in clusters for record in cluster}
        tied = {record: ties.get(record) or then[record] for record in sorted(now) if record in ties or record in then}
        everybody = {item["person_id"] for name in ("prev_person", "prev_absent") for item in self._before[name]}
        gone = sorted(everybody - set(tied.values()))
        return {
            "record_tie": [
                row("record_tie", record_id=record, person_id=id_, basis="same_content") for record, id_ in tied.items()
            ],
            "link_carried": [row("link_carried", entity="person", id=id_, cluster_id=f"rilis:{id_}") for id_ in gone],
        }

    def asked(self, about: str = "tidak_disebut") -> list[Row]:
        """Open questions after marks, or after something else that their facts name."""
        return [item for item in self._before["prev_conflict"] if about in json.loads(item["bukti_fields"])]

    def event(self, conflict_id: str) -> Row:
        (found,) = [item for item in self._before["prev_conflict_event"] if item["conflict_id"] == conflict_id]
        return found

    def id_of(self, record_id: str) -> str:
        assert self.registry
        return str(self.registry.person_of(record_id)["person_id"])


def older(conflict: Row, forget: tuple[str, ...]) -> Row:
    """A question as a release wrote it that remembered no losses: marks and persons alone."""
    if not forget:
        return conflict
    fields = {
        name: [":".join(entry.split(":")[:2]) for entry in value] if isinstance(value, list) else value
        for name, value in json.loads(conflict["bukti_fields"]).items()
        if name not in forget
    }
    return {**conflict, "bukti_fields": json.dumps(fields, separators=(",", ":"))}


@pytest.fixture
def quarters(tmp_path: Path) -> Quarters:
    """A mark in 2026Q1 that is gone and asked after in 2026Q2."""
    return Quarters(tmp_path).build("2026Q1", BORNE).build("2026Q2", LOST)


def life(question: Row) -> tuple[str, int, str]:
    return question["status"], question["umur_kuartal"], question["rilis_pertama"]


def test_a_lost_mark_is_asked_after_until_it_is_back(quarters: Quarters) -> None:
    (first,) = quarters.asked()
    assert life(first) == ("baru", 0, "2026Q2")
    (second,) = quarters.build("2026Q3", LOST).asked()
    (third,) = quarters.build("2026Q4", LOST).asked()
    assert [life(second), life(third)] == [("terbuka", 1, "2026Q2"), ("terbuka", 2, "2026Q2")]
    unchanged = ("conflict_id", "sidik", "person_ids", "family_ids", "kode_kec", "tingkat", "bukti", "bukti_fields")
    assert {name: third[name] for name in unchanged} == {name: first[name] for name in unchanged}
    assert "terakhir di rilis 2026Q1, dinyatakan bukan penerima oleh p3ke di rilis 2026Q2" in third["bukti"]
    assert quarters.event(first["conflict_id"])["event"] == "still_open"
    assert quarters.build("2027Q1", BORNE).asked() == []
    closed = quarters.event(first["conflict_id"])
    assert (closed["event"], closed["reason"]) == ("closed_by_data", "desil atau tanda program itu ada lagi")


def test_what_the_source_that_denied_it_says_later_changes_no_facts(quarters: Quarters) -> None:
    (first,) = quarters.asked()
    (silent,) = quarters.build("2026Q3", [[person("p3ke:1", family="F1", shdk=1)]]).asked()
    assert (silent["conflict_id"], silent["sidik"]) == (first["conflict_id"], first["sidik"])


def test_a_lost_decile_is_asked_after_until_they_are_ranked_again(tmp_path: Path) -> None:
    ranked, unranked = ([[person("dtks:1", desil=desil, family="F1", shdk=1)]] for desil in (2, None))
    quarters = Quarters(tmp_path).build("2026Q1", ranked).build("2026Q2", unranked)
    (first,) = quarters.asked("desil_sebelumnya")
    (third,) = quarters.build("2026Q3", unranked).build("2026Q4", unranked).asked("desil_sebelumnya")
    assert (third["conflict_id"], third["sidik"], third["tingkat"]) == (first["conflict_id"], first["sidik"], 2)
    assert life(third) == ("terbuka", 2, "2026Q2")
    assert third["bukti"] == "1 orang pernah berada di desil 2 (terakhir di rilis 2026Q1) dan kini tidak berperingkat."
    assert [life(item) for item in quarters.asked("jumlah_orang")] == [("terbuka", 2, "2026Q2")]
    assert quarters.build("2027Q1", ranked).asked("desil_sebelumnya") == []
    assert quarters.event(first["conflict_id"])["reason"] == "desil atau tanda program itu ada lagi"


def test_an_answer_to_an_older_sheet_closes_it_for_good(quarters: Quarters) -> None:
    (first,) = quarters.asked()
    answer = decided("tidak perlu tindakan", "p3ke:1", conflict=first)
    assert quarters.build("2026Q3", LOST).build("2026Q4", LOST, answer).asked() == []
    for release in ("2027Q1", "2027Q2"):
        closed = quarters.event(first["conflict_id"])
        assert (closed["event"], closed["rilis"], closed["decision_id"]) == ("decided", "2026Q4", "D1")
        assert quarters.build(release, LOST, answer).asked() == []


def test_who_loses_it_once_more_is_asked_once_more(quarters: Quarters) -> None:
    (first,) = quarters.asked()
    answer = decided("tidak perlu tindakan", "p3ke:1", conflict=first)
    (again,) = quarters.build("2026Q3", BORNE, answer).build("2026Q4", LOST, answer).asked()
    assert (again["conflict_id"], again["status"]) == (first["conflict_id"], "dibuka_kembali")
    assert again["bukti"].endswith("faktanya berubah sejak itu.")


def test_an_answer_about_the_decile_is_none_about_the_mark(tmp_path: Path) -> None:
    borne, lost = [[says("p3ke:1", "PKH", desil=2)]], [[says("p3ke:1", denies=("PKH",), desil=None)]]
    quarters = Quarters(tmp_path).build("2026Q1", borne).build("2026Q2", lost)
    (decile,) = quarters.asked("desil_sebelumnya")
    answer = decided("tidak perlu tindakan", "p3ke:1", conflict=decile)
    quarters.build("2026Q3", lost, answer)
    (mark,) = quarters.asked()
    assert quarters.asked("desil_sebelumnya") == []
    assert life(mark) == ("terbuka", 1, "2026Q2")
    assert "Pernah diputuskan" not in mark["bukti"]


def test_who_is_in_no_delivery_any_more_is_asked_after_as_absent(quarters: Quarters) -> None:
    (first,) = quarters.asked()
    quarters.build("2026Q3", [[person("dtks:9")]])
    assert quarters.asked() == []
    assert quarters.event(first["conflict_id"])["reason"] == f"tidak ada lagi dalam kiriman: {first['person_ids'][0]}"
    (absent,) = quarters.asked("hilang")
    assert absent["person_ids"] == first["person_ids"]


def test_the_dead_are_not_asked_after(quarters: Quarters) -> None:
    (first,) = quarters.asked()
    dead = [[says("p3ke:1", denies=("PKH",), family="F1", shdk=1, keberadaan="MENINGGAL")]]
    assert quarters.build("2026Q3", dead).asked() == []
    assert quarters.event(first["conflict_id"])["reason"] == f"dilaporkan meninggal: {first['person_ids'][0]}"


def test_a_mark_that_one_of_two_has_again_leaves_the_question_of_the_other(tmp_path: Path) -> None:
    def household(*deny: bool) -> Clusters:
        marks = [{"denies": ("PKH",)} if no else {} for no in deny]
        return [
            [says(f"p3ke:{key}", *(() if mark else ("PKH",)), **mark, family="F1")]
            for key, mark in enumerate(marks, start=1)
        ]

    quarters = Quarters(tmp_path).build("2026Q1", household(False, False)).build("2026Q2", household(True, True))
    (both,) = quarters.asked()
    (one,) = quarters.build("2026Q3", household(True, False)).asked()
    assert one["conflict_id"] == both["conflict_id"]
    assert one["sidik"] != both["sidik"]
    assert one["person_ids"] == [quarters.id_of("p3ke:1")]


def test_a_merged_person_is_followed(quarters: Quarters) -> None:
    (first,) = quarters.asked()
    (lost,) = first["person_ids"]
    others = [person(f"dtks:{key}", family="F2", shdk=1) for key in (1, 2)]
    quarters.build("2026Q3", [*LOST, others])
    survivor = quarters.id_of("dtks:1")
    (again,) = quarters.build("2026Q4", [[*LOST[0], *others]]).asked()
    assert (quarters.id_of("p3ke:1"), again["person_ids"]) == (survivor, [survivor])
    assert survivor != lost
    assert again["conflict_id"] == first["conflict_id"]
    assert life(again) == ("terbuka", 2, "2026Q2")


def test_a_merge_that_brings_the_mark_back_closes_the_question(quarters: Quarters) -> None:
    (first,) = quarters.asked()
    (lost,) = first["person_ids"]
    others = [says("dtks:1", "PKH"), person("dtks:2")]
    quarters.build("2026Q3", [*LOST, others])
    survivor = quarters.id_of("dtks:1")
    assert quarters.build("2026Q4", [[*LOST[0], *others]]).asked() == []
    assert quarters.event(first["conflict_id"])["reason"] == f"digabung: {lost} kini {survivor}"


def test_who_moves_takes_the_question_along(tmp_path: Path) -> None:
    def at(family: str, kec: str, mark: dict[str, Any], *receives: str) -> Clusters:
        there = {"kode_kec": "320102", "kode_desa": "3201022001"}
        place = there if kec == "320102" else {}
        return [
            [says("p3ke:1", *receives, **mark, family=family, shdk=1 if family == "F1" else 4, **place)],
            [person("p3ke:2", family="F1", shdk=2)],
            [person("p3ke:3", family="F2", shdk=1, **there)],
            [person("p3ke:4", family="F2", shdk=2, **there)],
        ]

    denied = {"denies": ("PKH",)}
    quarters = Quarters(tmp_path).build("2026Q1", at("F1", "320101", {}, "PKH"))
    (first,) = quarters.build("2026Q2", at("F1", "320101", denied)).asked()
    (moved,) = quarters.build("2026Q3", at("F2", "320102", denied)).asked()
    assert (moved["conflict_id"], moved["sidik"], life(moved)) == (
        first["conflict_id"],
        first["sidik"],
        ("terbuka", 1, "2026Q2"),
    )
    assert (first["kode_kec"], moved["kode_kec"]) == ("320101", "320102")
    assert moved["family_ids"] != first["family_ids"]
    (still,) = quarters.build("2026Q4", at("F2", "320102", denied)).asked()
    assert (still["conflict_id"], still["umur_kuartal"]) == (first["conflict_id"], 2)


def test_a_new_loss_of_the_household_joins_the_question(tmp_path: Path) -> None:
    both, one, none = (
        [[says("p3ke:1", *marks, denies=tuple({"BST", "PKH"} - set(marks)), family="F1", shdk=1)]]
        for marks in (("BST", "PKH"), ("BST",), ())
    )
    quarters = Quarters(tmp_path).build("2026Q1", both).build("2026Q2", one)
    (first,) = quarters.asked()
    (second,) = quarters.build("2026Q3", none).asked()
    assert second["conflict_id"] == first["conflict_id"]
    assert second["sidik"] != first["sidik"]
    assert "BST (1 orang, terakhir di rilis 2026Q2" in second["bukti"]
    assert "PKH (1 orang, terakhir di rilis 2026Q1" in second["bukti"]


@pytest.mark.parametrize("about", ["tidak_disebut", "desil_sebelumnya"])
def test_questions_of_a_release_that_remembered_no_losses_stay_open(tmp_path: Path, about: str) -> None:
    borne, lost = [[says("p3ke:1", "PKH", desil=2)]], [[says("p3ke:1", denies=("PKH",), desil=None)]]
    quarters = Quarters(tmp_path).build("2026Q1", borne).build("2026Q2", lost)
    (first,) = quarters.asked(about)
    (second,) = quarters.build("2026Q3", lost, forget=("tempat", "tidak_berperingkat")).asked(about)
    assert (second["conflict_id"], second["umur_kuartal"]) == (first["conflict_id"], 1)
    assert "rilis" not in second["bukti"]
    (third,) = quarters.build("2026Q4", lost).asked(about)
    assert (third["conflict_id"], third["sidik"], third["umur_kuartal"]) == (first["conflict_id"], second["sidik"], 2)
