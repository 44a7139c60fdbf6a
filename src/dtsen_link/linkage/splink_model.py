"""Splink's Fellegi-Sunter model: settings out of a description, scoring, and the tables that keep a model.

A model is Splink's own settings, with m and u of every level. training.py makes one, a release keeps it, the next quarter
may load it again.
"""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import log2
from pathlib import Path
from typing import Any

import pyarrow as pa
import sqlglot
from splink import Linker, SettingsCreator, block_on

from dtsen_link.engine import Engine
from dtsen_link.errors import ConfigError
from dtsen_link.linkage.spec import Level, ModelSpec

EM_MAX_ITERATIONS = 40
# Where a saved model keeps what its training said; Splink knows nothing of it.
DIAGNOSTICS_KEY = "dtsen_link_diagnostics"
# Where a saved household model keeps what resolve counted over all pairs; Splink knows nothing of it.
CONTEXT_KEY = "dtsen_link_context"
# Diagnostics: how many of the scored pairs stand at each level of a comparison, and as a share of all.
PAIRS_KEY, SHARES_KEY = "level_pairs", "level_shares"
EM_CONVERGENCE = 1e-4
_COMPARED = "tmp_compared"
# Of the weights of levels; beyond that they are noise.
_DIGITS = 6


@dataclass(frozen=True)
class TrainedModel:
    """A model ready to score.

    Attributes:
        name: person, family or household.
        settings: Splink's own settings with m and u of every level, as it saves them to JSON.
        diagnostics: converged, iterations, untrained_levels, skipped_training, probability_two_random_records_match.
        charts: Splink's charts as Vega-Lite specifications, by name.
    """

    name: str
    settings: dict[str, Any]
    diagnostics: dict[str, Any]
    charts: dict[str, Any]


def score(
    engine: Engine,
    model: TrainedModel,
    table: str,
    result: str,
    *,
    unique_id: str = "",
    weights: Mapping[str, str] | None = None,
    pairs: str = "",
    floor: float | None = None,
    lookups: Mapping[str, str] | None = None,
    tell_shares: bool = True,
) -> TrainedModel:
    """Score candidate pairs into ids, match_weight, match_probability, match_key, the weights asked for and level_weights.

    level_weights holds the weight of the pair's level of each comparison, in their order, without term frequencies.

    Args:
        engine: holds the table.
        model: a trained model.
        table: records or units with the model's columns.
        result: name of the table to make.
        unique_id: column that names a record or unit; empty uses record_id or unit_id.
        weights: column to make -> comparison whose weight goes there, term frequencies included; 0 where the model has none
            of that name.
        pairs: a table join_key_l, join_key_r, match_key of pairs to score; empty uses the model's blocking rules.
        floor: leave out pairs whose match weight is below.
        lookups: column with term frequencies -> table that holds them; others are counted in `table`.
        tell_shares: count how often the scored pairs stand at each level.

    Returns:
        The model; where wanted, its diagnostics tell those shares.
    """
    wanted = weights or {}
    key = unique_id or ("unit_id" if model.name == "family" else "record_id")
    if not model.settings["comparisons"]:
        engine.register(result, _no_predictions(key, engine.columns(table)[key], wanted))
        return model
    settings = {**model.settings, "unique_id_column_name": key}
    with quiet():
        linker = open_linker(engine, _compared(engine, table, settings, pairs) if pairs else table, settings)
        for column, lookup in (lookups or {}).items():
            linker.table_management.register_term_frequency_lookup(linker._db_api.register(lookup), column)
        if pairs:
            linker.table_management.register_blocked_pairs_for_predict(linker._db_api.register(pairs))
        predictions = linker.inference.predict(threshold_match_weight=floor, warning_mode="never")
        engine.drop([result])
        levels = ", ".join(f"round(mw_{name}, {_DIGITS})" for name in comparison_names(model))
        columns = _scored_columns(key, wanted, engine.columns(predictions.physical_name))
        engine.execute(
            f"CREATE TABLE {result} AS SELECT {columns}, [{levels}] AS level_weights FROM {predictions.physical_name}"
        )
        predictions.drop_table_from_database_and_remove_from_cache()
        linker.table_management.delete_tables_created_by_splink_from_db()
        engine.drop([_COMPARED])
    return with_level_shares(engine, model, result) if tell_shares else model


