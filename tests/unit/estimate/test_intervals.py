"""Intervals of numbers of mistakes: Poisson where the mean is sure, wider where it is not, leaning on the whole where few."""

from __future__ import annotations

import pytest

from dtsen_link.estimate.assumptions import Spread
from dtsen_link.estimate.intervals import count_interval, event_interval

SPREAD = Spread(pairs_per_event=2.0, model=0.3, group=0.4)


@pytest.mark.parametrize(
    ("mean", "low", "high"),
    [(0.0, 0, 0), (0.01, 0, 0), (1.0, 0, 3), (10.0, 4, 17), (30.0, 20, 41)],
)
def test_a_sure_mean_gives_the_quantiles_of_a_poisson_number(mean: float, low: int, high: int) -> None:
    assert event_interval(mean, 0.0) == (low, high)


def test_large_means_go_on_where_small_ones_end() -> None:
    low, high = event_interval(1000.0, 0.0)
    assert low == pytest.approx(1000 - 1.96 * 1000**0.5, abs=2)
    assert high == pytest.approx(1000 + 1.96 * 1000**0.5, abs=2)


def test_doubt_about_the_mean_widens_the_interval() -> None:
    sure, unsure = event_interval(40.0, 0.0), event_interval(40.0, 0.5)
    assert unsure[0] < sure[0]
    assert unsure[1] > sure[1]


def test_bounds_lie_around_what_is_expected_and_count_whole_events() -> None:
    found = count_interval(60.0, 10_000.0, SPREAD)
    assert found.low < found.expected == 60.0 < found.high
    assert found.low % SPREAD.pairs_per_event == found.high % SPREAD.pairs_per_event == 0


def test_a_small_group_without_signs_of_mistakes_is_not_taken_to_be_free_of_them() -> None:
    found = count_interval(0.0, 500.0, SPREAD, whole_rate=0.01)
    assert 0 < found.expected < 500 * 0.01
    assert found.high > 0


def test_a_large_group_speaks_for_itself() -> None:
    found = count_interval(1_000.0, 50_000.0, SPREAD, whole_rate=0.001)
    assert found.expected == pytest.approx(1_000.0, rel=0.05)


def test_a_group_is_less_sure_than_the_whole() -> None:
    whole = count_interval(100.0, 10_000.0, SPREAD)
    group = count_interval(100.0, 10_000.0, SPREAD, whole_rate=0.01)
    assert group.low < whole.low
    assert group.high > whole.high
