"""What a decision does to golden values, families and questions: one rule per test, on a few records."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.consolidating import Decided, Registry, decided, question
from tests.factories import Row, person, row

NIK, OTHER_NIK, THIRD_NIK = "3201014502900001", "3202027103850007", "3203035508770003"
KK, OTHER_KK = "3201010101200001", "3202020202210002"
OF = {
    "regsosek": {"data_date": date(2022, 11, 14), "trust": 80},
    "p3ke": {"data_date": date(2023, 12, 31), "trust": 40},
    "dtks": {"data_date": date(2025, 2, 28), "trust": 60},
}


def rec(record_id: str, **values: Any) -> Row:
    return person(record_id, **{**OF[record_id.partition(":")[0]], **values})


def value(field: str, nilai: str, *sides: str, **more: Any) -> Decided:
    return decided("nilai", *sides, field=field, nilai=nilai, **more)


# -- values


def test_a_decided_value_that_a_record_bears_wins_and_points_to_it(tmp_path: Path) -> None:
    records = [rec("regsosek:1", nik=NIK), rec("dtks:1", nik=NIK), rec("p3ke:1", nik=OTHER_NIK)]
    registry = Registry(tmp_path, [records], decided=[value("nik", OTHER_NIK, "dtks:1 p3ke:1 regsosek:1")])
    assert registry.person_of("dtks:1")["nik"] == OTHER_NIK
    assert registry.origin("dtks:1", "nik") == ("p3ke:1", "keputusan", 2)


def test_a_decided_value_that_no_record_bears_points_to_the_decision(tmp_path: Path) -> None:
    made = [value("nik", THIRD_NIK, "dtks:1"), value("tanggal_lahir", "1985-03-31", "dtks:1", decision_id="D2")]
    registry = Registry(tmp_path, [[rec("dtks:1", nik=NIK)]], decided=made)
    found = registry.person_of("dtks:1")
    assert (found["nik"], found["nik_status"]) == (THIRD_NIK, "ok")
    assert (found["tanggal_lahir"], found["dob_precision"], found["tahun_lahir"]) == (date(1985, 3, 31), "day", 1985)
    assert registry.origin("dtks:1", "nik") == ("keputusan:D1", "keputusan", 1)
    assert registry.origin("dtks:1", "tanggal_lahir")[0] == "keputusan:D2"


def test_a_birth_date_is_taken_from_the_record_that_states_it(tmp_path: Path) -> None:
    records = [
        rec("regsosek:1", tanggal_lahir=date(1990, 2, 5)),
        rec("dtks:1", tanggal_lahir=date(1991, 2, 5), tahun_lahir=1991),
    ]
    registry = Registry(tmp_path, [records], decided=[value("tanggal_lahir", "1991-02-05", "dtks:1 regsosek:1")])
    assert registry.origin("dtks:1", "tanggal_lahir")[:2] == ("dtks:1", "keputusan")


def test_a_heaped_birth_date_that_people_confirm_is_one_to_the_day(tmp_path: Path) -> None:
    records = [rec("dtks:1", tanggal_lahir=date(1990, 7, 1), dob_precision="heaped", tahun_lahir=1990)]
    for made, precision in (([], "heaped"), ([value("tanggal_lahir", "1990-07-01", "dtks:1")], "day")):
        found = Registry(tmp_path, [records], decided=made).person_of("dtks:1")
        assert (found["tanggal_lahir"], found["dob_precision"]) == (date(1990, 7, 1), precision)


def test_no_value_is_a_decision_too(tmp_path: Path) -> None:
    registry = Registry(tmp_path, [[rec("dtks:1", nik=NIK)]], decided=[value("nik", "-", "dtks:1")])
    assert (registry.person_of("dtks:1")["nik"], registry.person_of("dtks:1")["nik_status"]) == (None, "missing")
    assert [found for found in registry.table("gold_provenance") if found["field"] == "nik"] == []


def test_the_dead_of_one_source_are_dead_where_people_say_so_and_the_living_live(tmp_path: Path) -> None:
    records = [rec("regsosek:1", keberadaan="ADA"), rec("dtks:1", keberadaan="MENINGGAL")]
    for answer, found in (("hidup", "ADA"), ("meninggal", "MENINGGAL")):
        made = [decided(answer, "dtks:1 regsosek:1", field="keberadaan", nilai=found)]
        assert Registry(tmp_path, [records], decided=made).person_of("dtks:1")["keberadaan"] == found


@pytest.mark.parametrize(
    ("code", "kec", "desa", "jalan"),
    [
        ("320102", "320102", None, "JALAN B"),
        ("3201032001", "320103", "3201032001", None),
        ("3201012001", "320101", "3201012001", "JALAN A"),
    ],
)
def test_a_region_takes_the_street_of_a_record_of_that_place_alone(
    tmp_path: Path, code: str, kec: str, desa: str | None, jalan: str | None
) -> None:
    here = {"kode_prov": "32", "kode_kab": "3201", "kode_kec": "320101", "kode_desa": "3201012001", "jalan": "JALAN A"}
    there = {**here, "kode_kec": "320102", "kode_desa": None, "jalan": "JALAN B"}
    records = [rec("regsosek:1", family="F1", shdk=1, **there), rec("dtks:1", family="F1", shdk=1, **here)]
    made = [value("alamat", code, "dtks:1 regsosek:1", family="dtks:1")]
    registry = Registry(tmp_path, [records], families=[["dtks:F1", "regsosek:F1"]], decided=made)
    for found in (registry.person_of("dtks:1"), registry.family_of("dtks:1")):
        assert (found["kode_kec"], found["kode_desa"], found["jalan"]) == (kec, desa, jalan)


def test_a_decile_is_decided_for_the_people_and_their_family(tmp_path: Path) -> None:
    records = [rec("dtks:1", family="F1", shdk=1, desil=2)]
    made = [value("desil", "7", "dtks:1", family="dtks:1")]
    registry = Registry(tmp_path, [records], decided=made)
    assert (registry.person_of("dtks:1")["desil"], registry.family_of("dtks:1")["desil"]) == (7, 7)


def test_a_kk_number_is_decided_for_a_family(tmp_path: Path) -> None:
    made = [value("no_kk", OTHER_KK, family="dtks:1")]
    registry = Registry(tmp_path, [[rec("dtks:1", family="F1", shdk=1, no_kk=KK)]], decided=made)
    assert (registry.family_of("dtks:1")["no_kk"], registry.family_of("dtks:1")["kk_status"]) == (OTHER_KK, "ok")


def test_who_moves_becomes_a_member_there_in_no_known_role(tmp_path: Path) -> None:
    clusters = [
        [rec("dtks:1", family="F1", shdk=1)],
        [rec("dtks:2", family="F1", shdk=3)],
        [rec("dtks:3", family="F2", shdk=1)],
    ]
    made = [decided("pindah", "dtks:2", family="dtks:3", field="keluarga", nilai="K?")]
    registry = Registry(tmp_path, clusters, decided=made)
    moved, target = registry.person_of("dtks:2"), registry.family_of("dtks:3")
    assert (moved["family_id"], target["member_n"]) == (target["family_id"], 2)
    assert [row["shdk"] for row in registry.table("gold_member") if row["person_id"] == moved["person_id"]] == [None]
    assert registry.origin("dtks:2", "keluarga")[:2] == ("keputusan:D1", "keputusan")


def test_a_decided_head_is_the_head(tmp_path: Path) -> None:
    clusters = [[rec("dtks:1", family="F1", shdk=1)], [rec("dtks:2", family="F1", shdk=2)]]
    made = [value("kepala", "P?", "dtks:2", family="dtks:1")]
    registry = Registry(tmp_path, clusters, decided=made)
    assert registry.family_of("dtks:1")["kepala_person_id"] == registry.person_of("dtks:2")["person_id"]
    (head,) = [row for row in registry.table("gold_provenance") if row["field"] == "kepala"]
    assert (head["record_id"], head["rule"]) == ("keputusan:D1", "keputusan")


def test_of_two_values_for_one_person_the_older_acts_and_somebody_is_asked(tmp_path: Path) -> None:
    records = [rec("dtks:1", nik=NIK), rec("p3ke:1", nik=OTHER_NIK)]
    made = [value("nik", OTHER_NIK, "dtks:1"), value("nik", NIK, "p3ke:1", decision_id="D2", peran="disdukcapil")]
    registry = Registry(tmp_path, [records], decided=made)
    assert registry.person_of("dtks:1")["nik"] == OTHER_NIK
    assert [(row["acts"], row["against"]) for row in registry.table("gold_decision")] == [(True, []), (False, ["D1"])]
    (found,) = registry.conflicts("KEPUTUSAN_BERTENTANGAN")
    assert found["bukti"] == (
        'Keputusan D2 "nilai" oleh disdukcapil (01-03-2025) bertentangan dengan keputusan yang lebih dahulu dan '
        'tidak dijalankan: D1 "nilai" oleh bps_kab (01-03-2025).'
    )


# -- questions


PAIR = [[rec("dtks:1", nik=NIK)], [rec("p3ke:2", nama_std="NUR AISYAH", nik=None)]]


def pair(
    folder: Path, *made: Decided, jenis: str = "KEMUNGKINAN_SAMA", clusters: list[list[Row]] | None = None
) -> Registry:
    return Registry(folder, clusters or PAIR, questions=[question("dtks:1", "p3ke:2", jenis)], decided=list(made))


def test_an_answered_question_is_not_asked_again(tmp_path: Path) -> None:
    (asked,) = pair(tmp_path).conflicts()
    registry = pair(tmp_path, decided("berbeda", "dtks:1", "p3ke:2", conflict=asked))
    assert registry.conflicts() == []
    (settled,) = registry.table("decided_conflict")
    assert (settled["conflict_id"], settled["keputusan"], settled["is_settled"]) == (
        asked["conflict_id"],
        "berbeda",
        True,
    )


def test_persons_held_apart_are_not_asked_about_under_another_name(tmp_path: Path) -> None:
    (asked,) = pair(tmp_path).conflicts()
    apart = decided("berbeda", "dtks:1", "p3ke:2", conflict=asked)
    assert pair(tmp_path, apart, jenis="PELANGGARAN_TRANSITIF").conflicts() == []


def test_a_question_whose_facts_have_changed_comes_back_and_says_what_was_decided(tmp_path: Path) -> None:
    (asked,) = pair(tmp_path).conflicts()
    apart = decided("berbeda", "dtks:1", "p3ke:2", conflict=asked)
    changed = [PAIR[0], [rec("p3ke:2", nama_std="NURAINI", nik=None)]]
    (again,) = pair(tmp_path, apart, clusters=changed).conflicts("KEMUNGKINAN_SAMA")
    assert again["conflict_id"] == asked["conflict_id"]
    assert again["bukti"].endswith('Pernah diputuskan "berbeda" oleh bps_kab (01-03-2025); faktanya berubah sejak itu.')
    assert again["status"] == "dibuka_kembali"


def test_a_decision_that_does_not_act_closes_nothing(tmp_path: Path) -> None:
    (asked,) = pair(tmp_path).conflicts()
    older = decided("sama", "dtks:1", decision_id="D0", conflict_id="C9")
    lame = decided("berbeda", "dtks:1", "p3ke:2", conflict=asked, against=("D0",))
    found = {row["jenis"]: row["bukti"] for row in pair(tmp_path, older, lame).conflicts()}
    assert set(found) == {"KEMUNGKINAN_SAMA", "KEPUTUSAN_BERTENTANGAN"}
    assert "bertentangan dengan keputusan yang lebih dahulu dan tidak dijalankan" in found["KEMUNGKINAN_SAMA"]


DEATH = [[rec("regsosek:1", keberadaan="MENINGGAL"), rec("dtks:1", keberadaan="ADA")]]


@pytest.mark.parametrize(
    ("kapan", "basis", "closed"),
    [
        (date(2025, 3, 1), None, True),
        (date(2024, 3, 1), None, False),
        (date(2024, 3, 1), "same_content", True),
    ],
)
def test_a_death_is_asked_about_again_where_newer_data_show_the_person_alive(
    tmp_path: Path, kapan: date, basis: str | None, closed: bool
) -> None:
    (asked,) = Registry(tmp_path, DEATH).conflicts("MENINGGAL_AKTIF")
    dead = decided("meninggal", "dtks:1 regsosek:1", field="keberadaan", nilai="MENINGGAL", conflict=asked, kapan=kapan)
    ties = [row("record_tie", record_id="dtks:1", person_id="P1", basis=basis)] if basis else []
    found = Registry(tmp_path, DEATH, decided=[dead], before={"record_tie": ties}).conflicts("MENINGGAL_AKTIF")
    assert (found == []) == closed
    assert closed or found[0]["bukti"].endswith("data yang lebih baru mencatat orang ini hidup.")


@pytest.mark.parametrize(("kapan", "closed"), [(date(2025, 3, 1), True), (date(2025, 1, 1), False)])
def test_what_was_said_to_be_mended_is_asked_again_when_newer_data_still_say_the_same(
    tmp_path: Path, kapan: date, closed: bool
) -> None:
    records = [[rec("regsosek:1", nik=NIK), rec("dtks:1", nik=OTHER_NIK)]]
    (asked,) = Registry(tmp_path, records).conflicts("ORANG_DUA_NIK")
    mended = decided("sudah diperbaiki", "dtks:1 regsosek:1", conflict=asked, kapan=kapan)
    found = Registry(tmp_path, records, decided=[mended]).conflicts("ORANG_DUA_NIK")
    assert (found == []) == closed
    assert closed or found[0]["bukti"].endswith("data yang lebih baru masih sama.")


@pytest.mark.parametrize(("seen", "asked_again"), [("{}", True), (json.dumps({"nik": [NIK, OTHER_NIK]}), False)])
def test_records_joined_by_decision_are_asked_about_when_everything_differs_now(
    tmp_path: Path, seen: str, asked_again: bool
) -> None:
    born = {"tanggal_lahir": date(1971, 6, 9), "tahun_lahir": 1971, "nama_std": "JOKO WIDAGDO"}
    records = [[rec("dtks:1", nik=NIK), rec("p3ke:2", nik=OTHER_NIK, **born)]]
    same = decided("sama", "dtks:1", "p3ke:2", fakta=seen, sidik="S1")
    found = Registry(tmp_path, records, decided=[same]).conflicts("KEMUNGKINAN_SAMA")
    assert bool(found) == asked_again
    assert not found or "Digabung karena keputusan, tetapi NIK" in found[0]["bukti"]


def test_without_decisions_nothing_is_decided(tmp_path: Path) -> None:
    registry = pair(tmp_path)
    assert len(registry.conflicts()) == 1
    assert registry.table("gold_decision") == registry.table("decided_conflict") == []
