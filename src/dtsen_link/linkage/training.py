"""Training without labels, by Splink's sampling and EM, with what Splink does not say.

Splink says "converged" also when EM hit its limit, scores levels it never saw with a default, stops with an error where a
rule finds no pair, and its weights drift in the 13th digit from run to run. So training here notes whether EM converged,
leaves out sessions too small to teach anything, names the levels that were never seen, and rounds every probability: the
same input gives the same model.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from splink import Linker, block_on

from dtsen_link.engine import Engine
from dtsen_link.linkage.spec import ModelSpec
from dtsen_link.linkage.splink_model import (
    DIAGNOSTICS_KEY,
    TrainedModel,
    level_name,
    open_linker,
    quiet,
    splink_settings,
)

# Fewer pairs than this teach EM nothing; the description's own m holds then.
LEAST_TRAINING_PAIRS = 50
LEAST_ROWS = 2
# Learning u towards zero underflows in the end; it is settled long before.
MAX_ITERATIONS_WITHIN = 10
LEAST_PRIOR = 1e-12
MOST_PRIOR = 0.5
LEAST_M = 1e-5
LEAST_U = 1e-9
UNSEEN_M = 1e-4
_DIGITS = 6

# Level by name -> m and u of the description, where it states them.
Fallback = Mapping[str, tuple[float | None, float | None]]


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
    with engine.for_training(table) as near:
        return _trained(near, spec, table, measured_u, seed, max_pairs)


def _trained(
    engine: Engine, spec: ModelSpec, table: str, measured_u: Mapping[str, float], seed: int, max_pairs: int
) -> TrainedModel:
    if engine.count(table) < LEAST_ROWS:
        return _empty(spec.name)
    settings = splink_settings(spec, measured_u)
    settings["probability_two_random_records_match"] = _prior(engine, spec, table)
    rules = [rule.columns for rule in spec.training]
    usable = [columns for columns in rules if _pairs(engine, table, columns) >= LEAST_TRAINING_PAIRS]
    with quiet():
        linker = open_linker(engine, table, settings)
        linker.training.estimate_u_using_random_sampling(max_pairs=max_pairs, seed=seed)
        sessions = [
            linker.training.estimate_parameters_using_expectation_maximisation(
                block_on(*columns), estimate_without_term_frequencies=True, max_pairs=max_pairs
            )
            for columns in usable
        ]
        skipped = [" and ".join(columns) for columns in rules if columns not in usable]
        fallback = {
            level_name(comparison.name, {"label_for_charts": level.label}): (level.m, level.u_start)
            for comparison in spec.comparisons
            for level in comparison.levels
        }
        comparisons = settings["comparisons"]
        return _finished(engine, table, spec.name, linker, comparisons, sessions, skipped, _unseen(linker), fallback)


def train_u_within(
    engine: Engine, name: str, table: str, settings: dict[str, Any], *, block: str, prior: float, max_pairs: int
) -> TrainedModel:
    """Keep a model's m and learn u anew from the pairs inside a block, most of which are known to be distinct.

    Two rows of one source family are two people but for the few the source wrote down twice; how often such pairs agree
    is what agreement is worth between the members of two matched families.
    """
    if not settings["comparisons"]:
        return _empty(name)
    started = {
        **settings,
        "probability_two_random_records_match": prior,
        "max_iterations": MAX_ITERATIONS_WITHIN,
    }
    with engine.for_training(table) as near:
        return _trained_within(near, name, table, started, block, max_pairs)


def _trained_within(
    engine: Engine, name: str, table: str, settings: dict[str, Any], block: str, max_pairs: int
) -> TrainedModel:
    pairs = _pairs(engine, table, (block,))
    enough = pairs >= LEAST_TRAINING_PAIRS
    with quiet():
        linker = open_linker(engine, table, settings)
        sessions = []
        if enough:
            session = linker.training.estimate_parameters_using_expectation_maximisation(
                block_on(block),
                estimate_without_term_frequencies=True,
                fix_m_probabilities=True,
                fix_u_probabilities=False,
                populate_probability_two_random_records_match_from_trained_values=True,
                max_pairs=max_pairs,
            )
            sessions.append(session)
        fallback = {
            level_name(comparison["output_column_name"], level): (
                level.get("m_probability"),
                level.get("u_probability"),
            )
            for comparison in settings["comparisons"]
            for level in comparison["comparison_levels"]
        }
        skipped = [] if enough else [block]
        # Without any such pair nothing is ever compared inside a family, and no level is missed.
        unseen = _unseen_within(linker) if pairs else []
        return _finished(engine, table, name, linker, settings["comparisons"], sessions, skipped, unseen, fallback)


def _empty(name: str) -> TrainedModel:
    """The model of a table with nothing to compare: a single record, a source without families."""
    settings = {"comparisons": [], "probability_two_random_records_match": 0.0}
    diagnostics = {"converged": True, "iterations": [], "untrained_levels": [], "skipped_training": ["no pairs at all"]}
    return TrainedModel(name, settings, diagnostics | {"probability_two_random_records_match": 0.0}, {})


def _prior(engine: Engine, spec: ModelSpec, table: str) -> float:
    """Share of all pairs that are matches: those that agree on one of the prior's column sets, over their recall."""
    records = engine.count(table)
    possible = max(records * (records - 1) / 2, 1)
    agreeing = _agreeing(engine, table, spec.prior_columns)
    if not agreeing:
        # Nothing agrees: one match among as many pairs as there are records is a cautious guess.
        return _significant(1 / max(possible, 10))
    return _significant(min(agreeing / spec.prior_recall / possible, MOST_PRIOR))


