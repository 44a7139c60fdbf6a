"""How fast this machine is beside the one that the forecast was measured on."""

from __future__ import annotations

from itertools import count

import pytest

from dtsen_link.engine import DuckDBEngine
from dtsen_link.ingest import pace as pace_module
from dtsen_link.ingest.pace import pace


def test_twice_the_time_is_twice_the_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = count(step=2 * pace_module._REFERENCE)
    monkeypatch.setattr(pace_module.time, "perf_counter", lambda: next(clock))
    assert pace(DuckDBEngine(threads=1), 1) == pytest.approx(2.0)


def test_it_is_measured_and_leaves_nothing() -> None:
    engine = DuckDBEngine(threads=1)
    held = engine.tables()
    assert pace(engine, 1) > 0
    assert engine.tables() == held


def test_each_core_gets_as_much_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    engine, found = DuckDBEngine(threads=2), []
    monkeypatch.setattr(pace_module, "_seconds", lambda engine: found.append(engine.count("tmp_pace")) or 1.0)
    for cores in (1, 2, 64):
        pace(engine, cores)
    assert found[:: pace_module._RUNS] == [122_880, 245_760, 16 * 122_880]