def _compared(engine: Engine, table: str, settings: Mapping[str, Any], pairs: str) -> str:
    """Name of a view of what the model compares, or of a table where most rows are in none of the pairs.

    For each side of given pairs Splink copies all rows and columns of its input; the blocking keys alone would double that.
    """
    key = settings["unique_id_column_name"]
    used = {key} | compared(settings)
    columns = ", ".join(name for name in engine.columns(table) if name in used)
    few = _few(engine, pairs, table)
    rows = f" WHERE {key} IN (SELECT join_key_l FROM {pairs} UNION SELECT join_key_r FROM {pairs})" if few else ""
    engine.drop([_COMPARED])
    engine.execute(f"CREATE {'TABLE' if few else 'VIEW'} {_COMPARED} AS SELECT {columns} FROM {table}{rows}")
    return _COMPARED


def compared(settings: Mapping[str, Any]) -> set[str]:
    """Columns of a record that a model's comparisons read."""
    levels = [level for comparison in settings["comparisons"] for level in comparison["comparison_levels"]]
    weighed = {level.get("tf_adjustment_column") or "" for level in levels}
    return weighed.union(*(_columns_of(level["sql_condition"]) for level in levels))


def _columns_of(condition: str) -> set[str]:
    """Columns of a record that a level's condition on two records, with _l and _r, reads."""
    if condition == "ELSE":
        return set()
    found = sqlglot.parse_one(condition, dialect="duckdb").find_all(sqlglot.exp.Column)
    return {column.name[:-2] for column in found if column.name.endswith(("_l", "_r"))}


def _few(engine: Engine, pairs: str, table: str) -> bool:
    """Whether most rows of a table are in none of the pairs."""
    counts = engine.query(f"SELECT (SELECT count(*) FROM {pairs}) AS pair_n, (SELECT count(*) FROM {table}) AS row_n")
    return bool(4 * counts["pair_n"][0].as_py() < counts["row_n"][0].as_py())


def comparison_names(model: TrainedModel) -> list[str]:
    """The comparisons of a model, in the order of level_weights."""
    return [comparison["output_column_name"] for comparison in model.settings["comparisons"]]


def with_level_shares(engine: Engine, model: TrainedModel, scored: str) -> TrainedModel:
    """The model; its diagnostics tell how often the scored pairs stand at each level."""
    if not model.settings["comparisons"]:
        return model
    counts = _level_pairs(engine, model.settings["comparisons"], scored)
    return _with_shares(model, {PAIRS_KEY: counts, SHARES_KEY: level_shares(counts)})


def level_shares(counts: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, float]]:
    """Comparison -> level -> share of the comparison's pairs; 0 where there are none."""
    return {
        comparison: {level: round(count / max(sum(of_levels.values()), 1), 6) for level, count in of_levels.items()}
        for comparison, of_levels in counts.items()
    }


def _level_pairs(engine: Engine, comparisons: Sequence[Mapping[str, Any]], scored: str) -> dict[str, dict[str, int]]:
    """Comparison -> level in words -> how many of the scored pairs stand at that level.

    Splink keeps the level of a pair only beside all values compared, so it is told by the weight; of levels that weigh the
    same the first has the pairs of all of them.
    """
    found = {}
    for number, comparison in enumerate(comparisons, start=1):
        name = comparison["output_column_name"]
        rows = engine.query(
            f"SELECT level_weights[{number}] AS weight, count(*) AS n FROM {scored} GROUP BY ALL"
        ).to_pylist()
        weights = {level["label_for_charts"]: level_weight(level) or 0.0 for level in comparison["comparison_levels"]}
        counts = dict.fromkeys(weights, 0)
        for row in rows:
            counts[min(weights, key=lambda label, at=row["weight"]: abs(weights[label] - at))] += row["n"]  # type: ignore[misc]
        found[name] = counts
    return found


def level_weight(level: Mapping[str, Any]) -> float | None:
    m, u = level.get("m_probability"), level.get("u_probability")
    return round(log2(m / u), _DIGITS) if m and u else None


def _with_shares(model: TrainedModel, shares: Mapping[str, Any]) -> TrainedModel:
    """Counts and shares go into the file of a model trained here; a reused one keeps those it was trained with."""
    diagnostics = {**model.diagnostics, **shares}
    if diagnostics.get("reused"):
        return replace(model, diagnostics=diagnostics)
    kept = {**model.settings.get(DIAGNOSTICS_KEY, {}), **shares}
    return replace(model, settings={**model.settings, DIAGNOSTICS_KEY: kept}, diagnostics=diagnostics)


def _scored_columns(key: str, weights: Mapping[str, str], found: Collection[str]) -> str:
    sums = []
    for column, comparison in weights.items():
        parts = [f"coalesce({part}, 0)" for part in (f"mw_{comparison}", f"mw_tf_adj_{comparison}") if part in found]
        sums.append(f"{' + '.join(parts) or 'CAST(0 AS DOUBLE)'} AS {column}")
    return ", ".join([f"{key}_l", f"{key}_r", "match_weight", "match_probability", "match_key", *sums])


