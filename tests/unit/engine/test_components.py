"""Components by hooking whole components onto the smallest one they touch."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dtsen_link.engine.components import components

COUNT = 12
PAIRS = st.lists(st.tuples(st.integers(0, COUNT - 1), st.integers(0, COUNT - 1)), max_size=20)


def reached(pairs: list[tuple[int, int]], start: int) -> set[int]:
    found, open_ = {start}, [start]
    while open_:
        here = open_.pop()
        for left, right in pairs:
            for this, other in ((left, right), (right, left)):
                if this == here and other not in found:
                    found.add(other)
                    open_.append(other)
    return found


@given(PAIRS)
def test_every_number_bears_the_smallest_one_it_can_reach(pairs: list[tuple[int, int]]) -> None:
    left, right = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
    found = components(left, right, COUNT)
    assert found.tolist() == [min(reached(pairs, number)) for number in range(COUNT)]


def test_a_long_chain_is_one_component() -> None:
    numbers = np.arange(100_000, dtype=np.int64)
    assert not components(numbers[:-1], numbers[1:], len(numbers)).any()


def test_no_pairs_and_no_numbers() -> None:
    none = np.array([], dtype=np.int64)
    assert components(none, none, 3).tolist() == [0, 1, 2]
    assert components(none, none, 0).tolist() == []
