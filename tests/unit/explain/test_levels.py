"""Levels read off the saved model give the weights that the build itself came to."""

from __future__ import annotations

import pytest

from dtsen_link.explain.build import FinishedBuild, Row
from dtsen_link.explain.levels import Hit, hits, name_frequencies, read_model, total

CLOSE = 0.01


def pairs_of(rows: list[Row]) -> list[tuple[str, str]]:
    return [(row["record_id_l"], row["record_id_r"]) for row in rows]


def person_hits(built: FinishedBuild, rows: list[Row]) -> dict[tuple[str, str], tuple[Hit, ...]]:
    names = [
        row["nama_urut"] for row in built.rows("SELECT DISTINCT nama_urut FROM link_record WHERE nama_urut IS NOT NULL")
    ]
    frequencies = name_frequencies(built.engine, "link_record", "nama_urut", names)
    return hits(built.engine, built.models["person"], "link_record", pairs_of(rows), frequencies)


def test_the_person_weight_of_every_pair_comes_out_again(built: FinishedBuild) -> None:
    rows = built.rows("SELECT * FROM link_person_pair")
    found = person_hits(built, rows)
    apart = [
        abs(total(built.models["person"], found[row["record_id_l"], row["record_id_r"]]) - row["match_weight"])
        for row in rows
    ]
    assert len(apart) > 1000
    assert max(apart) < CLOSE


def test_each_comparison_weighs_what_the_build_kept_of_it(built: FinishedBuild) -> None:
    rows = built.rows("SELECT * FROM link_person_pair ORDER BY record_id_l, record_id_r LIMIT 500")
    found = person_hits(built, rows)
    wrong = [
        (row["record_id_l"], hit.comparison.name)
        for row in rows
        for hit in found[row["record_id_l"], row["record_id_r"]]
        if abs(hit.weight - row[f"mw_{hit.comparison.name}"]) > CLOSE
    ]
    assert wrong == []


def test_the_household_weight_of_every_pair_comes_out_again(built: FinishedBuild) -> None:
    rows = built.rows("SELECT * FROM link_pair WHERE household_weight IS NOT NULL")
    found = hits(built.engine, built.models["household"], "link_record", pairs_of(rows), {})
    model = built.models["household"]
    apart = [abs(total(model, found[row["record_id_l"], row["record_id_r"]]) - row["household_weight"]) for row in rows]
    assert len(apart) > 1000
    assert max(apart) < CLOSE


def test_rare_names_add_and_common_names_take_away(built: FinishedBuild) -> None:
    rows = built.rows("SELECT * FROM link_person_pair ORDER BY mw_nama DESC, record_id_l, record_id_r")
    found = person_hits(built, rows)
    rarities = [hit.rarity for row in rows for hit in found[row["record_id_l"], row["record_id_r"]] if hit.rarity]
    assert min(rarities) < 0 < max(rarities)


def test_the_first_level_that_holds_counts(built: FinishedBuild) -> None:
    settings = {
        "probability_two_random_records_match": 0.5,
        "comparisons": [
            {
                "output_column_name": "sex",
                "comparison_levels": [
                    {"label_for_charts": "none", "sql_condition": "jenis_kelamin_l IS NULL", "is_null_level": True},
                    {"label_for_charts": "any", "sql_condition": "TRUE", "m_probability": 0.8, "u_probability": 0.2},
                    {"label_for_charts": "never", "sql_condition": "ELSE", "m_probability": 0.2, "u_probability": 0.8},
                ],
            }
        ],
    }
    left, right = (
        row["record_id"] for row in built.rows("SELECT record_id FROM link_record ORDER BY record_id LIMIT 2")
    )
    model = read_model("person", settings)
    (hit,) = hits(built.engine, model, "link_record", [(left, right)], {})[left, right]
    assert (hit.level.label, hit.weight, model.prior_weight) == ("any", pytest.approx(2), pytest.approx(0))


def test_a_model_without_comparisons_says_nothing(built: FinishedBuild) -> None:
    model = read_model("family", {"probability_two_random_records_match": 0.0, "comparisons": []})
    assert hits(built.engine, model, "link_record", [("a", "b")], {}) == {("a", "b"): ()}
    assert total(model, ()) < -30
