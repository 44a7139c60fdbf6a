"""What a build must reach; a bench that misses one of these ends with exit code 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# By kind of row: score -> least value. A sample of another size has no limits.
LIMITS: dict[str, dict[str, float]] = {
    "labelled": {"persons precision": 0.999, "persons recall": 0.993, "persons f1": 0.996, "families f1": 0.985},
    "20000": {"persons precision": 0.998, "persons recall": 0.992, "persons f1": 0.995, "families f1": 0.985},
    "450000": {"persons precision": 0.998, "persons recall": 0.986, "persons f1": 0.992, "families f1": 0.98},
}


@dataclass(frozen=True)
class Costs:
    """What a build of a kind of row may cost.

    Attributes:
        wall_ratio: so many times the baseline's wall time with one clustering.
        gib: so much memory at its peak.
    """

    wall_ratio: float
    gib: float


COSTS = {"labelled": Costs(wall_ratio=8.0, gib=4.0), "450000": Costs(wall_ratio=5.0, gib=10.0)}


def missed_scores(kind: str, scores: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The limits of a kind of row that its scores ("persons", "families") do not keep, in words."""
    missed = []
    for name, least in LIMITS.get(kind, {}).items():
        entity, rate = name.split()
        found = scores[entity][rate]
        if found is None or found < least:
            missed.append(f"{name} {'none' if found is None else f'{found:.4f}'}, at least {least}")
    return missed


def missed_costs(kind: str, seconds: float, gib: float, baseline_seconds: float) -> list[str]:
    """The limits on time and memory that a row does not keep; without a baseline there is none on time."""
    costs = COSTS.get(kind)
    if costs is None:
        return []
    missed = []
    if gib > costs.gib:
        missed.append(f"peak memory {gib:.2f} GiB, at most {costs.gib}")
    if baseline_seconds and seconds > costs.wall_ratio * baseline_seconds:
        missed.append(f"wall time {seconds / baseline_seconds:.1f} times the baseline, at most {costs.wall_ratio}")
    return missed
