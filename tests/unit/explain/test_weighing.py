"""The sum of a pair outside the database is that of the build."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dtsen_link.config import Config
from dtsen_link.explain.build import FinishedBuild
from dtsen_link.explain.ties import evidence_of
from dtsen_link.explain.weighing import Evidence, threshold, weigh

PAIR = Evidence(
    person_weight=4.0,
    household_weight=-1.0,
    family_probability=None,
    outside_weight=-2.0,
    member_weight=-1.0,
    one_unit=False,
    is_twin=False,
)


def test_every_kept_pair_comes_out_again(built: FinishedBuild) -> None:
    rows = built.rows("SELECT * FROM link_pair")
    prior = built.models["household"].prior_weight
    wrong = [row for row in rows if abs(weigh(evidence_of(row), prior).probability - row["match_probability"]) > 0.001]
    assert len(rows) > 1000
    assert wrong == []


def test_every_joined_tie_reaches_its_threshold_and_every_pair_apart_does_not(built: FinishedBuild) -> None:
    rows = built.rows("SELECT * FROM link_pair WHERE decision <> 'joined'")
    above = {
        row["decision"]
        for row in rows
        if row["match_probability"] >= threshold(evidence_of(row), built.config).probability
    }
    assert above == {"refused"}


def test_outside_a_family_the_person_evidence_speaks_alone() -> None:
    assert weigh(PAIR, -8.0).probability == pytest.approx(0.8)


def test_inside_a_family_the_household_evidence_speaks_alone() -> None:
    inside = replace(PAIR, family_probability=1.0)
    assert weigh(inside, -8.0).probability == pytest.approx(1 / (1 + 2.0**-6))


def test_a_pair_of_one_unit_starts_from_rows_written_twice() -> None:
    assert weigh(replace(PAIR, one_unit=True), -8.0).probability == pytest.approx(1 / 3)


def test_twins_are_scaled_down_into_the_questions() -> None:
    assert weigh(replace(PAIR, is_twin=True), -8.0).probability == pytest.approx(0.8 * 0.45)


def test_without_any_evidence_nothing_is_probable() -> None:
    nothing = weigh(replace(PAIR, person_weight=None, household_weight=None), -8.0)
    assert (nothing.outside, nothing.inside, nothing.probability) == (None, None, 0.0)
    assert nothing.weight == pytest.approx(-29.9, abs=0.1)


def test_weights_beyond_any_number_are_certain() -> None:
    assert weigh(replace(PAIR, person_weight=1e6), -8.0).probability == 1.0
    assert weigh(replace(PAIR, person_weight=-1e6), -8.0).probability == pytest.approx(0)


def test_the_threshold_follows_the_situation(sample_config: Config) -> None:
    link = sample_config.link
    assert threshold(PAIR, sample_config).probability == link.join_probability
    assert threshold(replace(PAIR, family_probability=0.6), sample_config).probability == link.member_join_probability
    assert threshold(replace(PAIR, one_unit=True), sample_config).probability == 0.9
