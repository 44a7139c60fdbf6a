"""The report's parts on linkage and models, made out of metrics.json and Splink's chart specifications."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dtsen_link.publish.figures import Bin, bars, plain_bars
from dtsen_link.publish.report_parts import Counts, View, by_size, get, in_order

_RULES = {
    "nik_exact": "t-main",
    "probabilistic": "t-second",
    "household": "t-third",
    "decision": "t-warn2",
    "single": "t-rest",
}
_PURPOSES = {
    "person": "Are two records one person? Evidence about the person alone, and the place once.",
    "household": "Are two records of one matched family one person? The family is known, so what its members share says little.",
    "family": "Are two family units one family? KK number, address and members found one to one.",
}
_CHARTS = {
    "match_weights": (
        "Match weights",
        "Every pair starts at the prior, far to the left, because two strangers are the rule; each comparison moves it.",
    ),
    "m_u_parameters": (
        "m and u of each level",
        "Left: how often true pairs stand at a level. Right: how often strangers do. The more unlike, the more it tells.",
    ),
    "match_weights_histogram": ("Match weights of the scored pairs", "Pairs by the weight the model gave them."),
}
# Sizes above this are counted together.
_MANY = 12
# Levels of one model shown as those that moved most.
_MOST_MOVED = 8


def linkage_view(metrics: View, lists: View) -> View:
    """How records, persons and families hold together."""
    rules = {code: f"{code} · {label.lower()}" for code, label in lists["link_rule"].items()}
    persons = get(metrics, "linkage", "person_rule")
    unit_rules = {code: f"{code} · {label.lower()}" for code, label in lists["unit_rule"].items()}
    return {
        "legend": [(tone, rules[rule]) for rule, tone in _RULES.items() if rule != "decision" or rule in persons],
        "records": bars(in_order(get(metrics, "linkage", "record_rule"), metrics), _RULES, labels=rules),
        "persons": plain_bars(
            {rules.get(rule, rule): persons[rule] for rule in [*_RULES, *persons] if rule in persons}
        ),
        "units": plain_bars(
            by_size({unit_rules.get(key, key): n for key, n in get(metrics, "linkage", "unit_rule").items()})
        ),
        "person_weights": _weights(get(metrics, "linkage", "person_pair_weight")),
        "family_weights": _weights(get(metrics, "linkage", "family_pair_weight")),
        "tie_weights": _weights(
            {weight: sum(parts.values()) for weight, parts in get(metrics, "linkage", "record_tie_weight").items()}
        ),
        "blocking": _blocking(metrics),
        "person_sizes": _sizes(get(metrics, "linkage", "person_size")),
        "family_sizes": _sizes(get(metrics, "linkage", "family_size")),
        "unit_sizes": _sizes(get(metrics, "linkage", "family_unit_size")),
        "repeated": get(metrics, "linkage", "persons_repeated_in_source"),
        "repeated_in_unit": get(metrics, "linkage", "persons_repeated_in_unit"),
        "questions": get(metrics, "linkage", "question"),
    }


def _blocking(metrics: View) -> list[View]:
    held, scored = get(metrics, "linkage", "blocking"), get(metrics, "linkage", "person_pair_by_rule")
    rules = [
        {
            "name": rule,
            "held": held.get(rule, {}).get("pair_n"),
            "scored": scored.get(rule, 0),
            "largest": held.get(rule, {}).get("largest_block"),
            "left_out": held.get(rule, {}).get("crowded_record_n"),
        }
        for rule in sorted(set(held) | set(scored))
    ]
    return sorted(rules, key=lambda rule: -rule["scored"])


def _weights(counts: Counts) -> list[Bin]:
    """Every whole weight from the smallest to the greatest, the empty ones too; below 0 speaks against a match."""
    if not counts:
        return []
    known = {int(weight): number for weight, number in counts.items()}
    return [
        Bin(str(weight), known.get(weight, 0), "t-rest" if weight < 0 else "t-main")
        for weight in range(min(known), max(known) + 1)
    ]


def _sizes(counts: Counts) -> list[Bin]:
    """Sizes up to a dozen one by one, the rest together."""
    known = {int(size): number for size, number in counts.items()}
    bins = [
        Bin(str(size), known.get(size, 0))
        for size in range(min(known, default=1), min(max(known, default=0), _MANY) + 1)
    ]
    rest = sum(number for size, number in known.items() if size > _MANY)
    return [*bins, Bin(f"> {_MANY}", rest, "t-warn")] if rest else bins


def models_view(metrics: View, charts: Mapping[str, Mapping[str, Any]]) -> list[View]:
    """Every trained model: its levels, what is known of its training, Splink's charts of it."""
    models = sorted({row["model"] for row in metrics["model_levels"]} | set(metrics["models"]), reverse=True)
    return [_model(name, metrics, charts.get(name, {})) for name in models]


def _model(name: str, metrics: View, charts: Mapping[str, Any]) -> View:
    rows = [row for row in metrics["model_levels"] if row["model"] == name and row["level"] >= 0]
    strongest = max((abs(row["match_weight"] or 0) for row in rows), default=1) or 1
    comparisons: dict[str, list[View]] = {}
    for row in sorted(rows, key=lambda row: (row["comparison"], -row["level"])):
        weight = row["match_weight"]
        length = 0 if weight is None else abs(weight) / strongest / 2
        comparisons.setdefault(row["comparison"], []).append({**row, "length": length})
    diagnostics = metrics["models"].get(name, {})
    return {
        "name": name,
        "purpose": _PURPOSES.get(name, ""),
        "training": _training(diagnostics),
        "comparisons": comparisons,
        "untrained": [f"{row['comparison']}: {row['label']}" for row in rows if not row["trained"]],
        "moved": _moved(metrics, name),
        "charts": [_chart(name, key, charts[key]) for key in _in_reading_order(charts)],
    }


def _moved(metrics: View, name: str) -> list[View]:
    """The levels whose weight moved most since the model it is held against, each as often as it occurs."""
    levels = [row for row in metrics.get("model_drift", []) if row["model"] == name and row["moved_bits"]]
    return sorted(levels, key=lambda row: (-row["moved_bits"] * row["share"], row["comparison"], row["label"]))[
        :_MOST_MOVED
    ]


def _in_reading_order(charts: Mapping[str, Any]) -> list[str]:
    return [key for key in _CHARTS if key in charts] + sorted(set(charts) - set(_CHARTS))


def _chart(model: str, key: str, specification: Any) -> View:
    title, words = _CHARTS.get(key, (key.replace("_", " ").capitalize(), ""))
    return {"id": f"{model}-{key}", "title": title, "words": words, "spec": specification}


def _training(diagnostics: View) -> list[str]:
    """What is known of a model's training, in sentences; a reused model may know less."""
    said = []
    if diagnostics.get("converged") is not None:
        rounds = diagnostics.get("iterations")
        rounds = [rounds] if isinstance(rounds, int) else rounds or []
        after = f" after {' and '.join(map(str, rounds))} iterations" if rounds else ""
        said.append(f"Training {'settled' if diagnostics['converged'] else 'did not settle'}{after}.")
    prior = diagnostics.get("probability_two_random_records_match")
    if prior:
        said.append(f"Two records taken at random match with probability {prior:.3g} (one in {1 / prior:,.0f}).")
    return said
