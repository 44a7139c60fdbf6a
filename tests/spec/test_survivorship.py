"""Which record's value becomes golden: one rule per test, on persons of two or three records."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.consolidating import Registry
from tests.factories import Row, person

REGSOSEK = {"data_date": date(2022, 11, 14), "trust": 80}
P3KE = {"data_date": date(2023, 12, 31), "trust": 40}
DTKS = {"data_date": date(2025, 2, 28), "trust": 60}
OLD_NIK, NIK, OTHER_NIK = "3201010502900009", "3201014502900001", "3201024502900003"


def regsosek(**values: Any) -> Row:
    return person("regsosek:1", **{**REGSOSEK, **values})


def p3ke(**values: Any) -> Row:
    return person("p3ke:1", **{**P3KE, **values})


def dtks(**values: Any) -> Row:
    return person("dtks:1", **{**DTKS, **values})


def test_a_nik_found_at_dukcapil_beats_a_more_trusted_source(tmp_path: Path) -> None:
    registry = Registry(tmp_path, [[regsosek(nik=OLD_NIK), p3ke(nik=NIK, padan_dukcapil=True)]])
    assert registry.person_of("p3ke:1")["nik"] == NIK
    assert registry.origin("p3ke:1", "nik") == ("p3ke:1", "padan_dukcapil", 2)


def test_a_nik_not_found_at_dukcapil_loses_to_a_less_trusted_source_that_does_not_say(tmp_path: Path) -> None:
    registry = Registry(tmp_path, [[p3ke(nik=OLD_NIK, padan_dukcapil=False, trust=90), dtks(nik=NIK)]])
    assert registry.person_of("dtks:1")["nik"] == NIK


def test_two_nik_to_which_the_engine_gives_one_hash_are_two_values(tmp_path: Path) -> None:
    registry = Registry(tmp_path, [[regsosek(nik="3372034505030004"), dtks(nik="3372034205030003")]])
    assert registry.origin("dtks:1", "nik") == ("regsosek:1", "trust", 2)


def test_two_sources_with_one_nik_beat_a_more_trusted_third(tmp_path: Path) -> None:
    registry = Registry(tmp_path, [[regsosek(nik=OLD_NIK), p3ke(nik=NIK), dtks(nik=NIK)]])
    assert registry.person_of("dtks:1")["nik"] == NIK
    assert registry.origin("dtks:1", "nik")[1:] == ("most_frequent", 2)


def test_a_duplicate_inside_one_source_does_not_make_its_value_more_frequent(tmp_path: Path) -> None:
    again = person("dtks:2", **{**DTKS, "nik": NIK})
    registry = Registry(tmp_path, [[regsosek(nik=OLD_NIK), dtks(nik=NIK), again]])
    assert registry.origin("dtks:1", "nik") == ("regsosek:1", "trust", 2)


@pytest.mark.parametrize(
    "flag", [{"nik_dob_conflict": True}, {"nik_sex_conflict": True}, {"nik_repaired": True}, {"nik_usable": False}]
)
def test_a_flagged_nik_loses_even_when_found_at_dukcapil(tmp_path: Path, flag: dict[str, bool]) -> None:
    registry = Registry(tmp_path, [[p3ke(nik=OLD_NIK, padan_dukcapil=True, **flag), dtks(nik=NIK)]])
    assert registry.person_of("dtks:1")["nik"] == NIK
    assert registry.origin("dtks:1", "nik")[1] == "unflagged"


def test_a_flagged_nik_is_taken_when_there_is_no_other(tmp_path: Path) -> None:
    registry = Registry(tmp_path, [[p3ke(nik=NIK, nik_usable=False), dtks(nik=None)]])
    assert registry.person_of("dtks:1")["nik"] == NIK
    assert registry.origin("dtks:1", "nik") == ("p3ke:1", "only_value", 1)


@pytest.mark.parametrize("status", ["birth_invalid", "serial_zero", "bad_length", "placeholder"])
def test_a_broken_nik_never_becomes_golden(tmp_path: Path, status: str) -> None:
    registry = Registry(tmp_path, [[dtks(nik=NIK, nik_status=status)]])
    assert (registry.person_of("dtks:1")["nik"], registry.person_of("dtks:1")["nik_status"]) == (None, "missing")


def test_the_grade_of_the_golden_nik_comes_along(tmp_path: Path) -> None:
    registry = Registry(tmp_path, [[dtks(nik=NIK, nik_status="ok_retired_region")]])
    assert registry.person_of("dtks:1")["nik_status"] == "ok_retired_region"


@pytest.mark.parametrize(
    ("names", "golden", "rule"),
    [
        (("MUHAMMAD RIZKI PRATAMA", "M RIZKI PRATAMA", "M RIZKI PRATAMA"), "MUHAMMAD RIZKI PRATAMA", "unabbreviated"),
        (("RIZKI PRATAMA", "RIZKI", "MUHAMMAD RIZKI PRATAMA"), "MUHAMMAD RIZKI PRATAMA", "most_tokens"),
        (("HERMAWAN SUSANTO", "WAWAN", "HERMAWAN SUSANTA"), "HERMAWAN SUSANTO", "trust"),
        (("AMINAH", "AMINNAH", "AMINAH"), "AMINAH", "most_frequent"),
        (("BAYI NY SITI AMINAH", "NUR AISYAH", "NUR AISYAH"), "NUR AISYAH", "unflagged"),
        (("UJANG SI TUKANG BAKSO", "SURYADI", "SURYADI"), "SURYADI", "agreeing"),
    ],
)
def test_a_name_is_whole_and_borne_out(tmp_path: Path, names: tuple[str, str, str], golden: str, rule: str) -> None:
    records = [regsosek(nama_std=names[0]), p3ke(nama_std=names[1]), dtks(nama_std=names[2])]
    registry = Registry(tmp_path, [records])
    assert registry.person_of("dtks:1")["nama"] == golden
    assert registry.origin("dtks:1", "nama")[1] == rule


def test_a_whole_birth_date_beats_a_heaped_one_and_brings_its_precision_and_year(tmp_path: Path) -> None:
    heaped = regsosek(tanggal_lahir=date(1989, 7, 1), dob_precision="heaped")
    registry = Registry(tmp_path, [[heaped, dtks(tanggal_lahir=date(1990, 2, 5))]])
    golden = registry.person_of("dtks:1")
    assert (golden["tanggal_lahir"], golden["dob_precision"], golden["tahun_lahir"]) == (date(1990, 2, 5), "day", 1990)
    assert registry.origin("dtks:1", "tanggal_lahir") == ("dtks:1", "precise", 2)


@pytest.mark.parametrize(
    ("born", "precision"),
    [
        (None, "age"),
        (None, "year"),
        (date(1950, 4, 1), "month"),
        (None, "heaped"),
        (date(1950, 7, 1), "heaped"),
        (date(1950, 4, 9), "day"),
    ],
)
def test_a_birth_date_is_published_as_the_record_knows_it(tmp_path: Path, born: date | None, precision: str) -> None:
    registry = Registry(tmp_path, [[dtks(tanggal_lahir=born, dob_precision=precision, tahun_lahir=1950)]])
    golden = registry.person_of("dtks:1")
    assert (golden["tanggal_lahir"], golden["dob_precision"], golden["tahun_lahir"]) == (born, precision, 1950)


def test_the_address_is_one_unit_from_the_latest_source(tmp_path: Path) -> None:
    old = regsosek(jalan="MAWAR", rt="001", rw="002", nomor="7", alamat_raw="JL MAWAR 7")
    new = dtks(jalan=None, rt="009", alamat_raw="RT 9", kode_kec="320102", kode_desa=None)
    golden = Registry(tmp_path, [[old, new]]).person_of("dtks:1")
    parts = [golden[name] for name in ("alamat", "jalan", "nomor", "rt", "rw", "kode_kec", "kode_desa")]
    assert parts == ["RT 9", None, None, "009", None, "320102", None]


def test_an_address_in_no_known_region_loses_to_an_older_one(tmp_path: Path) -> None:
    new = dtks(kode_prov=None, kode_kab=None, kode_kec=None, kode_desa=None, wilayah_grade="unknown", alamat_raw="X")
    assert Registry(tmp_path, [[regsosek(), new]]).person_of("dtks:1")["kode_kec"] == "320101"


def test_one_source_of_several_that_says_dead_is_not_believed(tmp_path: Path) -> None:
    registry = Registry(tmp_path, [[regsosek(keberadaan="ADA"), dtks(keberadaan="MENINGGAL")]])
    assert registry.person_of("dtks:1")["keberadaan"] == "ADA"


def test_one_source_of_several_that_says_dead_is_not_believed_when_the_others_are_silent(tmp_path: Path) -> None:
    registry = Registry(tmp_path, [[p3ke(keberadaan=None), dtks(keberadaan="MENINGGAL")]])
    assert registry.person_of("dtks:1")["keberadaan"] is None


def test_two_sources_that_say_dead_are_believed(tmp_path: Path) -> None:
    registry = Registry(tmp_path, [[regsosek(keberadaan="MENINGGAL"), dtks(keberadaan="MENINGGAL")]])
    assert registry.person_of("dtks:1")["keberadaan"] == "MENINGGAL"


def test_the_latest_decile_counts_and_a_missing_one_has_its_reason(tmp_path: Path) -> None:
    ranked = Registry(tmp_path, [[regsosek(desil=2), dtks(desil=6)]]).person_of("dtks:1")
    unranked = Registry(tmp_path, [[dtks(desil=None)]]).person_of("dtks:1")
    assert (ranked["desil"], ranked["desil_alasan_null"]) == (6, None)
    assert (unranked["desil"], unranked["desil_alasan_null"]) == (None, "BELUM_DIPERINGKAT")


def test_a_field_without_letters_goes_to_the_value_of_most_sources_where_that_is_asked(tmp_path: Path) -> None:
    again = person("regsosek:2", **{**REGSOSEK, "desil": 6})
    cluster = [regsosek(desil=6), again, dtks(desil=4), p3ke(desil=4)]
    registry = Registry(tmp_path, [cluster], survivorship={"desil": ("most_frequent",)})
    assert registry.person_of("dtks:1")["desil"] == 4
    assert registry.origin("dtks:1", "desil")[1:] == ("most_frequent", 2)


def test_rules_of_the_configuration_replace_the_shipped_ones(tmp_path: Path) -> None:
    cluster = [regsosek(nik=OLD_NIK), p3ke(nik=NIK, padan_dukcapil=True)]
    registry = Registry(tmp_path, [cluster], survivorship={"nik": ("trust",)})
    assert registry.origin("p3ke:1", "nik") == ("regsosek:1", "trust", 2)


def test_records_that_agree_say_so_and_the_best_standing_one_is_named(tmp_path: Path) -> None:
    registry = Registry(tmp_path, [[dtks(nik=NIK), regsosek(nik=NIK)]])
    assert registry.origin("dtks:1", "nik") == ("regsosek:1", "agreed", 1)


def test_the_current_family_is_that_of_the_latest_record(tmp_path: Path) -> None:
    registry = Registry(tmp_path, [[regsosek(family="F1", shdk=4), dtks(family="F9", shdk=3)]])
    member = registry.table("gold_member")
    assert [row["record_id"] for row in member] == ["dtks:1"]
    assert member[0]["shdk"] == 3


@pytest.mark.parametrize("presence", ["PINDAH", "TIDAK_DITEMUKAN", "GANDA", "NONAKTIF", "MENINGGAL"])
def test_a_source_that_did_not_find_the_person_does_not_say_where_they_live(tmp_path: Path, presence: str) -> None:
    registry = Registry(tmp_path, [[regsosek(family="F1"), dtks(family="F9", keberadaan=presence)]])
    assert [row["record_id"] for row in registry.table("gold_member")] == ["regsosek:1"]


def test_a_family_left_by_all_is_kept_without_members_and_named_by_its_records(tmp_path: Path) -> None:
    registry = Registry(tmp_path, [[regsosek(family="F1"), dtks(family="F9")]])
    members = {family["family_id"]: family["member_n"] for family in registry.table("gold_family")}
    then = {row["record_id"]: row["family_id"] for row in registry.table("gold_person_source")}
    assert members == {then["regsosek:1"]: 0, then["dtks:1"]: 1}


@pytest.mark.parametrize(
    ("records", "reason"),
    [
        ([[dtks()]], "SUMBER_TANPA_KELUARGA"),
        ([[dtks()], [person("dtks:2", family="F1")]], "BARIS_TANPA_KELUARGA"),
        ([[dtks(family="F1")]], None),
    ],
)
def test_a_person_without_family_has_a_reason(tmp_path: Path, records: list[list[Row]], reason: str | None) -> None:
    golden = Registry(tmp_path, records).person_of("dtks:1")
    assert golden["tanpa_keluarga_alasan"] == reason
    assert (golden["family_id"] is None) == (reason is not None)


def test_of_records_in_one_family_the_latest_gives_the_role(tmp_path: Path) -> None:
    then, now = regsosek(family="F1", shdk=4), dtks(family="F9", shdk=1)
    registry = Registry(tmp_path, [[then, now]], families=[["regsosek:F1", "dtks:F9"]])
    assert [(row["record_id"], row["shdk"]) for row in registry.table("gold_member")] == [("dtks:1", 1)]
    assert registry.origin("dtks:1", "keluarga") == ("dtks:1", "agreed", 1)


def test_of_two_heads_the_later_one_is_head_and_the_other_role_is_open(tmp_path: Path) -> None:
    husband = person("regsosek:2", **REGSOSEK, family="F1", shdk=1, nama_std="BUDI", nik=OLD_NIK)
    wife_then, wife_now = regsosek(family="F1", shdk=3), dtks(family="F9", shdk=1)
    registry = Registry(tmp_path, [[husband], [wife_then, wife_now]], families=[["regsosek:F1", "dtks:F9"]])
    roles = {row["record_id"]: (row["shdk"], row["is_kepala"]) for row in registry.table("gold_member")}
    assert roles == {"dtks:1": (1, True), "regsosek:2": (None, False)}
    family = registry.family_of("dtks:1")
    assert (family["nama_kepala"], family["member_n"], family["unit_n"]) == ("SITI AMINAH", 2, 2)


def test_a_head_whom_two_sources_call_dead_gives_way_to_a_living_one(tmp_path: Path) -> None:
    dead = {"shdk": 1, "keberadaan": "MENINGGAL", "nama_std": "BUDI", "nik": OLD_NIK}
    late = person("dtks:2", **DTKS, family="F9", **dead)
    early = person("regsosek:2", **REGSOSEK, family="F1", **dead)
    registry = Registry(
        tmp_path, [[late, early], [regsosek(family="F1", shdk=1)]], families=[["regsosek:F1", "dtks:F9"]]
    )
    heads = [row["record_id"] for row in registry.table("gold_member") if row["is_kepala"]]
    assert heads == ["regsosek:1"]


def test_every_published_value_has_its_origin(tmp_path: Path) -> None:
    from dtsen_link.domain.survivorship import FIELDS, HEAD

    registry = Registry(
        tmp_path, [[regsosek(family="F1", shdk=1, no_kk="3201010101200001"), dtks(family="F9", shdk=1)]]
    )
    origins = {(row["entity_id"], row["field"]) for row in registry.table("gold_provenance")}
    for table, entity in (("gold_person", "person"), ("gold_family", "family")):
        for golden in registry.table(table):
            for field in (*FIELDS, HEAD):
                shown = [golden[column] for column in field.columns if field.entity == entity]
                shown = [value for value in shown if value not in (None, "missing", "none")]
                assert not shown or (golden[f"{entity}_id"], field.name) in origins, (table, field.name)


def test_ids_hang_on_the_records_and_the_key_alone(tmp_path: Path) -> None:
    one, two = regsosek(family="F1"), dtks(family="F9")
    first = Registry(tmp_path, [[one, two]]).table("gold_person_source")
    assert Registry(tmp_path, [[two, one]]).table("gold_person_source") == first
    assert all(row["person_id"][0] == "P" and len(row["person_id"]) == 21 for row in first)
    assert all(row["family_id"][0] == "K" and len(row["family_id"]) == 21 for row in first)
    other = tmp_path / "other"
    other.mkdir()
    (other / "secret.key").write_text("fedcba9876543210" * 4)
    changed = Registry(other, [[one, two]], id_key_file="secret.key").table("gold_person_source")
    assert not {row["person_id"] for row in changed} & {row["person_id"] for row in first}


def test_without_a_previous_release_every_id_is_new(tmp_path: Path) -> None:
    events = Registry(tmp_path, [[regsosek(family="F1"), dtks(family="F9")]]).table("id_event")
    assert [(row["entity"], row["event"]) for row in events] == [
        ("family", "new"),
        ("family", "new"),
        ("person", "new"),
    ]


def test_a_person_knows_how_weakly_its_records_hang_together(tmp_path: Path) -> None:
    registry = Registry(tmp_path, [[regsosek(), p3ke()], [dtks()]])
    pair, alone = registry.person_of("regsosek:1"), registry.person_of("dtks:1")
    assert (pair["link_rule"], pair["link_probability"], pair["record_n"], pair["source_n"], pair["sources"]) == (
        "probabilistic",
        0.99,
        2,
        2,
        ["p3ke", "regsosek"],
    )
    assert (alone["link_rule"], alone["link_probability"]) == ("single", None)
