"""Models of the user's own may weigh several columns by rarity: each value counts in its own column."""

from __future__ import annotations

from math import log2
from typing import Any

import pyarrow as pa
import pytest

from dtsen_link.engine import DuckDBEngine
from dtsen_link.explain.levels import hits, name_frequencies, read_model


def comparison(name: str) -> dict[str, Any]:
    """Alike before the same, so that the level rarity is measured against is not the first that uses it."""
    frequent = {"tf_adjustment_column": name, "tf_adjustment_weight": 1.0}
    return {
        "output_column_name": name,
        "comparison_levels": [
            {
                "label_for_charts": "none",
                "sql_condition": f"{name}_l IS NULL OR {name}_r IS NULL",
                "is_null_level": True,
            },
            {
                "label_for_charts": "long",
                "sql_condition": f"length({name}_l) > 9",
                "m_probability": 0.1,
                "u_probability": 0.3,
            }
            | frequent,
            {
                "label_for_charts": "same",
                "sql_condition": f"{name}_l = {name}_r",
                "m_probability": 0.8,
                "u_probability": 0.1,
            }
            | frequent,
            {"label_for_charts": "other", "sql_condition": "ELSE", "m_probability": 0.1, "u_probability": 0.6},
        ],
    }


def test_a_value_in_two_columns_is_as_rare_as_in_its_own() -> None:
    engine = DuckDBEngine(threads=1)
    columns = {"depan": ["GREEN", "GREEN", "ANN", "JOE"], "belakang": ["GREEN", "GREEN", "GREEN", "GREEN"]}
    engine.register("t", pa.table({"record_id": ["a", "b", "c", "d"], **columns}))
    model = read_model(
        "person", {"probability_two_random_records_match": 0.5, "comparisons": [comparison(name) for name in columns]}
    )
    frequencies = {}
    for name in columns:
        frequencies |= name_frequencies(engine, "t", name, ["GREEN"])
    depan, belakang = hits(engine, model, "t", [("a", "b")], frequencies)["a", "b"]
    assert depan.rarity == pytest.approx(log2(0.1 / 0.5))
    assert belakang.rarity == pytest.approx(log2(0.1 / 1.0))
