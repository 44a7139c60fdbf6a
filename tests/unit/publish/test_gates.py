"""Gates: what a figure makes of its limits, and where the figures come from."""

from __future__ import annotations

import json
from math import log

import pytest
from tests.factories import arrow
from tests.unit.publish.world import World, open_world, small_world

from dtsen_link import resources
from dtsen_link.config import load_config
from dtsen_link.engine import DuckDBEngine
from dtsen_link.errors import ConfigError
from dtsen_link.gate_limits import judge
from dtsen_link.publish.drift import drift_values
from dtsen_link.publish.stage import STAGE


@pytest.mark.parametrize(
    ("value", "limits", "outcome"),
    [
        (None, {"max_fail": 0}, "unknown"),
        (1, {}, "ok"),
        (1, {"max_fail": 1, "max_warn": 1}, "ok"),
        (1.1, {"max_fail": 2, "max_warn": 1}, "warn"),
        (2.1, {"max_fail": 2, "max_warn": 1}, "fail"),
        (0.9, {"min_warn": 1}, "warn"),
        (0.9, {"min_fail": 1}, "fail"),
    ],
)
def test_judge(value, limits, outcome):
    assert judge(value, **limits) == outcome


def outcomes(world: World) -> dict[str, str]:
    engine = open_world(world)
    STAGE.run(engine, load_config(resources.configs_dir() / "dtsen.toml"))
    return {row["name"]: row["outcome"] for row in engine.query("SELECT name, outcome FROM gate").to_pylist()}


def test_a_model_that_did_not_settle_is_told():
    world = small_world()
    world["link_model_file"][0]["diagnostics_json"] = json.dumps({"converged": False})
    found = outcomes(world)
    assert found["person_model_converged"] == "warn"
    assert found["family_model_converged"] == "ok"


def test_a_level_training_never_saw_is_told():
    world = small_world()
    world["link_model"][0]["trained"] = False
    assert outcomes(world)["person_model_untrained_levels"] == "warn"


def test_a_reused_model_without_diagnostics_is_unknown():
    world = small_world()
    world["link_model_file"][0]["diagnostics_json"] = "{}"
    assert outcomes(world)["person_model_converged"] == "unknown"


def test_pairs_that_explode_are_told():
    world = small_world()
    world["link_blocking"][0]["pair_n"] = 36 * 61
    assert outcomes(world)["candidate_pairs_per_record"] == "warn"


def test_an_unknown_gate_is_refused_before_the_build(tmp_path):
    path = tmp_path / "dtsen.toml"
    text = (resources.configs_dir() / "dtsen.toml").read_text(encoding="utf-8")
    path.write_text(text + "\n[gates.no_such_gate]\nmax_fail = 1\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="unknown gate no_such_gate; the gates are candidate_pairs_per_record"):
        load_config(path)


def level(label: str, **values: float | None) -> dict[str, object]:
    names = ("share", "reference_share", "match_weight", "reference_weight", "moved_bits")
    return {"model": "person", "comparison": "nik", "label": label, **dict.fromkeys(names), **values}


def test_what_a_model_moved_counts_each_level_as_often_as_it_occurs():
    engine = DuckDBEngine(threads=1)
    rows = [
        level("same", share=0.5, reference_share=0.5, moved_bits=3.0),
        level("other", share=0.1, reference_share=0.1, moved_bits=8.0),
        level("none", share=0.4, reference_share=0.4),
        level("gone", reference_share=0.2),
    ]
    engine.register("model_drift", arrow("model_drift", rows))
    values = drift_values(engine)
    assert values["person_weights_moved"] == pytest.approx(0.5 * 3 + 0.1 * 8)
    assert values["person_pairs_shifted"] == 0
    assert values["family_weights_moved"] is None
    assert values["family_pairs_shifted"] is None


def test_pairs_shifted_is_the_population_stability_index_of_the_worst_comparison():
    engine = DuckDBEngine(threads=1)
    rows = [
        level("same", share=0.6, reference_share=0.8),
        level("other", share=0.4, reference_share=0.2),
        {**level("same", share=0.5, reference_share=0.5), "comparison": "lahir"},
    ]
    engine.register("model_drift", arrow("model_drift", rows))
    expected = (0.6 - 0.8) * log(0.6 / 0.8) + (0.4 - 0.2) * log(0.4 / 0.2)
    assert drift_values(engine)["person_pairs_shifted"] == pytest.approx(expected, abs=1e-6)
