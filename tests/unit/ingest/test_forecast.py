"""Peak memory is foretold within a factor of 1.5 of what builds were seen to hold (docs/performance.md)."""

from __future__ import annotations

import pytest

from dtsen_link.ingest.forecast import peak_memory

GIB = 2**30


@pytest.mark.parametrize(
    ("records", "pairs", "allowed", "found"),
    [
        (99_332, 480_000, 5.5e9, 0.53),
        (997_734, 4_840_000, 5.5e9, 1.82),
        (3_189_854, 16_380_000, 3e9, 3.27),
        (3_189_854, 16_380_000, 5.5e9, 4.29),
        (9_998_394, 60_920_000, 9e9, 9.39),
    ],
)
def test_memory_is_foretold_with_and_without_room(records: int, pairs: int, allowed: float, found: float) -> None:
    assert found / 1.5 <= peak_memory(records, pairs, allowed) / GIB <= 1.5 * found


def test_a_limit_above_what_is_needed_changes_nothing() -> None:
    assert peak_memory(1000, 5000, 8e9) == peak_memory(1000, 5000, float("inf"))
