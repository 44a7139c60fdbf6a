"""What became of the questions since the previous release, and how old the open ones are, for the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dtsen_link.publish.figures import bars
from dtsen_link.publish.report_parts import View, by_size, get

EVENTS = ("still_open", "opened", "reopened", "decided", "closed_by_data")
_OPEN_NOW = ("still_open", "opened", "reopened")
_OPEN_BEFORE = ("still_open", "decided", "closed_by_data")
# Age in quarters -> CSS class, the oldest together.
_AGES = {"0": "t-one", "1": "t-two", "2": "t-three", "3": "t-warn", "4+": "t-bad"}
_AGE_WORDS = {"0": "new in this release", "1": "one quarter", "2": "two", "3": "three", "4+": "a year and more"}
_OLDEST = 4


def life_view(metrics: View, roles: Mapping[str, str], regions: Mapping[str, str]) -> View:
    """The life of questions.

    Args:
        metrics: what metrics.json holds.
        roles: role -> words.
        regions: code of a province or kabupaten, or - for none -> words.
    """
    return {
        "has_past": any(set(events) - {"opened"} for events in get(metrics, "conflicts", "event_by_role").values()),
        "events": [
            ("role", _events(get(metrics, "conflicts", "event_by_role"), roles)),
            ("province", _events(get(metrics, "conflicts", "event_by_prov"), regions)),
        ],
        "by_kab": _events(get(metrics, "conflicts", "event_by_kab"), regions),
        "ages": [
            ("By role", _ages(get(metrics, "conflicts", "age_by_role"), roles)),
            ("By province", _ages(get(metrics, "conflicts", "age_by_prov"), regions)),
        ],
        "legend": [(tone, _AGE_WORDS[age]) for age, tone in _AGES.items()],
    }


def _events(counts: Mapping[str, Mapping[str, int]], words: Mapping[str, str]) -> list[View]:
    """One row per area or role: how many were open, what became of them, how many are."""
    return [
        {
            "label": words.get(key, key),
            "before": sum(counts[key].get(event, 0) for event in _OPEN_BEFORE),
            "now": sum(counts[key].get(event, 0) for event in _OPEN_NOW),
            **{event: counts[key].get(event, 0) for event in EVENTS},
        }
        for key in sorted(counts, key=lambda key: (key == "-", key))
    ]


def _ages(counts: Mapping[str, Mapping[str, int]], words: Mapping[str, str]) -> Any:
    grouped: dict[str, dict[str, int]] = {}
    for key in by_size({key: sum(ages.values()) for key, ages in counts.items()}):
        ages = grouped.setdefault(words.get(key, key), {})
        for quarters, number in counts[key].items():
            age = quarters if int(quarters) < _OLDEST else "4+"
            ages[age] = ages.get(age, 0) + number
    return bars(grouped, _AGES, labels=_AGE_WORDS, full=False)
