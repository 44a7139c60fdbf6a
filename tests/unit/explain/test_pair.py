"""Explanations of pairs: each kind of decision, what decided it and what would have changed it."""

from __future__ import annotations

import pytest

from dtsen_link.errors import NotFoundError
from dtsen_link.explain.build import FinishedBuild
from dtsen_link.explain.pair import explain_pair
from dtsen_link.explain.views import PairExplanation

STRANGERS = (
    "SELECT l.record_id AS record_id_l, r.record_id AS record_id_r FROM link_record AS l, link_record AS r "
    "WHERE l.record_id < r.record_id AND l.source = 'dtks' AND r.source = 'dtks' AND l.kode_kab <> r.kode_kab "
    "AND abs(l.tahun - r.tahun) > 5 AND l.fon_langka <> r.fon_langka AND l.nik_usable AND r.nik_usable "
    "ORDER BY l.record_id, r.record_id LIMIT 1"
)


def of_kind(built: FinishedBuild, condition: str) -> PairExplanation:
    (row,) = built.rows(f"SELECT * FROM link_pair WHERE {condition} ORDER BY record_id_l, record_id_r LIMIT 1")
    return explain_pair(built, row["record_id_l"], row["record_id_r"])


def test_a_waterfall_ends_in_the_weight_the_build_kept(built: FinishedBuild) -> None:
    rows = built.rows(
        "SELECT * FROM link_pair WHERE person_weight IS NOT NULL ORDER BY match_weight, record_id_l LIMIT 5"
    )
    for row in rows:
        found = explain_pair(built, row["record_id_r"], row["record_id_l"])
        assert found.person.total == pytest.approx(row["person_weight"], abs=0.01)
        assert found.person.steps[-1].total == found.person.total
        summed = found.person.prior_weight + sum(step.weight + step.rarity for step in found.person.steps)
        assert summed == pytest.approx(found.person.total, abs=0.001)


def test_a_joined_pair_says_what_would_have_dropped_it(built: FinishedBuild) -> None:
    found = of_kind(built, "decision = 'joined' AND match_probability BETWEEN 0.9 AND 0.999 AND NOT one_unit")
    assert found.decision == "joined"
    assert found.verdict.startswith("One person")
    assert [tie.record_id_l for tie in found.path] != []
    assert all(change.turns and change.probability < found.threshold.probability for change in found.changes)


def test_a_pair_below_the_threshold_says_what_would_have_carried_it(built: FinishedBuild) -> None:
    found = of_kind(built, "decision = 'apart' AND match_probability > 0.5 AND NOT one_unit AND NOT is_twin")
    assert found.decision == "apart"
    assert found.match_probability < found.threshold.probability
    levels = [change for change in found.changes if change.kind == "level"]
    assert levels
    assert all(change.turns and change.probability >= found.threshold.probability for change in levels)
    assert found.changes[0].words in found.change_words
    assert len({change.comparison for change in levels}) == len(levels)


def test_a_refused_pair_names_the_constraint_and_the_records_in_the_way(built: FinishedBuild) -> None:
    found = of_kind(built, "decision = 'refused' AND reason = 'two rows of one source family'")
    assert found.decision == "refused"
    assert found.changes == ()
    assert "two rows of one source family" in found.verdict
    assert found.obstacles
    named = {record for one in found.obstacles for record in (one.record_id_l, one.record_id_r)}
    units = {row["record_id"]: row["unit_id"] for row in built.records(sorted(named))}
    same = [one for one in found.obstacles if one.reason == "two rows of one source family"]
    assert same
    assert all(units[one.record_id_l] == units[one.record_id_r] for one in same)
    assert same[0].record_id_l in found.change_words


def test_a_pair_held_by_others_names_the_ties_between(built: FinishedBuild) -> None:
    found = of_kind(built, "decision = 'joined' AND match_probability < 0.5")
    assert len(found.path) > 1
    assert "through other records" in found.verdict
    assert found.changes == ()
    weakest = min(found.path, key=lambda tie: tie.match_weight)
    assert weakest.record_id_l in found.change_words


def test_a_tie_that_is_not_alone_names_the_detour(built: FinishedBuild) -> None:
    (row,) = built.rows(
        "SELECT a.record_id_l, a.record_id_r FROM link_pair AS a "
        "INNER JOIN link_pair AS b ON a.record_id_l = b.record_id_l AND a.record_id_r < b.record_id_r "
        "INNER JOIN link_pair AS c ON a.record_id_r = c.record_id_l AND b.record_id_r = c.record_id_r "
        "WHERE a.match_probability > 0.9999 AND b.match_probability > 0.9999 AND c.match_probability > 0.9999 "
        "AND a.decision = 'joined' AND b.decision = 'joined' AND c.decision = 'joined' AND NOT a.one_unit "
        "ORDER BY a.record_id_l, a.record_id_r LIMIT 1"
    )
    found = explain_pair(built, row["record_id_l"], row["record_id_r"])
    assert "Even then the two would be one person, through" in found.change_words


def test_twins_are_told_and_what_they_would_be_otherwise(built: FinishedBuild) -> None:
    found = of_kind(built, "is_twin AND match_probability > 0.2")
    assert found.context.is_twin
    assert any("twins" in words for words in found.context.words)
    assert "twin" in {change.kind for change in found.changes}


def test_two_rows_of_one_unit_are_weighed_as_written_twice(built: FinishedBuild) -> None:
    found = of_kind(built, "one_unit AND decision = 'apart'")
    assert found.context.one_unit
    assert found.context.units is None
    assert found.threshold.probability == 0.9


def test_strangers_are_weighed_all_the_same(built: FinishedBuild) -> None:
    (row,) = built.rows(STRANGERS)
    found = explain_pair(built, row["record_id_l"], row["record_id_r"])
    assert (found.decision, found.weighed, found.match_key) == ("never_weighed", False, None)
    assert "Never a candidate" in found.verdict
    assert [key.rule for key in found.keys if key.shared] == []
    assert any(key.left and key.right for key in found.keys)
    assert len(found.person.steps) == 5
    assert found.match_probability < 0.01
    assert found.context.outside_weight <= 0


def test_a_likely_family_pair_is_shown_level_by_level(built: FinishedBuild) -> None:
    found = of_kind(built, "family_probability > 0.99 AND decision = 'joined' AND leftover_n > 0")
    units = found.context.units
    assert units is not None
    assert units.one_family
    assert [step.comparison for step in units.waterfall.steps] == ["anggota", "no_kk", "alamat"]
    assert any("without a partner" in words for words in found.context.words)


def test_an_unknown_record_is_told_how_records_are_named(built: FinishedBuild) -> None:
    with pytest.raises(NotFoundError, match="dtks:KEY or regsosek:KEY or p3ke:KEY"):
        explain_pair(built, "dtks:none", "p3ke:none")


def test_one_record_twice_is_no_pair(built: FinishedBuild) -> None:
    with pytest.raises(NotFoundError, match="given twice"):
        explain_pair(built, "dtks:a", "dtks:a")


def test_the_order_of_the_two_does_not_matter(built: FinishedBuild) -> None:
    (row,) = built.rows("SELECT * FROM link_pair WHERE decision = 'apart' ORDER BY record_id_l, record_id_r LIMIT 1")
    there = explain_pair(built, row["record_id_l"], row["record_id_r"])
    assert there == explain_pair(built, row["record_id_r"], row["record_id_l"])
