"""The household model: the person model's m, and a u for people who live together."""

from __future__ import annotations

import functools
from typing import Any

import pytest
from tests.factories import arrow, row
from tests.linking import configuration

from dtsen_link.engine import DuckDBEngine
from dtsen_link.linkage.spec import Level, load_spec
from dtsen_link.linkage.splink_model import TrainedModel, splink_settings
from dtsen_link.resolve.household import log_odds, train_household

SPEC = load_spec(configuration(), "person")


@functools.cache
def household() -> TrainedModel:
    """Learned from a delivery without a single family of two, so that everything stays where it starts."""
    settings: dict[str, Any] = splink_settings(SPEC, {})
    settings["probability_two_random_records_match"] = 0.001
    for comparison in settings["comparisons"]:
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level"):
                level["u_probability"] = 0.123
    engine = DuckDBEngine(threads=1)
    engine.register("link_record", arrow("link_record", [row("link_record", record_id=f"a:{n}") for n in range(3)]))
    return train_household(engine, configuration(), SPEC, TrainedModel("person", settings, {}, {}))


def levels() -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (comparison["output_column_name"], level["label_for_charts"]): level
        for comparison in household().settings["comparisons"]
        for level in comparison["comparison_levels"]
    }


def described() -> list[tuple[str, Level]]:
    return [
        (comparison.name, level)
        for comparison in SPEC.comparisons
        for level in comparison.levels
        if not comparison.place and not level.is_null
    ]


def test_place_is_left_out_since_it_is_the_households() -> None:
    names = [comparison["output_column_name"] for comparison in household().settings["comparisons"]]
    assert names == [comparison.name for comparison in SPEC.comparisons if not comparison.place]
    assert "wilayah" not in names


def test_rare_names_weigh_no_more_than_common_ones_among_siblings() -> None:
    assert not any("tf_adjustment_column" in level for level in levels().values())
    assert any(level.term_frequency for _, level in described())


def test_m_is_the_person_models() -> None:
    found = levels()
    assert all(found[name, level.label]["m_probability"] == level.m for name, level in described())


def test_u_starts_from_how_alike_co_residents_are_or_is_fixed_for_the_nik() -> None:
    found = levels()
    for name, level in described():
        kept = found[name, level.label]
        fixed = bool(kept.get("fix_u_probability"))
        assert fixed == (level.u.startswith("nik_") and level.u not in ("nik_shared", "nik_15")), level.label
        if not fixed:
            assert kept["u_probability"] == level.u_within


def test_between_twins_next_serials_are_the_rule_and_no_evidence() -> None:
    serial = next(level for _, level in described() if level.u == "nik_serial_given_date")
    kept = levels()["nik", serial.label]
    assert kept["u_probability"] == 0.5
    assert kept["m_probability"] < kept["u_probability"]


@pytest.mark.parametrize(("probability", "odds"), [(0.5, 0.0), (0.8, 2.0), (0.2, -2.0)])
def test_log_odds(probability: float, odds: float) -> None:
    assert log_odds(probability) == odds


@pytest.mark.parametrize("certain", [0.0, 1.0, -1.0, 2.0])
def test_log_odds_keep_away_from_certainty(certain: float) -> None:
    assert abs(log_odds(certain)) == pytest.approx(19.93, abs=0.01)
