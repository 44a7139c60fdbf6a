"""When two family units are one family: shared members in their roles, not the head, not the number alone."""

from __future__ import annotations

import pytest
from tests.linking import Linked
from tests.town import town


@pytest.fixture(scope="module", name="linked")
def linked_town() -> Linked:
    return town()


def test_one_family_in_three_sources_is_one(linked: Linked) -> None:
    assert linked.one_family("dtks:biasa", "regsosek:biasa", "p3ke:biasa")
    assert linked.family("dtks:biasa")["rule"] == "kk_members"
    assert linked.family("p3ke:biasa")["rule"] == "members"


def test_a_widow_who_becomes_head_under_a_new_kk_keeps_her_family(linked: Linked) -> None:
    assert linked.one_family("dtks:janda", "regsosek:janda")


def test_a_child_who_heads_a_unit_of_one_has_left_the_parents_family(linked: Linked) -> None:
    """The parents' KK number and the address next door do not speak for it."""
    assert linked.one_person("dtks:mandiri.anak", "regsosek:mandiri_anak.anak")
    assert not linked.one_family("dtks:mandiri", "regsosek:mandiri_anak")
    pair = linked.unit_pair("dtks:mandiri", "regsosek:mandiri_anak")
    assert pair is not None
    assert (pair["members_matched_n"], pair["mw_no_kk"], pair["mw_alamat"]) == (1, 0, 0)


def test_parents_in_the_kk_who_are_a_couple_in_another_source_belong_to_it(linked: Linked) -> None:
    assert linked.one_family("regsosek:tigagen", "p3ke:tigagen_tua", "p3ke:tigagen_muda")


def test_families_that_share_nobody_and_no_number_stay_apart(linked: Linked) -> None:
    assert linked.unit_pair("dtks:tetangga", "regsosek:tetangga") is None
    assert not linked.one_family("dtks:tetangga", "regsosek:tetangga")


def test_members_matched_are_counted_against_the_smaller_unit(linked: Linked) -> None:
    pair = linked.unit_pair("dtks:janda", "regsosek:janda")
    assert pair is not None
    assert (pair["members_matched_n"], pair["members_share"]) == (2, 1.0)


def test_two_units_of_one_source_in_one_family_match_directly_unless_they_are_couples(linked: Linked) -> None:
    """Held over the whole town."""
    types = {row["unit_id"]: (row["source"], row["unit_type"]) for row in linked.rows("std_family")}
    families: dict[tuple[str, str], list[str]] = {}
    for row in linked.rows("link_family"):
        source, unit_type = types[row["unit_id"]]
        if unit_type != "couple":
            families.setdefault((row["family_cluster_id"], source), []).append(row["unit_id"])
    for units in families.values():
        for left in units:
            for right in units:
                pair = linked.unit_pair(left, right)
                assert left == right or (pair is not None and pair["match_probability"] >= 0.5)
