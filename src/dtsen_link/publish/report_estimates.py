"""The report's part on estimated precision and recall, made out of metrics.json."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dtsen_link.publish.report_parts import View

_KINDS = {
    "provinsi": "Province",
    "kabupaten": "Kabupaten/kota",
    "jenis_kelamin": "Sex",
    "umur": "Age",
    "desil": "Desil",
    "kata_nama": "Words of the name",
    "nik": "NIK of the record",
    "source_pair": "Two registries",
}
_ENTITIES = {"persons": "Persons", "families": "Families"}
_RATES = ("precision", "recall")
# Below so many pairs a group's interval says little more than that of the whole.
_FEWEST_PAIRS = 100
_NARROWEST = 0.001


def estimates_view(metrics: View, words: Mapping[str, Mapping[str, str]]) -> View:
    """Rates of the whole release as cards, of its groups as tables with intervals to one scale per rate.

    Args:
        metrics: what metrics.json holds; one of an older version has no estimates.
        words: kind of group -> value -> words for it.
    """
    rows = [row for row in metrics.get("estimates", []) if _shown(row)]
    return {
        "whole": [
            {"title": f"{_ENTITIES[row['entity']]}: {rate}", **_interval(row, rate, 0.0)}
            for entity in _ENTITIES
            for row in rows
            if (row["kind"], row["entity"]) == ("all", entity)
            for rate in _RATES
        ],
        "kinds": [
            {"title": title, "kind": kind, "entities": _entities(rows, kind, words.get(kind, {}))}
            for kind, title in _KINDS.items()
            if any(row["kind"] == kind for row in rows)
        ],
        "threshold": _threshold(metrics.get("threshold", {})),
    }


def _threshold(found: Mapping[str, Any]) -> str:
    """At which threshold the records were joined, and why."""
    if not found:
        return ""
    at = f"Pairs of different families were joined from a probability of {found['join_probability']:g}"
    if found["target_precision"] is None:
        return f"{at}, as configured."
    kept = "keeps" if found["reached"] else "does not reach"
    return (
        f"{at}: the estimated precision there, {_percent(found['estimated_precision'])}, {kept} the target of "
        f"{_percent(found['target_precision'])}."
    )


def _shown(row: Mapping[str, Any]) -> bool:
    return row["found_pairs"] >= (0 if row["kind"] == "all" else _FEWEST_PAIRS) and row["precision"] is not None


def _entities(rows: Iterable[Mapping[str, Any]], kind: str, words: Mapping[str, str]) -> list[View]:
    made = []
    for entity, title in _ENTITIES.items():
        own = [row for row in rows if row["kind"] == kind and row["entity"] == entity and row["recall"] is not None]
        # All intervals of a table share one scale, or they could not be compared by eye.
        start = {rate: min((row[f"{rate}_low"] for row in own), default=0.0) - _NARROWEST for rate in _RATES}
        lines = [
            {
                "label": words.get(row["value"], row["value"]),
                "pairs": row["found_pairs"],
                "rates": [_interval(row, rate, start[rate]) for rate in _RATES],
            }
            for row in own
        ]
        if lines:
            made.append({"title": title, "rows": lines})
    return made


def _interval(row: Mapping[str, Any], rate: str, start: float) -> View:
    value, low, high = row[rate], row[f"{rate}_low"], row[f"{rate}_high"]
    width = max(1 - start, _NARROWEST)
    return {
        "value": _percent(value),
        "range": f"{_percent(low)} to {_percent(high)}",
        "left": max(low - start, 0) / width,
        "wide": max(high - low, 0) / width,
        "mark": max(value - start, 0) / width,
    }


def _percent(rate: float | None) -> str:
    return "–" if rate is None else f"{100 * rate:.2f} %"
