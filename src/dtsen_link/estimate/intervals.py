"""Intervals for rates of which only an expected number of mistakes is known.

Mistakes come in events (two families of one name put together are many wrong pairs), events are rare and independent, and how
many are expected is itself uncertain by a factor. So their number is Poisson with a log-normal mean, and the interval holds
the middle 95 % of it. It covers what a truth would count, not a mean: in a small group it is wide, as it should be.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, hypot
from statistics import NormalDist

from dtsen_link.estimate.assumptions import Spread

LEVEL = 0.95
# A group leans on the whole as if it had seen this many events there.
PRIOR_EVENTS = 1.0
_NORMAL = NormalDist()
_STEPS = 40
# Midpoints of equally likely slices of the log-normal factor.
_SLICES = tuple(_NORMAL.inv_cdf((step + 0.5) / _STEPS) for step in range(_STEPS))


@dataclass(frozen=True)
class Count:
    """An expected number of pairs and the interval around it."""

    expected: float
    low: float
    high: float


def count_interval(expected: float, pairs: float, spread: Spread, *, whole_rate: float | None = None) -> Count:
    """The interval of a number of wrong or missed pairs.

    Args:
        expected: what the evidence adds up to.
        pairs: pairs among which they are.
        spread: how unsure that is.
        whole_rate: share of such pairs in the whole build, for a group; None for the whole.
    """
    sigma = spread.model
    events = expected / spread.pairs_per_event
    if whole_rate is not None:
        sigma = hypot(spread.model, spread.group)
        events = _shrunk(expected, pairs, spread.pairs_per_event, whole_rate)
    low, high = event_interval(events, sigma)
    size = spread.pairs_per_event
    return Count(events * size, low * size, high * size)


def _shrunk(expected: float, pairs: float, pairs_per_event: float, whole_rate: float) -> float:
    """Events of a group, leaning on the whole: the posterior mean of a Poisson rate under a gamma prior."""
    if whole_rate <= 0:
        return expected / pairs_per_event
    exposure = pairs * whole_rate / pairs_per_event
    return exposure * (PRIOR_EVENTS + expected / pairs_per_event) / (PRIOR_EVENTS + exposure)


def event_interval(mean: float, sigma: float, level: float = LEVEL) -> tuple[int, int]:
    """Fewest and most events in the middle `level` of a Poisson number whose mean is uncertain by exp(sigma * normal)."""
    tail = (1 - level) / 2
    return _quantile(mean, sigma, tail), _quantile(mean, sigma, 1 - tail)


def _quantile(mean: float, sigma: float, share: float) -> int:
    """The smallest number of events whose cumulated probability reaches a share."""
    if mean <= 0:
        return 0
    low, high = -1, 8
    while _cumulated(high, mean, sigma) < share:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _cumulated(middle, mean, sigma) >= share else (middle, high)
    return high


def _cumulated(events: int, mean: float, sigma: float) -> float:
    return sum(_poisson(events, mean * exp(sigma * step)) for step in _SLICES) / _STEPS


def _poisson(events: int, mean: float) -> float:
    """P(X <= events), exactly where few are expected, by Wilson and Hilferty's cube root beyond."""
    if mean < 50:
        term = total = exp(-mean)
        for number in range(1, events + 1):
            term *= mean / number
            total += term
        return min(total, 1.0)
    size = events + 1
    place = ((mean / size) ** (1 / 3) - (1 - 1 / (9 * size))) * 3 * size**0.5
    return 1 - _NORMAL.cdf(place)
