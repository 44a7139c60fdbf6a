"""What the resolver does not decide is asked, with a reason."""

from __future__ import annotations

import pytest
from tests.linking import Linked, configuration
from tests.town import town

LINK = configuration().link


@pytest.fixture(scope="module", name="linked")
def linked_town() -> Linked:
    return town()


def test_twins_become_a_question(linked: Linked) -> None:
    asked = linked.question("dtks:kembar.hasan", "regsosek:kembar.husen")
    assert asked is not None
    assert asked["question"] == "KEMUNGKINAN_SAMA"
    assert LINK.question_probability <= asked["match_probability"] < LINK.join_probability


def test_a_likely_pair_that_a_constraint_forbids_is_a_question_with_that_constraint(linked: Linked) -> None:
    """P3KE's father without NIK is as like the son as a namesake can be; the son's own row stands in his way."""
    asked = linked.question("dtks:seayah.anak", "p3ke:seayah.ayah")
    assert asked is not None
    assert asked["question"] == "PELANGGARAN_TRANSITIF"
    assert asked["reason"] == "two rows of one source family"


def test_nobody_is_asked_about_what_is_joined_or_improbable(linked: Linked) -> None:
    for row in linked.rows("link_question"):
        assert not linked.one_person(row["record_id_l"], row["record_id_r"])
        assert row["match_probability"] >= LINK.question_probability
        assert row["reason"]


def test_grey_pairs_outside_a_family_lie_below_the_limit_for_joining(linked: Linked) -> None:
    grey = [row for row in linked.rows("link_question") if row["question"] == "KEMUNGKINAN_SAMA"]
    assert grey
    assert all(row["match_probability"] < LINK.join_probability for row in grey if "below" in row["reason"])


def test_two_persons_under_one_nik_are_left_to_the_conflicts(linked: Linked) -> None:
    assert linked.question("dtks:niksama.satu", "regsosek:niksama.dua") is None
