"""Which level of each comparison a pair falls in, and what that weighs.

A build keeps the weight of a pair, and of the person model the weight of each comparison; an explanation needs the level in
words. Splink's conditions stand in the saved model, so they are put to the two rows again, in the model's order: the first
that holds is the level. The sum has to come out as the build had it; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any

from dtsen_link.engine import Engine

Pair = tuple[str, str]
# Column and value -> share of the records that bear it.
Frequencies = Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class Level:
    """One level of a trained comparison.

    Attributes:
        label: the level in words.
        sql: its condition on columns with _l and _r, or ELSE.
        weight: log2(m / u); 0 where a value is missing.
        is_null: a value is missing, so the comparison says nothing.
        frequency_column: column whose common values weigh less; empty for none.
        frequency_share: how much of that correction applies, 0 to 1.
        exact_u: chance of two equal values of that column, which a value's share is measured against.
    """

    label: str
    sql: str
    weight: float
    is_null: bool
    frequency_column: str
    frequency_share: float
    exact_u: float = 0.0


@dataclass(frozen=True)
class Comparison:
    """One comparison of a trained model."""

    name: str
    levels: tuple[Level, ...]


@dataclass(frozen=True)
class Model:
    """A trained model, read back from what the build kept; prior_weight is log2 of the odds before any comparison."""

    name: str
    unique_id: str
    prior_weight: float
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True)
class Hit:
    """The level one pair fell in: its place in the comparison, its weight, and what the rarity of the value adds."""

    comparison: Comparison
    place: int
    rarity: float

    @property
    def level(self) -> Level:
        return self.comparison.levels[self.place]

    @property
    def weight(self) -> float:
        return self.level.weight + self.rarity


def read_model(name: str, settings: Mapping[str, Any]) -> Model:
    """A model out of Splink's settings as link_model_file keeps them."""
    prior = min(max(float(settings["probability_two_random_records_match"]), 1e-12), 1 - 1e-12)
    return Model(
        name,
        "unit_id" if name == "family" else "record_id",
        log2(prior / (1 - prior)),
        tuple(_comparison(entry) for entry in settings["comparisons"]),
    )


def hits(
    engine: Engine, model: Model, table: str, pairs: Sequence[Pair], frequencies: Frequencies
) -> dict[Pair, tuple[Hit, ...]]:
    """The level of each comparison that each pair falls in.

    Args:
        engine: holds the table.
        model: the model.
        table: records or units with the model's columns.
        pairs: pairs of unique ids, in the order in which the model's _l and _r shall see them.
        frequencies: share of the records that bear a value of a column, for term frequencies; a value not in it corrects nothing.

    Returns:
        One hit per comparison in the model's order, per pair whose rows are both in the table.
    """
    if not pairs or not model.comparisons:
        return dict.fromkeys(pairs, ())
    rows = engine.query(_level_sql(model, table, pairs)).to_pylist()
    return {(row["_id_l"], row["_id_r"]): tuple(_hit(c, row, frequencies) for c in model.comparisons) for row in rows}


def total(model: Model, found: Sequence[Hit]) -> float:
    """The weight of a pair by a model: the prior and all levels."""
    return model.prior_weight + sum(hit.weight for hit in found)


def name_frequencies(engine: Engine, table: str, column: str, values: Sequence[str]) -> dict[tuple[str, str], float]:
    """Share of the records with a value that bear each of these values: Splink's term frequencies."""
    if not values:
        return {}
    wanted = ", ".join(quoted(value) for value in sorted(set(values)))
    rows = engine.query(
        f"SELECT {column} AS value, count(*) / (SELECT count({column}) FROM {table}) AS share "
        f"FROM {table} WHERE {column} IN ({wanted}) GROUP BY {column}"
    ).to_pylist()
    return {(column, row["value"]): float(row["share"]) for row in rows}


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _comparison(entry: Mapping[str, Any]) -> Comparison:
    chances = {
        str(level["sql_condition"]).replace('"', "").replace(" ", ""): float(level["u_probability"])
        for level in entry["comparison_levels"]
        if not level.get("is_null_level")
    }
    levels = tuple(_level(level, chances) for level in entry["comparison_levels"])
    return Comparison(entry["output_column_name"], levels)


def _level(entry: Mapping[str, Any], chances: Mapping[str, float]) -> Level:
    is_null = bool(entry.get("is_null_level"))
    weight = 0.0 if is_null else log2(float(entry["m_probability"]) / float(entry["u_probability"]))
    column = str(entry.get("tf_adjustment_column") or "")
    return Level(
        label=str(entry["label_for_charts"]),
        sql=str(entry["sql_condition"]),
        weight=weight,
        is_null=is_null,
        frequency_column=column,
        frequency_share=float(entry.get("tf_adjustment_weight", 1.0)) if column else 0.0,
        exact_u=chances.get(f"{column}_l={column}_r", 0.0),
    )


def _level_sql(model: Model, table: str, pairs: Sequence[Pair]) -> str:
    wanted = ", ".join(f"({quoted(left)}, {quoted(right)})" for left, right in pairs)
    places = ", ".join(f"{_case(comparison)} AS place_{comparison.name}" for comparison in model.comparisons)
    terms = sorted({level.frequency_column for c in model.comparisons for level in c.levels} - {""})
    values = "".join(f", {term}_l AS term_{term}_l, {term}_r AS term_{term}_r" for term in terms)
    return (
        f"WITH wanted (_id_l, _id_r) AS (VALUES {wanted}), "
        f"pair AS (SELECT w._id_l, w._id_r, COLUMNS(l.*) AS '\\0_l', COLUMNS(r.*) AS '\\0_r' FROM wanted AS w "
        f"INNER JOIN {table} AS l ON w._id_l = l.{model.unique_id} "
        f"INNER JOIN {table} AS r ON w._id_r = r.{model.unique_id}) "
        f"SELECT _id_l, _id_r, {places}{values} FROM pair"
    )


def _case(comparison: Comparison) -> str:
    branches = []
    otherwise = "NULL"
    for place, level in enumerate(comparison.levels):
        if level.sql.strip().upper() == "ELSE":
            otherwise = str(place)
        else:
            branches.append(f"WHEN {level.sql} THEN {place}")
    return f"CASE {' '.join(branches)} ELSE {otherwise} END"


def _hit(comparison: Comparison, row: Mapping[str, Any], frequencies: Frequencies) -> Hit:
    place = int(row[f"place_{comparison.name}"])
    level = comparison.levels[place]
    column = level.frequency_column
    if not column or not level.exact_u:
        return Hit(comparison, place, 0.0)
    values = ((column, row[f"term_{column}_l"]), (column, row[f"term_{column}_r"]))
    shares = [frequencies[value] for value in values if value in frequencies]
    rarity = level.frequency_share * log2(level.exact_u / max(shares)) if shares else 0.0
    return Hit(comparison, place, rarity)
