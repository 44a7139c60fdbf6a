"""Splink's Fellegi-Sunter model: settings out of a description, training without labels, scoring.

Splink says "converged" also when EM hit its limit, scores levels it never saw with a default, and its weights drift in the
13th digit from run to run. So training here notes whether EM converged, names the levels it never saw and gives them a
cautious m, and rounds every probability: the same input gives the same model.
"""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import log2
from typing import Any

import pyarrow as pa
from splink import Linker, SettingsCreator, block_on

from dtsen_link.engine import Engine
from dtsen_link.linkage.spec import Level, ModelSpec

EM_MAX_ITERATIONS = 40
# Learning u towards zero underflows in the end; it is settled long before.
EM_MAX_ITERATIONS_WITHIN = 10
EM_CONVERGENCE = 1e-4
# m of a level that no pair showed in training: rarer than anything EM could have seen in its sample.
UNSEEN_M = 1e-4
UNSEEN_U = 1e-7
_DIGITS = 6


@dataclass(frozen=True)
class TrainedModel:
    """A model ready to score.

    Attributes:
        name: person, family or household.
        settings: Splink's own settings with m and u of every level, as it saves them to JSON.
        diagnostics: converged, iterations, untrained_levels, probability_two_random_records_match, training rules.
        charts: Splink's charts as Vega-Lite specifications, by name.
    """

    name: str
    settings: dict[str, Any]
    diagnostics: dict[str, Any]
    charts: dict[str, Any]


def train(
    engine: Engine,
    spec: ModelSpec,
    table: str,
    *,
    measured_u: Mapping[str, float],
    seed: int,
    max_pairs: int,
) -> TrainedModel:
    """Train a model on a table without labels.

    Args:
        engine: holds the table.
        spec: the model's description.
        table: one row per record or unit, with the columns the description names.
        measured_u: u probabilities counted from the data for levels too rare for random sampling.
        seed: of Splink's sample (hashes of the unique id: row order and threads do not matter).
        max_pairs: most pairs a sample or an EM session looks at.
    """
    with _quiet():
        linker = _linker(engine, table, splink_settings(spec, measured_u))
        linker.training.estimate_probability_two_random_records_match(
            [block_on(*columns) for columns in spec.prior_columns], recall=spec.prior_recall
        )
        linker.training.estimate_u_using_random_sampling(max_pairs=max_pairs, seed=seed)
        sessions = [
            linker.training.estimate_parameters_using_expectation_maximisation(
                block_on(*rule.columns), estimate_without_term_frequencies=True, max_pairs=max_pairs
            )
            for rule in spec.training
        ]
        return _finished(engine, table, spec.name, linker, sessions)


def train_u_within(
    engine: Engine, name: str, table: str, settings: dict[str, Any], *, block: str, prior: float, max_pairs: int
) -> TrainedModel:
    """Keep a model's m and learn u anew from the pairs inside a block, most of which are known to be distinct.

    Two rows of one source family are two people but for the few the source wrote down twice; how often such pairs agree
    is what agreement is worth between the members of two matched families.
    """
    settings = {**settings, "probability_two_random_records_match": prior, "max_iterations": EM_MAX_ITERATIONS_WITHIN}
    with _quiet():
        linker = _linker(engine, table, settings)
        session = linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(block),
            estimate_without_term_frequencies=True,
            fix_m_probabilities=True,
            fix_u_probabilities=False,
            populate_probability_two_random_records_match_from_trained_values=True,
            max_pairs=max_pairs,
        )
        return _finished(engine, table, name, linker, [session])


def score(
    engine: Engine,
    model: TrainedModel,
    table: str,
    result: str,
    *,
    pairs: str = "",
    floor: float | None = None,
) -> None:
    """Score candidate pairs into a table of Splink's prediction columns, with the weight of every comparison (mw_*).

    Args:
        engine: holds the table.
        model: a trained model.
        table: records or units with the model's columns.
        result: name of the table to make.
        pairs: a table join_key_l, join_key_r, match_key of pairs to score; empty uses the model's blocking rules.
        floor: leave out pairs whose match weight is below.
    """
    with _quiet():
        linker = _linker(engine, table, model.settings)
        if pairs:
            linker.table_management.register_blocked_pairs_for_predict(linker._db_api.register(pairs))
        predictions = linker.inference.predict(threshold_match_weight=floor, warning_mode="never")
        engine.drop([result])
        engine.execute(f"CREATE TABLE {result} AS SELECT * FROM {predictions.physical_name}")
        predictions.drop_table_from_database_and_remove_from_cache()
        linker.table_management.delete_tables_created_by_splink_from_db()


def load(name: str, settings_json: str) -> TrainedModel:
    """A saved model: Splink's JSON as a release keeps it under models/."""
    settings = json.loads(settings_json)
    prior = settings["probability_two_random_records_match"]
    return TrainedModel(name, settings, {"reused": True, "probability_two_random_records_match": prior}, {})


def from_row(row: Mapping[str, str]) -> TrainedModel:
    """A model out of a row of a model file table."""
    return TrainedModel(
        row["model"],
        json.loads(row["settings_json"]),
        json.loads(row["diagnostics_json"]),
        json.loads(row["charts_json"]),
    )