def _no_predictions(key: str, kind: str, weights: Mapping[str, str]) -> pa.Table:
    """What scoring leaves when there was nothing to compare."""
    id_type = pa.int64() if kind == "BIGINT" else pa.string()
    numbers = ["match_weight", "match_probability", *weights]
    fields = [(f"{key}_l", id_type), (f"{key}_r", id_type), ("match_key", pa.string())]
    levels = ("level_weights", pa.list_(pa.float64()))
    return pa.schema([*fields, *((number, pa.float64()) for number in numbers), levels]).empty_table()


def load(name: str, path: Path, key: str = "") -> TrainedModel:
    """A saved model: Splink's JSON as a release keeps it under models/, with what its training said beside.

    Args:
        name: person, family or household.
        path: the file.
        key: of [link] in dtsen.toml that names it, for errors; by default <name>_model.

    Raises:
        ConfigError: no such file, no JSON, or not the settings of a model of this name.
    """
    where = f"{path}: link.{key or f'{name}_model'}"
    try:
        settings = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{where}: cannot be read ({error.strerror}); leave the key out to train") from None
    except ValueError:
        raise ConfigError(f"{where}: not JSON; name a file of a release's models/ folder") from None
    if not isinstance(settings, dict) or not {"comparisons", "probability_two_random_records_match"} <= settings.keys():
        raise ConfigError(f"{where}: lacks comparisons; name a file of a release's models/ folder")
    diagnostics = settings.get(DIAGNOSTICS_KEY, {})
    prior = settings["probability_two_random_records_match"]
    return TrainedModel(
        name, settings, diagnostics | {"reused": True, "probability_two_random_records_match": prior}, {}
    )


def same_settings(model: TrainedModel, settings_json: str) -> bool:
    """Whether a model scores as one kept as JSON does; what else is kept with them does not matter."""
    kept, mine = _known(json.loads(settings_json)), _known(json.loads(json.dumps(model.settings)))
    return bool(kept == mine)


def _known(settings: Mapping[str, Any]) -> dict[str, Any]:
    """What Splink knows of settings, which may keep more."""
    return {key: value for key, value in settings.items() if key in SettingsCreator.__dataclass_fields__}


def splink_settings(spec: ModelSpec, measured_u: Mapping[str, float]) -> dict[str, Any]:
    """Splink's settings for a description: m where EM starts, u only where it was measured."""
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
            block_on(rule.key, arrays_to_explode=[rule.key] if rule.explode else None) for rule in spec.blocking
        ],
        "max_iterations": EM_MAX_ITERATIONS,
        "em_convergence": EM_CONVERGENCE,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
    }


def open_linker(engine: Engine, table: str, settings: dict[str, Any]) -> Linker:
    """A Splink linker on a table of the engine; it keeps its own cache, so a new one is opened for each use."""
    known = _known(settings)
    known["comparisons"] = [_for_engine(engine, comparison) for comparison in settings["comparisons"]]
    # What Splink would say of the settings goes to a log that nobody sees, and takes a fifth of a second; own models are
    # checked before a build (spec_check.py).
    return Linker(
        engine.splink_api().register(table),
        SettingsCreator(**known),
        log_level=logging.ERROR,
        validate_settings=False,
    )


def _for_engine(engine: Engine, comparison: Mapping[str, Any]) -> dict[str, Any]:
    levels = [
        level
        if level["sql_condition"] == "ELSE"
        else {**level, "sql_condition": engine.condition(level["sql_condition"])}
        for level in comparison["comparison_levels"]
    ]
    return {**comparison, "comparison_levels": levels}


@contextmanager
def quiet() -> Iterator[None]:
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


def level_name(comparison: str, level: Mapping[str, Any]) -> str:
    """How diagnostics name a level."""
    return f"{comparison}: {level['label_for_charts']}"


def _level(level: Level, measured_u: Mapping[str, float]) -> dict[str, Any]:
    settings: dict[str, Any] = {"sql_condition": level.sql, "label_for_charts": level.label}
    if level.is_null:
        settings["is_null_level"] = True
    if level.term_frequency:
        settings["tf_adjustment_column"] = level.term_frequency
        settings["tf_adjustment_weight"] = level.term_frequency_weight
    if level.m is not None:
        settings["m_probability"] = level.m
    if level.u in measured_u:
        settings["u_probability"] = measured_u[level.u]
        settings["fix_u_probability"] = True
    return settings
