"""Access to metrics.json that the parts of the report share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

View = dict[str, Any]
Counts = Mapping[str, int]


def get(metrics: View, section: str, name: str) -> dict[str, Any]:
    """One breakdown of metrics.json; empty where a build had nothing to count."""
    found = metrics.get(section, {}).get(name, {})
    return found if isinstance(found, dict) else {}


def in_order(by_source: Mapping[str, Any], metrics: View) -> dict[str, Any]:
    """Figures by source in the order of the configuration."""
    return {source["name"]: by_source[source["name"]] for source in metrics["sources"] if source["name"] in by_source}


def by_size(counts: Counts) -> dict[str, int]:
    """The greatest first; equal ones by name."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