def splink_settings(spec: ModelSpec, measured_u: Mapping[str, float]) -> dict[str, Any]:
    """Splink's settings for a description, untrained but for the measured u."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": spec.unique_id,
        "comparisons": [
            {
                "output_column_name": comparison.name,
                "comparison_levels": [_level(level, measured_u) for level in comparison.levels],
            }
            for comparison in spec.comparisons
        ],
        "blocking_rules_to_generate_predictions": [
            block_on(rule.key, arrays_to_explode=[rule.key]) if rule.explode else block_on(rule.key)
            for rule in spec.blocking
        ],
        "max_iterations": EM_MAX_ITERATIONS,
        "em_convergence": EM_CONVERGENCE,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
    }


def model_table(models: Sequence[TrainedModel]) -> pa.Table:
    """The rows of link_model: every level of every comparison."""
    rows = []
    for model in models:
        unseen = set(model.diagnostics.get("untrained_levels", []))
        for comparison in model.settings["comparisons"]:
            levels = comparison["comparison_levels"]
            scored = [level for level in levels if not level.get("is_null_level")]
            values = {id(level): len(scored) - 1 - place for place, level in enumerate(scored)}
            for level in levels:
                rows.append(
                    _level_row(model.name, comparison["output_column_name"], level, values.get(id(level), -1), unseen)
                )
    return pa.Table.from_pylist(rows, schema=_MODEL_SCHEMA)


def model_file_table(models: Sequence[TrainedModel]) -> pa.Table:
    """The rows of link_model_file: the models whole."""
    rows = [
        {
            "model": model.name,
            "settings_json": json.dumps(model.settings, sort_keys=True),
            "diagnostics_json": json.dumps(model.diagnostics, sort_keys=True),
            "charts_json": json.dumps(model.charts, sort_keys=True),
        }
        for model in models
    ]
    names = ("model", "settings_json", "diagnostics_json", "charts_json")
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in names]))


_MODEL_SCHEMA = pa.schema(
    [
        ("model", pa.string()),
        ("comparison", pa.string()),
        ("level", pa.int32()),
        ("label", pa.string()),
        ("m_probability", pa.float64()),
        ("u_probability", pa.float64()),
        ("match_weight", pa.float64()),
        ("trained", pa.bool_()),
    ]
)


def _level_row(model: str, comparison: str, level: dict[str, Any], value: int, unseen: set[str]) -> dict[str, Any]:
    m, u = level.get("m_probability"), level.get("u_probability")
    return {
        "model": model,
        "comparison": comparison,
        "level": value,
        "label": level["label_for_charts"],
        "m_probability": m,
        "u_probability": u,
        "match_weight": round(log2(m / u), _DIGITS) if m and u else None,
        "trained": value < 0 or _level_name(comparison, level) not in unseen,
    }


def _level(level: Level, measured_u: Mapping[str, float]) -> dict[str, Any]:
    settings: dict[str, Any] = {"sql_condition": level.sql, "label_for_charts": level.label}
    if level.is_null:
        settings["is_null_level"] = True
    if level.term_frequency:
        settings["tf_adjustment_column"] = level.term_frequency
        settings["tf_adjustment_weight"] = level.term_frequency_weight
    if level.u in measured_u:
        settings["u_probability"] = measured_u[level.u]
        settings["fix_u_probability"] = True
    return settings


def _finished(engine: Engine, table: str, name: str, linker: Linker, sessions: Sequence[Any]) -> TrainedModel:
    trained = linker.misc.save_model_to_json()
    settings, unseen = _rounded(trained)
    diagnostics = {
        "converged": all(_converged(session) for session in sessions),
        "iterations": [len(session._core_model_settings_history) - 1 for session in sessions],
        "untrained_levels": unseen,
        "probability_two_random_records_match": settings["probability_two_random_records_match"],
    }
    linker.table_management.delete_tables_created_by_splink_from_db()
    final = _linker(engine, table, settings)
    charts = {
        "match_weights": final.visualisations.match_weights_chart().chart_dict,
        "m_u_parameters": final.visualisations.m_u_parameters_chart().chart_dict,
    }
    return TrainedModel(name, settings, diagnostics, charts)


def _rounded(trained: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Settings with rounded probabilities, and the levels that training never saw."""
    settings = json.loads(json.dumps(trained))
    prior = settings["probability_two_random_records_match"]
    settings["probability_two_random_records_match"] = _significant(prior)
    unseen = []
    for comparison in settings["comparisons"]:
        for level in comparison["comparison_levels"]:
            if level.get("is_null_level"):
                continue
            for key, fallback in (("m_probability", UNSEEN_M), ("u_probability", UNSEEN_U)):
                value = level.get(key)
                if not isinstance(value, int | float) or value <= 0:
                    unseen.append(_level_name(comparison["output_column_name"], level))
                    value = fallback
                level[key] = _significant(max(value, fallback / 10))
    return settings, sorted(set(unseen))


def _level_name(comparison: str, level: dict[str, Any]) -> str:
    return f"{comparison}: {level['label_for_charts']}"


def _converged(session: Any) -> bool:
    """Whether EM stopped because nothing changed any more, not because it ran out of iterations."""
    return len(session._core_model_settings_history) - 1 < session.training_settings.max_iterations


def _significant(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def _linker(engine: Engine, table: str, settings: dict[str, Any]) -> Linker:
    known = {key: value for key, value in settings.items() if key in SettingsCreator.__dataclass_fields__}
    return Linker(engine.splink_api().register(table), SettingsCreator(**known), log_level=logging.ERROR)


@contextmanager
def _quiet() -> Iterator[None]:
    """Splink talks to the log at length; what matters of it stands in the diagnostics."""
    logger = logging.getLogger("splink")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(before)
