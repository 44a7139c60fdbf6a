"""Figures about matched families as a whole are counted by a build that trains, and brought along by a saved model."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

from dtsen_link.engine import DuckDBEngine
from dtsen_link.linkage.splink_model import TrainedModel
from dtsen_link.resolve.context import Context, settle_context, with_context

FROZEN = Context(outside_near=-3.5, outside_far=None, member_log_odds=-1.25, coverage=0.75)


def household(**settings: Any) -> TrainedModel:
    return TrainedModel("household", {"comparisons": [], **settings}, {}, {})


def counting() -> DuckDBEngine:
    """One matched pair of families, of three and of two members, of which two are matched; four sure pairs far apart."""
    engine = DuckDBEngine(threads=1)
    pair = {"confident": True, "witnessed": True, "one_unit": False, "near": False}
    rows = [{**pair, "family_probability": probability} for probability in (0.9, 0.9, 0.9, 0.1)]
    engine.register("tmp_pair_evidence", pa.Table.from_pylist(rows))
    engine.register(
        "link_family_pair",
        pa.table({"unit_id_l": [1], "unit_id_r": [2], "members_matched_n": [2], "match_probability": [0.95]}),
    )
    engine.register("tmp_unit_size", pa.table({"unit_id": [1, 2], "anggota_n": [3, 2]}))
    return engine


def outside(engine: DuckDBEngine) -> dict[bool, float]:
    rows = engine.query("SELECT near, outside_weight FROM tmp_outside").to_pylist()
    return {row["near"]: row["outside_weight"] for row in rows}


def test_a_model_trained_here_brings_nothing_and_the_build_counts() -> None:
    engine = counting()
    found = settle_context(engine, household(), 0)
    # Of four sure pairs one lies outside: (1 + 1) / (4 + 2). Of six pairs of members two are matched, of two possible ones both.
    assert found == Context(outside_near=None, outside_far=-1.585, member_log_odds=-1.0, coverage=0.95)
    assert outside(engine) == {False: -1.585}


def test_a_saved_model_weighs_as_when_it_was_made_whatever_is_delivered() -> None:
    engine = counting()
    kept = json.loads(json.dumps(with_context(household(), [FROZEN]).settings))
    assert settle_context(engine, household(**kept), 0) == FROZEN
    assert outside(engine) == {True: -3.5}


def test_a_round_the_saved_model_does_not_know_is_counted() -> None:
    kept = with_context(household(), [FROZEN])
    assert settle_context(counting(), kept, 1).outside_far == -1.585
