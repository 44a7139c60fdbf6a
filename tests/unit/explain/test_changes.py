"""What would have changed a decision, on evidence made by hand."""

from __future__ import annotations

from dataclasses import replace

from dtsen_link.config import Config
from dtsen_link.explain.changes import Case, change_words, changes
from dtsen_link.explain.levels import Hit, Level, read_model
from dtsen_link.explain.weighing import Evidence

EVIDENCE = Evidence(
    person_weight=1.0,
    household_weight=None,
    family_probability=None,
    outside_weight=-4.0,
    member_weight=-1.0,
    one_unit=False,
    is_twin=False,
)


def comparison(name: str, *weights: float) -> dict[str, object]:
    """A comparison with levels of these weights, the last one ELSE."""
    conditions = ["TRUE"] * (len(weights) - 1) + ["ELSE"]
    levels = [
        {
            "label_for_charts": f"{name} {weight:g}",
            "sql_condition": sql,
            "m_probability": 2.0**weight / 100,
            "u_probability": 0.01,
        }
        for weight, sql in zip(weights, conditions, strict=True)
    ]
    return {"output_column_name": name, "comparison_levels": levels}


def case(config: Config, evidence: Evidence, **places: int) -> Case:
    model = read_model(
        "person",
        {
            "probability_two_random_records_match": 0.01,
            "comparisons": [comparison("nama", 6, 4, 0), comparison("nik", 5, 3, -2), comparison("wilayah", 4, -3)],
        },
    )
    found = tuple(Hit(c, places.get(c.name, len(c.levels) - 1), 0.0) for c in model.comparisons)
    return Case(evidence, found, (), -8.0, "wilayah", {True: -6.0, False: -2.0}, config)


def test_the_smallest_change_comes_first_and_each_comparison_once(sample_config: Config) -> None:
    found = changes(case(sample_config, EVIDENCE))
    assert [change.level_after for change in found] == ["nik 3", "wilayah 4", "nama 6"]
    assert all(change.turns for change in found)
    assert change_words(found, joined=False).startswith(
        "The smallest single change that would have carried the pair over"
    )


def test_the_place_changes_the_outside_weight_with_it(sample_config: Config) -> None:
    near = changes(case(sample_config, replace(EVIDENCE, person_weight=0.0, outside_weight=-2.0)))
    assert "wilayah" not in {change.comparison for change in near}
    alone = changes(case(sample_config, replace(EVIDENCE, person_weight=0.0, outside_weight=0.0)))
    assert "wilayah" in {change.comparison for change in alone}


def test_a_joined_pair_is_brought_down(sample_config: Config) -> None:
    joined = replace(EVIDENCE, person_weight=9.0)
    found = changes(case(sample_config, joined, nama=0, nik=0, wilayah=0))
    assert found
    assert all(change.turns and change.probability < 0.8 for change in found)
    assert "kept the pair apart" in change_words(found, joined=True)


def test_where_nothing_is_enough_the_nearest_is_told(sample_config: Config) -> None:
    (nearest,) = changes(case(sample_config, replace(EVIDENCE, person_weight=-40.0)))
    assert not nearest.turns
    assert nearest.level_after == "nik 5"
    assert change_words((nearest,), joined=False).startswith("No single change")


def test_a_family_found_to_be_one_lets_the_household_speak(sample_config: Config) -> None:
    at_home = replace(EVIDENCE, household_weight=2.0, family_probability=0.1)
    family = [change for change in changes(case(sample_config, at_home)) if change.kind == "family"]
    assert [change.turns for change in family] == [True]


def test_a_family_not_found_to_be_one_takes_the_household_away(sample_config: Config) -> None:
    at_home = replace(EVIDENCE, household_weight=2.0, family_probability=0.99)
    assert "family" in {change.kind for change in changes(case(sample_config, at_home))}


def test_had_they_not_looked_like_twins(sample_config: Config) -> None:
    twins = replace(EVIDENCE, person_weight=8.0, is_twin=True)
    assert [change.kind for change in changes(case(sample_config, twins))] == ["twin"]


def test_nothing_to_change_is_said(sample_config: Config) -> None:
    assert change_words((), joined=False) == "No single change would have carried the pair over the threshold."


def test_a_level_without_a_value_weighs_nothing() -> None:
    model = read_model(
        "person",
        {
            "probability_two_random_records_match": 0.5,
            "comparisons": [
                {
                    "output_column_name": "nik",
                    "comparison_levels": [
                        {"label_for_charts": "no NIK", "sql_condition": "TRUE", "is_null_level": True},
                    ],
                }
            ],
        },
    )
    assert model.comparisons[0].levels[0] == Level(
        "no NIK", "TRUE", 0.0, is_null=True, frequency_column="", frequency_share=0.0
    )
