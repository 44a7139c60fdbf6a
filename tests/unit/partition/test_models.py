"""The models of a build by parts tell of the pairs of all parts."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

from dtsen_link.partition.models import joined


def model_file(same: int | None, other: int = 0, *others: str) -> pa.Table:
    """The household model, with how many pairs bear the same name and how many another; and other models."""
    told: dict[str, Any] = {"reused": True}
    if same is not None:
        told |= {"level_pairs": {"nama": {"same": same, "other": other}}, "level_shares": {"nama": {}}}
    rows = [
        {"model": name, "settings_json": "{}", "diagnostics_json": json.dumps(told)} for name in ("household", *others)
    ]
    return pa.Table.from_pylist(rows)


def diagnostics(table: pa.Table, model: str = "household") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(next(r for r in table.to_pylist() if r["model"] == model)["diagnostics_json"])
    return found


def test_shares_are_those_of_all_pairs_of_all_parts() -> None:
    found = diagnostics(joined("link_model_file", [model_file(270, 30), model_file(50, 50)]))
    assert found["level_pairs"] == {"nama": {"same": 320, "other": 80}}
    assert found["level_shares"] == {"nama": {"same": 0.8, "other": 0.2}}


def test_a_part_without_pairs_says_nothing() -> None:
    found = diagnostics(joined("link_model_file", [model_file(0), model_file(None), model_file(50, 50)]))
    assert found["level_shares"]["nama"] == {"same": 0.5, "other": 0.5}


def test_a_model_scored_before_the_country_was_parted_stays_as_it_is() -> None:
    table = joined("link_model_file", [model_file(3, 1, "person"), model_file(3, 1, "person")])
    told = {model: diagnostics(table, model)["level_pairs"]["nama"]["same"] for model in ("household", "person")}
    assert told == {"household": 6, "person": 3}


def test_other_tables_are_the_same_in_every_part() -> None:
    threshold = pa.table({"join_probability": [0.8]})
    assert joined("link_threshold", [threshold, threshold]).equals(threshold)
