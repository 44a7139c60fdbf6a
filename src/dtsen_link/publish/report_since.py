"""The report's section on the release before: what became of its ids."""

from __future__ import annotations

from dtsen_link.publish.figures import plain_bars
from dtsen_link.publish.report_parts import View, get

_WORDS = {
    "person": {
        "kept": "the same person",
        "new": "new: not in the release before",
        "split": "split: part of another id before",
        "merged": "merged into another id",
        "returned": "back: was in no delivery before",
        "absent": "absent: in none of this quarter's deliveries",
        "reported_dead": "reported dead since",
    },
    "family": {
        "same": "the same family",
        "new": "new",
        "split": "split off another family",
        "merged": "merged into another family",
        "returned": "back: was in no delivery before",
        "moved": "moved to another place",
        "new_head": "with a new head",
        "dissolved": "dissolved: its people live in several others",
        "absent": "absent: nobody of it is in a delivery",
    },
}
_UNCHANGED = {"person": "kept", "family": "same"}


def since_view(metrics: View) -> View:
    """Counts of what happened to ids; empty without a release before."""
    if not metrics.get("previous"):
        return {}
    events = get(metrics, "id_events", "by_event")
    return {
        "previous": metrics["previous"],
        "kept": {entity: events.get(entity, {}).get(event, 0) for entity, event in _UNCHANGED.items()},
        "absent": events.get("person", {}).get("absent", 0),
        "changes": {
            entity: plain_bars(
                {
                    text: events[entity][event]
                    for event, text in words.items()
                    if event != _UNCHANGED[entity] and events.get(entity, {}).get(event)
                }
            )
            for entity, words in _WORDS.items()
        },
    }
