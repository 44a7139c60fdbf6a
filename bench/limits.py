"""What a build must reach; a bench that misses one of these ends with exit code 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


# Of bench/scale.py, by families: times the baseline with one clustering (0 without one), GiB.
SCALE = {450_000: Costs(wall_ratio=3.0, gib=6.0), 1_410_000: Costs(wall_ratio=0.0, gib=12.0)}
# Time may grow as records to this power.
GROWTH = 1.15
# With 3 GB of memory a build may take so many times what it takes with more.
LITTLE_MEMORY_TIMES = 2.0
# What is foretold is at most so many times more or less than what then happens.
FORECAST = 1.5


def missed_scale(
    families: int,
    found: Mapping[str, float],
    foretold: Mapping[str, float],
    baseline_seconds: float,
    whole_seconds: float = 0.0,
) -> list[str]:
    """The limits that one size does not keep, in words.

    Args:
        families: of the sample.
        found: pairs, memory and disk in bytes, seconds.
        foretold: the same by `check`; empty where it is not to be held against what was found.
        baseline_seconds: of plain Splink with one clustering; 0 without.
        whole_seconds: of the build with more memory; 0 where this one is it.
    """
    missed = []
    costs = SCALE.get(families)
    gib = found["memory"] / 2**30
    if costs is not None and gib > costs.gib:
        missed.append(f"peak memory {gib:.2f} GiB, at most {costs.gib:g}")
    if costs is not None and baseline_seconds and found["seconds"] > costs.wall_ratio * baseline_seconds:
        missed.append(
            f"time {found['seconds'] / baseline_seconds:.1f} times plain Splink, at most {costs.wall_ratio:g}"
        )
    if whole_seconds and found["seconds"] > LITTLE_MEMORY_TIMES * whole_seconds:
        missed.append(
            f"time {found['seconds'] / whole_seconds:.1f} times that with more memory, at most {LITTLE_MEMORY_TIMES:g}"
        )
    for name, told in foretold.items():
        if max(told / found[name], found[name] / told) > FORECAST:
            missed.append(f"{name}: foretold {told:,.0f}, found {found[name]:,.0f}; within {FORECAST:g} is asked")
    return missed


def missed_growth(exponents: Sequence[float]) -> list[str]:
    """The steps from size to size in which time grows faster than it may, in words."""
    return [f"time grows as records to the power {found}, at most {GROWTH}" for found in exponents if found > GROWTH]