def _agreeing(engine: Engine, table: str, sets: Sequence[Sequence[str]]) -> int:
    """Pairs that agree on at least one of the sets of columns.

    By inclusion and exclusion: groups are counted, and not one of the millions of pairs has to be made.
    """
    pairs = 0
    for size in range(1, len(sets) + 1):
        for chosen in combinations(sets, size):
            together = tuple(dict.fromkeys(name for columns in chosen for name in columns))
            pairs -= (-1) ** size * _pairs(engine, table, together)
    return pairs


def _pairs(engine: Engine, table: str, columns: Sequence[str]) -> int:
    names = ", ".join(columns)
    known = " AND ".join(f"{name} IS NOT NULL" for name in columns)
    row = engine.query(
        "SELECT CAST(coalesce(sum(n * (n - 1) / 2), 0) AS BIGINT) AS pair_n "
        f"FROM (SELECT count(*) AS n FROM {table} WHERE {known} GROUP BY {names}) AS block"
    ).to_pylist()[0]
    return int(row["pair_n"])


def _finished(
    engine: Engine,
    table: str,
    name: str,
    linker: Linker,
    comparisons: Sequence[Mapping[str, Any]],
    sessions: Sequence[Any],
    skipped: list[str],
    unseen: list[str],
    fallback: Fallback,
) -> TrainedModel:
    settings = _rounded(_as_described(linker.misc.save_model_to_json(), comparisons), fallback)
    linker.table_management.delete_tables_created_by_splink_from_db()
    diagnostics = {
        "converged": all(_converged(session) for session in sessions),
        "iterations": [len(session._core_model_settings_history) - 1 for session in sessions],
        "untrained_levels": unseen,
        "skipped_training": skipped,
        "probability_two_random_records_match": settings["probability_two_random_records_match"],
    }
    settings[DIAGNOSTICS_KEY] = diagnostics
    return with_charts(engine, table, TrainedModel(name, settings, diagnostics, {}))


def with_charts(engine: Engine, table: str, model: TrainedModel) -> TrainedModel:
    """The model with Splink's own charts of it."""
    if not model.settings["comparisons"]:
        return model
    with quiet():
        linker = open_linker(engine, table, model.settings)
        charts = {
            "match_weights": linker.visualisations.match_weights_chart().chart_dict,
            "m_u_parameters": linker.visualisations.m_u_parameters_chart().chart_dict,
        }
    return replace(model, charts=_in_our_words(engine, model, charts))


def _in_our_words(engine: Engine, model: TrainedModel, charts: dict[str, Any]) -> dict[str, Any]:
    """The charts with the conditions as the model states them, whatever the engine made of them: a report names no engine."""
    ours = {
        engine.condition(level["sql_condition"]): level["sql_condition"]
        for comparison in model.settings["comparisons"]
        for level in comparison["comparison_levels"]
        if level["sql_condition"] != "ELSE"
    }
    for chart in charts.values():
        for row in chart["data"]["values"]:
            if "sql_condition" in row:
                row["sql_condition"] = ours.get(row["sql_condition"], row["sql_condition"])
    return charts


def _unseen(linker: Linker) -> list[str]:
    """Levels whose m no session ever saw, though pairs may show them."""
    return sorted(
        level_name(comparison.output_column_name, {"label_for_charts": level.label_for_charts})
        for comparison in linker._settings_obj.comparisons
        for level in comparison.comparison_levels
        if not level.is_null_level and not level._has_estimated_m_values
    )


def _unseen_within(linker: Linker) -> list[str]:
    """Levels whose u no pair inside a block ever showed, though it was to be learned there."""
    return sorted(
        level_name(comparison.output_column_name, {"label_for_charts": level.label_for_charts})
        for comparison in linker._settings_obj.comparisons
        for level in comparison.comparison_levels
        if not level._fix_u_probability and not level._has_estimated_u_values
    )


def _rounded(trained: dict[str, Any], fallback: Fallback) -> dict[str, Any]:
    """Settings with every probability rounded, and the description's own where the data never showed a level.

    A level that neither training nor description knows weighs nothing: u is set to m.
    """
    settings: dict[str, Any] = json.loads(json.dumps(trained))
    settings.pop("linker_uid", None)  # drawn at random for each linker; a saved model needs none
    # EM may learn a prior of 1 where all rows are alike; its log odds are infinite, and Splink writes them into SQL.
    prior = min(max(settings["probability_two_random_records_match"], LEAST_PRIOR), MOST_PRIOR)
    settings["probability_two_random_records_match"] = _significant(prior)
    for comparison in settings["comparisons"]:
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level"):
                m, u = fallback.get(level_name(comparison["output_column_name"], level), (None, None))
                level["m_probability"] = _bounded(level.get("m_probability"), m or UNSEEN_M, LEAST_M)
                level["u_probability"] = _bounded(level.get("u_probability"), u or level["m_probability"], LEAST_U)
    return settings


def _as_described(saved: dict[str, Any], comparisons: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What Splink saves, with the conditions as the model states them: Splink was given them in the engine's words."""
    for trained, described in zip(saved["comparisons"], comparisons, strict=True):
        for level, stated in zip(trained["comparison_levels"], described["comparison_levels"], strict=True):
            level["sql_condition"] = stated["sql_condition"]
    return saved


def _bounded(value: Any, fallback: float, least: float) -> float:
    if not isinstance(value, int | float) or value <= 0:
        return fallback
    return min(_significant(max(float(value), least)), 0.999999)


def _converged(session: Any) -> bool:
    """Whether EM stopped because nothing changed any more, not because it ran out of iterations."""
    return bool(len(session._core_model_settings_history) - 1 < session.training_settings.max_iterations)


def _significant(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")
