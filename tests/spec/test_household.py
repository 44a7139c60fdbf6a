"""A pair of members gains inside a matched family and loses outside; what people who live together share says little."""

from __future__ import annotations

import pytest
from tests.linking import Linked
from tests.town import town


@pytest.fixture(scope="module", name="linked")
def linked_town() -> Linked:
    return town()


@pytest.mark.parametrize("key", ["ayah", "ibu", "anak"])
def test_a_family_known_to_three_sources_is_three_persons(linked: Linked, key: str) -> None:
    assert linked.one_person(*(f"{source}:biasa.{key}" for source in ("dtks", "regsosek", "p3ke")))
    assert linked.person(f"p3ke:biasa.{key}")["rule"] == "nik_exact"


def test_a_nickname_without_nik_is_joined_where_the_rest_of_the_family_matches(linked: Linked) -> None:
    """Both families have one member left: who else could it be?"""
    assert linked.one_person("dtks:julukan.anak", "regsosek:julukan.anak")
    assert linked.person("regsosek:julukan.anak")["rule"] == "household"


def test_the_same_nickname_in_no_matching_family_is_joined_to_nobody(linked: Linked) -> None:
    assert linked.person("p3ke:julukan_lain.anak")["rule"] == "single"


def test_a_baby_named_after_its_mother_is_the_child_of_the_next_delivery(linked: Linked) -> None:
    assert linked.one_person("dtks:bayi.bayi", "regsosek:bayi.bayi")
    assert linked.distinct("dtks:bayi.bayi", "dtks:bayi.ibu")


def test_inside_a_matched_family_a_pair_weighs_more_than_on_its_own(linked: Linked) -> None:
    alone = linked.person_pair("dtks:bayi.bayi", "regsosek:bayi.bayi")
    assert alone is None or alone["match_weight"] < linked.person("dtks:bayi.bayi")["match_weight"]


@pytest.mark.parametrize("case", ["senama", "asep"])
def test_outside_a_matched_family_a_pair_weighs_less_than_on_its_own(linked: Linked, case: str) -> None:
    """Both have further members, and none of them match: a namesake is likelier than before."""
    left, right = f"dtks:{case}.sama", f"regsosek:{case}.sama"
    alone = linked.person_pair(left, right)
    assert alone is not None
    final = linked.person(left)["match_weight"] or (linked.question(left, right) or {}).get("match_weight", -99)
    assert final < alone["match_weight"]


def test_a_man_with_two_families_is_one_person_and_they_stay_two(linked: Linked) -> None:
    assert linked.one_person("regsosek:duakk_a.suami", "regsosek:duakk_b.suami")
    assert not linked.one_family("regsosek:duakk_a", "regsosek:duakk_b")


def test_who_moved_out_alone_is_found_by_nik_in_another_province(linked: Linked) -> None:
    assert linked.one_person("dtks:pindah.pindah", "regsosek:pindah.pindah")
    assert not linked.one_family("dtks:pindah", "regsosek:pindah")


def test_a_child_living_with_its_grandparents_is_the_parents_child(linked: Linked) -> None:
    assert linked.one_person("dtks:cucu.cucu", "regsosek:cucu_ortu.cucu")
    assert not linked.one_family("dtks:cucu", "regsosek:cucu_ortu")


@pytest.mark.parametrize("case", ["nikpasangan", "niksuami"])
def test_a_spouse_written_with_the_partners_nik_stays_herself(linked: Linked, case: str) -> None:
    assert linked.one_person(f"dtks:{case}.suami", f"regsosek:{case}.suami")
    assert linked.one_person(f"dtks:{case}.istri", f"regsosek:{case}.istri")
    assert linked.distinct(f"dtks:{case}.suami", f"dtks:{case}.istri")


def test_the_reason_for_a_link_is_the_strongest_tie(linked: Linked) -> None:
    tie = linked.person("dtks:duanik.suami")
    assert (tie["rule"], tie["best_record_id"]) == ("probabilistic", "regsosek:duanik.suami")
    alone = linked.person("dtks:pindah.ayah")
    assert (alone["rule"], alone["best_record_id"], alone["match_weight"]) == ("single", None, None)


def test_every_record_and_every_unit_has_its_row(linked: Linked) -> None:
    for made, given, key in (("link_person", "std_person", "record_id"), ("link_family", "std_family", "unit_id")):
        assert sorted(linked.tables[made][key].to_pylist()) == sorted(linked.tables[given][key].to_pylist())


def test_a_cluster_is_named_by_its_smallest_member(linked: Linked) -> None:
    for table, key, cluster in (
        ("link_person", "record_id", "cluster_id"),
        ("link_family", "unit_id", "family_cluster_id"),
    ):
        smallest: dict[str, str] = {}
        for row in linked.rows(table):
            smallest[row[cluster]] = min(smallest.get(row[cluster], row[key]), row[key])
        assert all(name == least for name, least in smallest.items())
