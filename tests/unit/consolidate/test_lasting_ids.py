"""What becomes of the ids of the release before, on records put in clusters by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.consolidating import Quarter, Registry, family_before, known, tie
from tests.factories import Row, arrow, person, row

from dtsen_link.consolidate.stage import STAGE


def test_a_record_that_came_again_keeps_the_person(tmp_path: Path) -> None:
    before = {"prev_person": [known("P1")], "record_tie": [tie("dtks:1", "P1")]}
    quarter = Quarter(tmp_path, [[person("dtks:1")]], before)
    assert quarter.id_of("dtks:1") == "P1"
    assert quarter.events() == {"P1": {("kept", None)}}
    assert quarter.status("P1") == ("current", "P1")


def test_of_two_persons_found_to_be_one_the_lesser_id_is_merged_and_still_resolves(tmp_path: Path) -> None:
    before = {
        "prev_person": [known("P1"), known("P2")],
        "record_tie": [tie("dtks:1", "P2"), tie("a:1", "P2"), tie("b:1", "P1")],
    }
    quarter = Quarter(tmp_path, [[person("dtks:1"), person("a:1"), person("b:1")]], before)
    assert quarter.id_of("b:1") == "P2"
    assert quarter.events() == {"P2": {("kept", None)}, "P1": {("merged", "P2")}}
    assert quarter.status("P1") == ("merged", "P2")


def test_a_person_found_to_be_two_keeps_the_id_for_the_larger_part(tmp_path: Path) -> None:
    before = {
        "prev_person": [known("P1")],
        "record_tie": [tie("dtks:1", "P1"), tie("a:1", "P1"), tie("b:1", "P1")],
    }
    quarter = Quarter(tmp_path, [[person("dtks:1"), person("a:1")], [person("b:1")]], before)
    assert quarter.id_of("a:1") == "P1"
    new = quarter.id_of("b:1")
    assert quarter.events() == {"P1": {("kept", None)}, new: {("split", "P1")}}


def test_an_id_that_was_ever_given_is_never_given_again(tmp_path: Path) -> None:
    """b:1 alone would bear the id that its own hash gives; that id belongs to somebody else by now."""
    own = Registry(tmp_path, [[person("b:1")]]).person_of("b:1")["person_id"]
    before = {
        "prev_person": [known(own)],
        "record_tie": [tie("a:1", own), tie("dtks:1", own), tie("b:1", own)],
    }
    quarter = Quarter(tmp_path, [[person("a:1"), person("dtks:1")], [person("b:1")]], before)
    assert quarter.id_of("a:1") == own
    assert quarter.id_of("b:1") != own


def test_an_id_that_was_given_in_another_part_of_the_country_is_not_given_here(tmp_path: Path) -> None:
    """Built by parts, prev_given alone knows it: its person and its row of prev_id lie elsewhere."""
    own = Registry(tmp_path, [[person("b:1")]]).person_of("b:1")["person_id"]
    elsewhere = row("gold_id", entity="person", id=own, status="current", first_release="9", last_release="9")
    quarter = Quarter(tmp_path, [[person("b:1")]], {"prev_person": [known("P1")], "prev_given": [elsewhere]})
    assert quarter.id_of("b:1") != own


def test_who_is_in_no_delivery_is_absent_with_what_was_known_and_asked_after(tmp_path: Path) -> None:
    gone = known("P9", nama="SITI AMINAH", desil=2, kode_prov="32", kode_kab="3205", kode_kec="320508")
    before = {
        "prev_person": [gone, known("P1")],
        "record_tie": [tie("dtks:1", "P1")],
        "link_carried": [row("link_carried", entity="person", id="P9", cluster_id="rilis:P9")],
    }
    quarter = Quarter(tmp_path, [[person("dtks:1")]], before)
    (absent,) = quarter.table("gold_absent")
    assert (absent["person_id"], absent["nama"], absent["last_release"]) == ("P9", "SITI AMINAH", "2026Q3")
    assert quarter.events()["P9"] == {("absent", None)}
    assert quarter.status("P9") == ("absent", None)
    (asked,) = quarter.conflicts("HILANG_DARI_RILIS")
    assert (asked["person_ids"], asked["kode_kec"], asked["tingkat"]) == (["P9"], "320508", 3)
    assert "AMINAH" not in asked["bukti"]


def test_nobody_asks_after_a_dead_person(tmp_path: Path) -> None:
    before = {
        "prev_person": [known("P9", keberadaan="MENINGGAL"), known("P1")],
        "record_tie": [tie("dtks:1", "P1")],
        "link_carried": [row("link_carried", entity="person", id="P9", cluster_id="rilis:P9")],
    }
    quarter = Quarter(tmp_path, [[person("dtks:1")]], before)
    assert [absent["person_id"] for absent in quarter.table("gold_absent")] == ["P9"]
    assert quarter.conflicts("HILANG_DARI_RILIS") == []


def test_a_lost_decile_is_asked_after(tmp_path: Path) -> None:
    before = {"prev_person": [known("P1", desil=3)], "record_tie": [tie("dtks:1", "P1")]}
    quarter = Quarter(tmp_path, [[person("dtks:1", desil=None)]], before)
    (asked,) = quarter.conflicts("HILANG_DARI_RILIS")
    assert (asked["person_ids"], asked["tingkat"]) == (["P1"], 2)


@pytest.mark.parametrize("was", ["prev_person", "prev_absent"])
def test_a_person_found_again_by_the_linkage_keeps_the_id(tmp_path: Path, was: str) -> None:
    last = {} if was == "prev_person" else {"last_release": "2026Q2", "absent_since": "2026Q3"}
    gone = row("gold_absent" if last else "gold_person", person_id="P9", record_n=1, source_n=1, **last)
    before = {was: [gone], "link_carried": [row("link_carried", entity="person", id="P9", cluster_id="dtks:new")]}
    quarter = Quarter(tmp_path, [[person("dtks:new")]], before)
    assert quarter.id_of("dtks:new") == "P9"
    assert quarter.events() == {"P9": {("returned" if last else "kept", None)}}
    assert quarter.table("gold_absent") == []


def test_a_death_reported_since_is_an_event(tmp_path: Path) -> None:
    before = {"prev_person": [known("P1", keberadaan="ADA")], "record_tie": [tie("dtks:1", "P1")]}
    quarter = Quarter(tmp_path, [[person("dtks:1", keberadaan="MENINGGAL")]], before)
    assert quarter.events()["P1"] == {("kept", None), ("reported_dead", None)}


def test_a_family_with_a_new_key_is_the_same_by_its_people(tmp_path: Path) -> None:
    people = [person(f"dtks:{key}", family="NEW") for key in ("a", "b")]
    quarter = Quarter(tmp_path, [[one] for one in people], family_before("a", "b"))
    assert quarter.family_of("dtks:a")["family_id"] == "K1"
    assert quarter.events("family") == {"K1": {("same", None)}}


def test_a_child_who_founds_a_family_leaves_the_id_with_the_parents(tmp_path: Path) -> None:
    stay = [person(f"dtks:{key}", family="F1") for key in ("a", "b")]
    leaves = person("dtks:c", family="F2")
    quarter = Quarter(tmp_path, [[one] for one in (*stay, leaves)], family_before("a", "b", "c"))
    assert quarter.family_of("dtks:a")["family_id"] == "K1"
    new = quarter.family_of("dtks:c")["family_id"]
    assert quarter.events("family") == {"K1": {("same", None)}, new: {("split", "K1")}}


def test_a_family_in_another_place_has_moved(tmp_path: Path) -> None:
    people = [person("dtks:a", family="F1", kode_prov="73", kode_kab="7308", kode_kec="730826", kode_desa=None)]
    quarter = Quarter(tmp_path, [people], family_before("a"))
    assert quarter.events("family") == {"K1": {("same", None), ("moved", None)}}


def test_a_family_whose_people_live_elsewhere_is_merged(tmp_path: Path) -> None:
    before = family_before("a", "b")
    other = family_before("c", "d", "e", family_id="K2", unit="dtks:F2")
    tables = {name: before[name] + other[name] for name in before}
    people = [person(f"dtks:{key}", family="F2") for key in "abcde"]
    quarter = Quarter(tmp_path, [[one] for one in people], tables)
    assert quarter.events("family") == {"K2": {("same", None)}, "K1": {("merged", "K2")}}
    assert quarter.status("K1") == ("merged", "K2")


def test_a_family_of_absent_people_is_absent(tmp_path: Path) -> None:
    before = family_before("a")
    before["record_tie"] = []
    before["link_carried"] = [
        row("link_carried", entity="person", id="P-a", cluster_id="rilis:P-a"),
        row("link_carried", entity="family", id="K1", cluster_id="rilis:K1"),
    ]
    quarter = Quarter(tmp_path, [[person("dtks:z", family="F9")]], before)
    assert quarter.events("family")["K1"] == {("absent", None)}
    assert quarter.status("K1") == ("absent", None)


def merged(into: str) -> Row:
    """P0, which became part of another id two quarters ago."""
    return row(
        "gold_id", entity="person", id="P0", status="merged", merged_into=into, first_release="9", last_release="9"
    )


def test_ids_merged_away_long_ago_still_lead_to_the_person(tmp_path: Path) -> None:
    before = {
        "prev_person": [known("P1"), known("P2")],
        "prev_id": [merged("P1")],
        "record_tie": [tie("dtks:1", "P1"), tie("a:1", "P2"), tie("b:1", "P2")],
    }
    quarter = Quarter(tmp_path, [[person("dtks:1"), person("a:1"), person("b:1")]], before)
    assert quarter.status("P1") == ("merged", "P2")
    assert quarter.status("P0") == ("merged", "P2")


def test_an_id_merged_into_an_absent_person_leads_there_again_when_the_person_is_back(tmp_path: Path) -> None:
    gone = [row("link_carried", entity="person", id="P1", cluster_id="rilis:P1")]
    before = {"prev_person": [known("P1")], "prev_id": [merged("P1")], "link_carried": gone}
    away = Quarter(tmp_path, [[person("dtks:9")]], before)
    assert away.status("P0") == ("merged", None)
    later = {
        "prev_absent": away.table("gold_absent"),
        "prev_id": away.table("gold_id"),
        "link_carried": [row("link_carried", entity="person", id="P1", cluster_id="dtks:1")],
    }
    back = Quarter(tmp_path, [[person("dtks:1")]], later)
    assert back.status("P0") == ("merged", "P1")
    (p0,) = [item for item in back.table("gold_id") if item["id"] == "P0"]
    assert p0["first_release"] == "9"


def test_consolidate_reads_what_these_tests_may_give() -> None:
    assert {"prev_person", "prev_absent", "prev_family", "prev_member", "prev_person_source", "prev_id"} <= set(
        STAGE.reads
    )
    assert arrow("gold_absent", []).num_columns > arrow("gold_person", []).num_columns


@pytest.mark.parametrize("status", ["merged", "dissolved"])
def test_a_person_back_after_long_does_not_bring_a_merged_or_dissolved_family_back(tmp_path: Path, status: str) -> None:
    """The person was absent while K0 went into K1, or fell apart, and still remembers K0."""
    remembered = {"family_id": "K0", "record_n": 1, "source_n": 1, "last_release": "2026Q1", "absent_since": "2026Q2"}
    led_to = "K1" if status == "merged" else None
    before = {
        **family_before("a"),
        "prev_absent": [row("gold_absent", person_id="P9", **remembered)],
        "prev_id": [
            row("gold_id", entity="family", id="K0", status=status, merged_into=led_to, first_release="2026Q1")
        ],
        "link_carried": [row("link_carried", entity="person", id="P9", cluster_id="dtks:9")],
    }
    quarter = Quarter(tmp_path, [[person("dtks:a", family="F1")], [person("dtks:9", family="F9")]], before)
    families = {item["person_id"]: item["family_id"] for item in quarter.table("gold_person")}
    assert families["P-a"] == "K1"
    assert families["P9"] not in ("K0", "K1")
    assert quarter.status("K0") == (status, led_to)
    assert quarter.events("family")[families["P9"]] == {("split", "K1") if led_to else ("new", None)}
