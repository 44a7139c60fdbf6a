"""The household model: what agreement is worth between people who live together."""

from __future__ import annotations

from math import log2
from typing import Any

from dtsen_link.config import Config
from dtsen_link.engine import Engine
from dtsen_link.linkage.spec import ModelSpec
from dtsen_link.linkage.splink_model import TrainedModel
from dtsen_link.linkage.training import train_u_within

# Levels whose u the pairs inside families cannot teach, because nearly all that show them are one person written twice.
# Twins bear consecutive serials: between two co-residents born on one day, near NIK are the rule, not evidence.
# A NIK borne by nobody else in its source is the spouse's or the head's only where their own row lacks it: 3 % wrong
# NIK, a third of them another member's, that member's own NIK missing in one row of twenty (domain rates).
_FIXED_U = {
    "nik_serial_given_date": 0.5,
    "nik_far_serial_given_date": 0.01,
    "nik_near_given_date": 2e-4,
    "nik_same": 2e-4,
}
# Agreement among co-residents is common; a sample of this size settles it to the second digit.
_ENOUGH_PAIRS = 200_000
_FIRST_GUESS_OF_DUPLICATES = 0.003


def train_household(engine: Engine, config: Config, spec: ModelSpec, person: TrainedModel) -> TrainedModel:
    """Learn the household model: the person model's m, and u from the pairs inside source families.

    Place is left out (it is the household's), and so are term frequencies (siblings share names by design).
    """
    settings = {**person.settings, "comparisons": _comparisons(spec, person.settings["comparisons"])}
    return train_u_within(
        engine,
        "household",
        "link_record",
        settings,
        block="unit_id",
        prior=_FIRST_GUESS_OF_DUPLICATES,
        max_pairs=min(config.link.max_train_pairs, _ENOUGH_PAIRS),
    )


def log_odds(probability: float) -> float:
    """Log2 of the odds, kept away from certainty."""
    bounded = min(max(probability, 1e-6), 1 - 1e-6)
    return round(log2(bounded / (1 - bounded)), 4)


def _comparisons(spec: ModelSpec, trained: list[dict[str, Any]]) -> list[dict[str, Any]]:
    kept = []
    for comparison in trained:
        described = spec.comparison(comparison["output_column_name"])
        if described.place:
            continue
        levels = [
            _level(level, description.u_within, _FIXED_U.get(description.u))
            for level, description in zip(comparison["comparison_levels"], described.levels, strict=True)
        ]
        kept.append({**comparison, "comparison_levels": levels})
    return kept


def _level(level: dict[str, Any], start_u: float | None, fixed_u: float | None) -> dict[str, Any]:
    dropped = ("tf_adjustment_column", "tf_adjustment_weight", "tf_minimum_u_value", "fix_u_probability")
    kept = {key: value for key, value in level.items() if key not in dropped}
    if start_u is not None:
        kept["u_probability"] = start_u
    if fixed_u is not None:
        kept |= {"u_probability": fixed_u, "fix_u_probability": True}
    return kept
