"""The joining threshold: as configured, or the lowest on the grid that keeps the precision wanted."""

from __future__ import annotations

import pytest

from dtsen_link.config import LinkConfig
from dtsen_link.engine import DuckDBEngine
from dtsen_link.resolve import threshold
from dtsen_link.resolve.threshold import GRID, settle


class Clustering:
    """Remembers at which thresholds it was asked to cluster, and how precise each clustering is."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, precisions: dict[float, float]) -> None:
        self.asked: list[float] = []
        monkeypatch.setattr(threshold, "joined_precision", lambda *_: precisions[self.asked[-1]])

    def __call__(self, at: float) -> None:
        self.asked.append(at)


def rising(start: float, step: float) -> dict[float, float]:
    return {at: start + step * place for place, at in enumerate(GRID)}


def note(engine: DuckDBEngine) -> dict[str, object]:
    (row,) = engine.query("SELECT * FROM link_threshold").to_pylist()
    return dict(row)


def test_without_a_target_the_configured_threshold_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    clustering, engine = Clustering(monkeypatch, {}), DuckDBEngine(threads=1)
    assert settle(engine, LinkConfig(join_probability=0.85), clustering) == 0.85
    assert clustering.asked == [0.85]
    assert note(engine) == {
        "join_probability": 0.85,
        "target_precision": None,
        "estimated_precision": None,
        "reached": None,
    }


@pytest.mark.parametrize("place", range(len(GRID)))
def test_the_lowest_threshold_that_keeps_the_target_is_taken(monkeypatch: pytest.MonkeyPatch, place: int) -> None:
    precisions = rising(0.99, 0.001)
    clustering, engine = Clustering(monkeypatch, precisions), DuckDBEngine(threads=1)
    target = precisions[GRID[place]]
    assert settle(engine, LinkConfig(target_precision=target), clustering) == GRID[place]
    assert clustering.asked[-1] == GRID[place]
    assert note(engine)["reached"] is True


def test_a_target_out_of_reach_takes_the_highest_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    clustering, engine = Clustering(monkeypatch, rising(0.98, 0.001)), DuckDBEngine(threads=1)
    assert settle(engine, LinkConfig(target_precision=0.999), clustering) == GRID[-1]
    assert note(engine)["reached"] is False
    assert note(engine)["estimated_precision"] == pytest.approx(0.986)


def test_no_more_clusterings_are_made_than_halving_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    clustering = Clustering(monkeypatch, rising(0.99, 0.001))
    settle(DuckDBEngine(threads=1), LinkConfig(target_precision=0.9925), clustering)
    assert len(clustering.asked) <= 4
