"""What the resolver does not decide is asked, with a reason."""

from __future__ import annotations

import pyarrow as pa
import pytest
from tests.linking import Linked, configuration
from tests.town import town

from dtsen_link import resources
from dtsen_link.engine import DuckDBEngine
from dtsen_link.resolve.stage import CLEAR_MARGIN

LINK = configuration().link


@pytest.fixture(scope="module", name="linked")
def linked_town() -> Linked:
    return town()


def test_twins_become_a_question(linked: Linked) -> None:
    asked = linked.question("dtks:kembar.hasan", "regsosek:kembar.husen")
    assert asked is not None
    assert asked["question"] == "KEMUNGKINAN_SAMA"
    assert LINK.question_probability <= asked["match_probability"] < LINK.join_probability


def test_nobody_is_asked_about_a_namesake_whose_own_partner_was_found(linked: Linked) -> None:
    """P3KE's father without NIK is as like the son as a namesake can be; but both have found their own rows."""
    assert linked.question("dtks:seayah.anak", "p3ke:seayah.ayah") is None


REFUSED = "two rows of one source family"


def asked_of_refusal(own_tie: float | None) -> list[dict[str, object]]:
    """A row b of unit U was refused to a with weight 5: a2 of U sits in the cluster of a, tied to it by `own_tie`, if at all."""
    engine = DuckDBEngine(threads=1)
    units = {"a": "V", "a2": "U", "b": "U"}
    clusters = [{"record_id": record, "cluster_id": "b" if record == "b" else "a"} for record in units]
    ties = [("a", "b", 5.0)] + ([] if own_tie is None else [("a", "a2", own_tie)])
    pairs = [
        {
            "record_id_l": left,
            "record_id_r": right,
            "unit_id_l": units[left],
            "unit_id_r": units[right],
            "one_unit": False,
            "match_weight": weight,
            "match_probability": 1 / (1 + 2**-weight),
        }
        for left, right, weight in ties
    ]
    refusals = [{"record_id_l": "a", "record_id_r": "b", "reason": REFUSED}]
    for name, rows in {
        "tmp_cluster": clusters,
        "tmp_pair_weight": pairs,
        "tmp_refusal": refusals,
    }.items():
        engine.register(name, pa.Table.from_pylist(rows))
    for name in ("tmp_pair_fate", "link_question"):
        path = resources.sql_dir() / "5_resolve" / f"{name}.sql"
        engine.run_file(path, {"least_probability": 0.01, "question_probability": 0.2, "clear_margin": CLEAR_MARGIN})
    found = engine.query("SELECT record_id_l, record_id_r, question, reason FROM link_question").to_pylist()
    engine.close()
    return found


@pytest.mark.parametrize("own_tie", [None, 5.0, 4.9 + CLEAR_MARGIN])
def test_a_likely_pair_that_a_constraint_forbids_is_a_question_with_that_constraint(own_tie: float | None) -> None:
    expected = {"record_id_l": "a", "record_id_r": "b", "question": "PELANGGARAN_TRANSITIF", "reason": REFUSED}
    assert asked_of_refusal(own_tie) == [expected]


def test_a_clearly_stronger_partner_in_the_same_family_answers_it() -> None:
    assert asked_of_refusal(5.0 + CLEAR_MARGIN) == []


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
