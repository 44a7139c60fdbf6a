"""Candidate pairs scored: all of them, or those that touch a record that was not there or said something else before.

What a pair weighs follows from the model, the frozen frequencies and the two records, and so does whether a rule makes it. So a
pair of two records that say what they said then, keys included, is what it was: scored, or below the floor, or no pair.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from dtsen_link import resources
from dtsen_link.earlier import tell_anew
from dtsen_link.engine import Engine
from dtsen_link.linkage import splink_model
from dtsen_link.linkage.splink_model import TrainedModel
from dtsen_link.persons.provinces import blocked, score_by_province

# Pairs below this weight are never joined, whatever the household says, and need not be kept.
WEIGHT_FLOOR = -10.0
# Numbers of records and units differ from build to build and say nothing about them.
_NUMBERS = ("record_no", "unit_no")


def note_content(engine: Engine) -> None:
    """Make record_content: a hash of what each record says, as the models see it."""
    found = {name: kind for name, kind in engine.columns("link_record").items() if name not in _NUMBERS}
    # From both ends: DuckDB gives one hash to some pairs of NIK that differ in two digits, as a corrected one may.
    reversed_texts = [f"reverse({name})" for name, kind in found.items() if kind == "VARCHAR"]
    columns = ", ".join([*found, *reversed_texts])
    # Halved: DuckDB's hashes are too large by one bit for a type that other engines know.
    content = f"CAST(hash({columns}) // 2 AS BIGINT)"
    engine.execute(f"CREATE TABLE record_content AS SELECT record_id, record_no, {content} AS content FROM link_record")


def score_pairs(
    engine: Engine,
    model: TrainedModel,
    weights: Mapping[str, str],
    lookups: Mapping[str, str],
    *,
    by_province: bool = False,
) -> TrainedModel:
    """Make tmp_prediction and tell how many of its pairs were scored anew.

    Args:
        engine: holds link_record.
        model: of persons.
        weights: column of tmp_prediction -> comparison whose weight goes there.
        lookups: column -> table of its term frequencies.
        by_province: pairs inside of provinces part by part, then those between parts.

    Returns:
        The model with the shares of its levels.
    """
    pairs = _touched_pairs(engine, model)
    score = partial(
        splink_model.score,
        engine,
        model,
        unique_id="record_no",
        weights=weights,
        floor=WEIGHT_FLOOR,
        lookups=lookups,
        tell_shares=False,
    )
    if by_province and not _unfolds(model):
        score_by_province(engine, _rules(model), score, pairs)
    else:
        score("link_record", "tmp_prediction", pairs=pairs)
    anew = engine.count("tmp_prediction")
    if pairs:
        _run(engine, "tmp_kept_pair")
        names = ", ".join(engine.columns("tmp_prediction"))
        engine.execute(f"INSERT INTO tmp_prediction SELECT {names} FROM tmp_kept_pair")
        engine.drop([pairs, "tmp_kept_pair"])
    engine.drop(["tmp_unchanged"])
    tell_anew(engine, {"pairs": (anew, engine.count("tmp_prediction"))})
    return splink_model.with_level_shares(engine, model, "tmp_prediction")


def _touched_pairs(engine: Engine, model: TrainedModel) -> str:
    """Name of a table of the candidate pairs to score; empty where all have to be."""
    if not same_scores(engine, model):
        return ""
    _run(engine, "tmp_unchanged")
    if not engine.count("tmp_unchanged"):
        return ""
    engine.execute(
        "CREATE TABLE tmp_changed AS SELECT r.* FROM link_record AS r ANTI JOIN tmp_unchanged AS u ON r.record_no = u.record_no"
    )
    rules = _rules(model)
    parts = [_touched(number, rules, side) for number in range(len(rules)) for side in ("l", "r")]
    engine.execute(f"CREATE TABLE tmp_touched_pair AS {' UNION ALL '.join(parts)}")
    engine.drop(["tmp_changed"])
    return "tmp_touched_pair"


def _touched(number: int, rules: list[str], side: str) -> str:
    """Pairs of a rule whose record on one side is changed; both changed counts as left."""
    left, right = ("tmp_changed", "link_record") if side == "l" else ("link_record", "tmp_changed")
    once = "l.record_no IN (SELECT record_no FROM tmp_unchanged)" if side == "r" else ""
    return blocked(number, rules, left, right, once)


def _rules(model: TrainedModel) -> list[str]:
    return [rule["blocking_rule"] for rule in model.settings["blocking_rules_to_generate_predictions"]]


def _unfolds(model: TrainedModel) -> bool:
    """Whether a rule takes lists apart, and so is no condition on two records."""
    return any(rule.get("arrays_to_explode") for rule in model.settings["blocking_rules_to_generate_predictions"])


def same_scores(engine: Engine, model: TrainedModel) -> bool:
    """Whether the earlier build scored with this model and these frequencies, by rules that are conditions on two records."""
    kept = engine.query("SELECT settings_json FROM earlier_person_model_file").to_pylist()
    if not kept or not model.settings["comparisons"] or not splink_model.same_settings(model, kept[0]["settings_json"]):
        return False
    # Numbers are no part of what a record says.
    if _unfolds(model) or any(name in kept[0]["settings_json"] for name in _NUMBERS):
        return False
    differing = engine.query(
        "SELECT count(*) AS n FROM link_frequency AS f FULL JOIN earlier_link_frequency AS e "
        "ON f.kind = e.kind AND f.value = e.value WHERE f.n IS DISTINCT FROM e.n"
    )
    return bool(differing.to_pylist()[0]["n"] == 0)


def _run(engine: Engine, name: str) -> None:
    engine.run_file(resources.sql_dir() / "3_persons" / f"{name}.sql")
