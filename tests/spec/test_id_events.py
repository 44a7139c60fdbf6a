"""What happened to an id names the records that caused it, and says why where it can be told."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.consolidating import Decided, Quarter, Registry, Tables, decided, family_before, known, tie
from tests.factories import Row, person, row


def cause(quarter: Quarter, entity_id: str, event: str) -> tuple[list[str], str]:
    """The records an event names, and its reason."""
    found = quarter.event(entity_id, event)
    return found["record_ids"], found["reason"]


def source_of(record_id: str, person_id: str, **values: str) -> Row:
    """A record of the previous release."""
    return row("gold_person_source", record_id=record_id, source=record_id.split(":")[0], person_id=person_id, **values)


def test_a_first_release_names_no_records(tmp_path: Path) -> None:
    events = Registry(tmp_path, [[person("dtks:1", family="F1")]]).table("id_event")
    assert [(event["event"], event["record_ids"]) for event in events] == [("new", []), ("new", [])]


def test_who_stays_the_same_names_no_records(tmp_path: Path) -> None:
    quarter = Quarter(tmp_path, [[person("dtks:a", family="F1")]], family_before("a"))
    assert {(event["event"], len(event["record_ids"])) for event in quarter.table("id_event")} == {
        ("kept", 0),
        ("same", 0),
    }


def test_a_new_person_names_its_records(tmp_path: Path) -> None:
    quarter = Quarter(tmp_path, [[person("dtks:2"), person("b:1")]], {"prev_person": [known("P1")]})
    assert cause(quarter, quarter.id_of("b:1"), "new")[0] == ["b:1", "dtks:2"]


def test_of_many_records_the_first_twenty_are_named(tmp_path: Path) -> None:
    records = [person(f"dtks:{number:02d}") for number in range(25)]
    quarter = Quarter(tmp_path, [records[::-1]], {"prev_person": [known("P1")]})
    assert cause(quarter, quarter.id_of("dtks:07"), "new")[0] == [f"dtks:{number:02d}" for number in range(20)]


def test_of_many_records_those_that_bore_the_lost_id_are_named_before_others(tmp_path: Path) -> None:
    survivor = [person(f"a:{number:02d}") for number in range(25)]
    before = {
        "prev_person": [known("P1"), known("P2")],
        "record_tie": [tie("z:1", "P1"), *(tie(record["record_id"], "P2") for record in survivor)],
    }
    quarter = Quarter(tmp_path, [[*survivor, person("z:1")]], before)
    assert cause(quarter, "P1", "merged")[0] == [*(f"a:{number:02d}" for number in range(19)), "z:1"]


TWO_PERSONS: Tables = {
    "prev_person": [known("P1"), known("P2")],
    "record_tie": [tie("dtks:1", "P2"), tie("a:1", "P2"), tie("b:1", "P1"), tie("b:2", "P1")],
}
MERGED = [person("dtks:1"), person("a:1"), person("b:1")]


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("nik_exact", "NIK sama"),
        ("probabilistic", "data diri serupa"),
        ("household", "data diri serupa dan serumah"),
        ("decision", "keputusan petugas"),
    ],
)
@pytest.mark.parametrize(("near", "far"), [("b:1", "a:1"), ("a:1", "b:1")])
def test_a_merged_person_names_the_records_that_tie_the_two(
    tmp_path: Path, near: str, far: str, rule: str, why: str
) -> None:
    """dtks:1 hangs on a:1, which was the same person before already: that merged nobody."""
    ties = {near: {"best_record_id": far, "rule": rule}, "dtks:1": {"best_record_id": "a:1", "rule": "nik_exact"}}
    quarter = Quarter(tmp_path, [MERGED], TWO_PERSONS, ties=ties)
    assert cause(quarter, "P1", "merged") == (["a:1", "b:1"], f"digabung dengan id lain: {why}")


def test_a_merged_person_whose_ties_lead_over_nowhere_names_all_records_of_the_two(tmp_path: Path) -> None:
    quarter = Quarter(tmp_path, [MERGED], TWO_PERSONS)
    assert cause(quarter, "P1", "merged") == (["a:1", "b:1", "dtks:1"], "digabung dengan id lain")


def test_a_record_that_bore_the_lost_id_and_went_elsewhere_did_not_merge_it(tmp_path: Path) -> None:
    before = {
        "prev_person": [*TWO_PERSONS["prev_person"], known("P3")],
        "record_tie": [*TWO_PERSONS["record_tie"], tie("c:1", "P3"), tie("c:2", "P3")],
    }
    third = [person("c:1"), person("c:2"), person("b:2")]
    quarter = Quarter(tmp_path, [MERGED, third], before)
    assert quarter.events()["P1"] == {("merged", "P2")}
    assert cause(quarter, "P1", "merged")[0] == ["a:1", "b:1", "dtks:1"]


def test_a_person_merged_without_records_of_its_own_names_those_that_it_was_found_in(tmp_path: Path) -> None:
    before = {
        "prev_person": [known("P1"), known("P2")],
        "prev_person_source": [source_of("b:1", "P1"), source_of("dtks:1", "P2")],
        "record_tie": [tie("dtks:1", "P2")],
        "link_carried": [row("link_carried", entity="person", id="P1", cluster_id="dtks:1")],
    }
    quarter = Quarter(tmp_path, [[person("dtks:1"), person("a:1")]], before)
    records, reason = cause(quarter, "P1", "merged")
    assert records == ["a:1", "dtks:1"]
    assert "tidak dikirim lagi" in reason


def test_a_split_person_names_the_records_that_left(tmp_path: Path) -> None:
    before = {
        "prev_person": [known("P1")],
        "record_tie": [tie("dtks:1", "P1"), tie("a:1", "P1"), tie("b:1", "P1")],
    }
    quarter = Quarter(tmp_path, [[person("dtks:1"), person("a:1")], [person("b:1"), person("c:9")]], before)
    assert cause(quarter, quarter.id_of("c:9"), "split")[0] == ["b:1"]


def test_an_absent_person_names_the_records_last_known(tmp_path: Path) -> None:
    long_gone = row("gold_absent", person_id="P8", last_release="2026Q2", absent_since="2026Q3")
    before = {
        "prev_person": [known("P9")],
        "prev_absent": [long_gone],
        "prev_person_source": [source_of("dtks:9", "P9"), source_of("a:9", "P9"), source_of("a:1", "P1")],
    }
    quarter = Quarter(tmp_path, [[person("dtks:1")]], before)
    assert cause(quarter, "P9", "absent")[0] == ["a:9", "dtks:9"]
    assert cause(quarter, "P8", "absent")[0] == []


def test_a_person_found_again_names_its_records(tmp_path: Path) -> None:
    before = {
        "prev_absent": [row("gold_absent", person_id="P9", last_release="2026Q2", absent_since="2026Q3")],
        "link_carried": [row("link_carried", entity="person", id="P9", cluster_id="dtks:1")],
    }
    quarter = Quarter(tmp_path, [[person("dtks:1"), person("a:1")]], before)
    assert cause(quarter, "P9", "returned")[0] == ["a:1", "dtks:1"]


def test_a_death_names_the_records_that_report_it(tmp_path: Path) -> None:
    before = {
        "prev_person": [known("P1", keberadaan="ADA")],
        "record_tie": [tie(record, "P1") for record in ("dtks:1", "a:1", "b:1")],
    }
    dead = [person(record, keberadaan="MENINGGAL") for record in ("dtks:1", "a:1")]
    quarter = Quarter(tmp_path, [[*dead, person("b:1")]], before)
    assert cause(quarter, "P1", "reported_dead") == (["a:1", "dtks:1"], "dilaporkan meninggal oleh a, dtks")


def test_a_death_that_people_decided_and_no_record_reports_names_the_decision(tmp_path: Path) -> None:
    before = {"prev_person": [known("P1", keberadaan="ADA")], "record_tie": [tie("dtks:1", "P1")]}
    said = decided("meninggal", "dtks:1", field="keberadaan", nilai="MENINGGAL")
    quarter = Quarter(tmp_path, [[person("dtks:1")]], before, decided=[said])
    assert cause(quarter, "P1", "reported_dead") == (["keputusan:D1"], "dinyatakan meninggal: keputusan petugas")


def two_families(*, first: str = "ab", second: str = "cde") -> Tables:
    """K1 and K2 of the previous release."""
    one = family_before(*first)
    other = family_before(*second, family_id="K2", unit="dtks:F2")
    return {name: one[name] + other[name] for name in one}


def test_a_new_family_names_its_members_records_and_not_what_they_were_elsewhere(tmp_path: Path) -> None:
    head = [person("dtks:h", family="F9", shdk=1), person("a:h", family="G1", trust=10)]
    child = [person("dtks:c", family="F9")]
    quarter = Quarter(tmp_path, [head, child], {"prev_person": [known("P1")]})
    family = quarter.family_of("dtks:c")["family_id"]
    assert cause(quarter, family, "new")[0] == ["dtks:c", "dtks:h"]
    # All of the other unit live in F9 by now: a family without members names the records of its units.
    (empty,) = [item["family_id"] for item in quarter.table("gold_family") if not item["member_n"]]
    assert cause(quarter, empty, "new")[0] == ["a:h"]


def test_of_a_large_family_the_head_is_named_first(tmp_path: Path) -> None:
    members = [person(f"dtks:{number:02d}", family="F9") for number in range(25)]
    people = [[record] for record in (*members, person("dtks:99", family="F9", shdk=1))]
    quarter = Quarter(tmp_path, people, {"prev_person": [known("P1")]})
    records, _ = cause(quarter, quarter.family_of("dtks:99")["family_id"], "new")
    assert records == [*(f"dtks:{number:02d}" for number in range(19)), "dtks:99"]


def test_a_split_family_names_the_records_of_those_who_left(tmp_path: Path) -> None:
    stay = [person(f"dtks:{key}", family="F1") for key in ("a", "b")]
    leave = [person("dtks:c", family="F2"), person("dtks:spouse", family="F2")]
    quarter = Quarter(tmp_path, [[one] for one in (*stay, *leave)], family_before("a", "b", "c"))
    new = quarter.family_of("dtks:c")["family_id"]
    assert cause(quarter, new, "split") == (["dtks:c"], "pecah dari keluarga lain, 1 orang berpindah")


def test_a_merged_family_names_the_records_of_the_members_that_came(tmp_path: Path) -> None:
    people = [person(f"dtks:{key}", family="F2") for key in "abcde"]
    quarter = Quarter(tmp_path, [[one] for one in people], two_families())
    assert cause(quarter, "K1", "merged") == (["dtks:a", "dtks:b"], "2 anggotanya kini dalam satu keluarga lain")


def test_a_family_of_nobody_that_was_found_in_another_names_that_ones_members(tmp_path: Path) -> None:
    before = two_families(first="")
    before["prev_family"][0]["member_n"] = 0
    before["link_carried"] = [row("link_carried", entity="family", id="K1", cluster_id="dtks:F2")]
    quarter = Quarter(tmp_path, [[person(f"dtks:{key}", family="F2")] for key in "cde"], before)
    assert cause(quarter, "K1", "merged") == (["dtks:c", "dtks:d", "dtks:e"], "kini dalam satu keluarga lain")


def test_a_dissolved_family_names_its_last_members_where_they_are_now(tmp_path: Path) -> None:
    one, two, three = (
        family_before("a", "b", "c"),
        *(
            family_before(*keys, family_id=f"K{number}", unit=f"dtks:F{number}")
            for number, keys in ((2, "defg"), (3, "hijk"))
        ),
    )
    four = family_before(*"lmno", family_id="K4", unit="dtks:F4")
    before = {name: one[name] + two[name] + three[name] + four[name] for name in one}
    homes = {"F2": "adefg", "F3": "bhijk", "F4": "clmno"}
    people = [[person(f"dtks:{key}", family=family)] for family, keys in homes.items() for key in keys]
    quarter = Quarter(tmp_path, people, before)
    assert cause(quarter, "K1", "dissolved")[0] == ["dtks:a", "dtks:b", "dtks:c"]


def test_a_family_that_moved_names_the_record_its_address_comes_from(tmp_path: Path) -> None:
    there = {"kode_prov": "73", "kode_kab": "7308", "kode_kec": "730826", "kode_desa": None}
    people = [person("dtks:a", family="F1", **there), person("dtks:b", family="F1", shdk=1, **there)]
    quarter = Quarter(tmp_path, [[one] for one in people], family_before("a", "b"))
    (origin,) = [
        value["record_id"]
        for value in quarter.table("gold_provenance")
        if (value["entity_id"], value["field"]) == ("K1", "alamat")
    ]
    assert cause(quarter, "K1", "moved") == ([origin], "pindah provinsi")
    assert origin == "dtks:b"


def moved_by_decision() -> Decided:
    return decided("pindah", "dtks:a", family="dtks:a", field="alamat", nilai="7308262001")


def test_a_family_that_people_decided_has_moved_names_the_decision(tmp_path: Path) -> None:
    quarter = Quarter(tmp_path, [[person("dtks:a", family="F1")]], family_before("a"), decided=[moved_by_decision()])
    assert cause(quarter, "K1", "moved") == (["keputusan:D1"], "pindah provinsi")


@pytest.mark.parametrize(
    ("old_head", "why"),
    [
        ({"keberadaan": "MENINGGAL", "family": "F1"}, "yang lama dilaporkan meninggal"),
        ({"family": "F7"}, "yang lama keluar dari keluarga ini"),
        ({"family": "F1", "shdk": 7}, "yang lama kini anggota"),
        (None, "yang lama tidak ada di kiriman"),
    ],
)
def test_a_new_head_names_the_heads_record_and_says_where_the_old_one_is(
    tmp_path: Path, old_head: Row | None, why: str
) -> None:
    before = family_before("a", "b", "c")
    before["prev_family"][0]["kepala_person_id"] = "P-a"
    people = [person("dtks:b", family="F1", shdk=1), person("dtks:c", family="F1")]
    people += [person("dtks:a", **old_head)] if old_head else []
    before["record_tie"] = [one for one in before["record_tie"] if old_head or one["person_id"] != "P-a"]
    quarter = Quarter(tmp_path, [[one] for one in people], before)
    assert cause(quarter, "K1", "new_head") == (["dtks:b"], f"kepala keluarga berganti: {why}")


def test_an_absent_family_names_its_last_members_records(tmp_path: Path) -> None:
    before = family_before("a", "b")
    before["record_tie"] = []
    for member in before["prev_member"]:
        member["record_id"] = "dtks:" + member["person_id"].removeprefix("P-")
    quarter = Quarter(tmp_path, [[person("dtks:z", family="F9")]], before)
    assert cause(quarter, "K1", "absent")[0] == ["dtks:a", "dtks:b"]


def test_an_absent_family_that_had_no_members_names_the_records_of_its_units(tmp_path: Path) -> None:
    before = {
        "prev_family": [row("gold_family", family_id="K1", member_n=0)],
        "prev_person": [known("P1")],
        "prev_person_source": [source_of("dtks:1", "P1", family_id="K1", unit_id="dtks:F1")],
    }
    quarter = Quarter(tmp_path, [[person("dtks:z", family="F9")]], before)
    assert cause(quarter, "K1", "absent")[0] == ["dtks:1"]


def test_a_family_found_again_names_its_members_records(tmp_path: Path) -> None:
    gone = row("gold_absent", person_id="P9", family_id="K1", last_release="2026Q2", absent_since="2026Q3")
    before = {
        "prev_absent": [gone],
        "prev_id": [row("gold_id", entity="family", id="K1", status="absent", first_release="2026Q1")],
        "link_carried": [row("link_carried", entity="person", id="P9", cluster_id="dtks:1")],
    }
    quarter = Quarter(tmp_path, [[person("dtks:1", family="F1")]], before)
    assert cause(quarter, "K1", "returned")[0] == ["dtks:1"]
