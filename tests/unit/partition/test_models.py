"""The models of a build by parts tell of the pairs of all parts."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

from dtsen_link.partition.models import joined


def model_file(pairs: int | None, share: float, *others: str) -> pa.Table:
    told: dict[str, Any] = {"reused": True}
    if pairs is not None:
        told |= {"level_shares": {"nama": {"same": share, "other": 1 - share}}, "scored_pairs": pairs}
    rows = [
        {"model": name, "settings_json": "{}", "diagnostics_json": json.dumps(told)} for name in ("household", *others)
    ]
    return pa.Table.from_pylist(rows)


def diagnostics(table: pa.Table) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(table.to_pylist()[0]["diagnostics_json"])
    return found


def test_shares_are_those_of_all_pairs_of_all_parts() -> None:
    found = diagnostics(joined("link_model_file", [model_file(300, 0.9), model_file(100, 0.5)]))
    assert found == {"reused": True, "level_shares": {"nama": {"same": 0.8, "other": 0.2}}, "scored_pairs": 400}


def test_a_part_without_pairs_says_nothing() -> None:
    found = diagnostics(joined("link_model_file", [model_file(0, 0.0), model_file(None, 0.0), model_file(100, 0.5)]))
    assert found["level_shares"]["nama"] == {"same": 0.5, "other": 0.5}


def test_a_model_scored_before_the_country_was_parted_stays_as_it_is() -> None:
    table = joined("link_model_file", [model_file(300, 0.9, "person"), model_file(300, 0.9, "person")])
    told = {row["model"]: json.loads(row["diagnostics_json"])["scored_pairs"] for row in table.to_pylist()}
    assert told == {"household": 600, "person": 300}


def test_other_tables_are_the_same_in_every_part() -> None:
    threshold = pa.table({"join_probability": [0.8]})
    assert joined("link_threshold", [threshold, threshold]).equals(threshold)
