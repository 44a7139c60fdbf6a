"""Connected components of numbered records: which records can end up in one cluster at all."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


def component_table(ties: pa.Table) -> pa.Table:
    """Every number that a tie touches, with the smallest number of its component.

    Args:
        ties: left, right: pairs of numbers from 0 on.

    Returns:
        number, component.
    """
    left, right = (ties[side].to_numpy() for side in ("left", "right"))
    count = int(max(left.max(initial=-1), right.max(initial=-1))) + 1
    component = components(left, right, count)
    touched = np.zeros(count, dtype=bool)
    touched[left] = touched[right] = True
    number = np.flatnonzero(touched)
    return pa.table({"number": pa.array(number), "component": pa.array(component[number])})


def components(left: Numbers, right: Numbers, count: int) -> Numbers:
    """The smallest number that each of 0 ... count - 1 is tied to along the pairs (left, right).

    Every round hooks whole components onto the smallest one they touch, so rounds grow with the logarithm of the longest chain.
    """
    label = np.arange(count, dtype=np.int64)
    while True:
        label_l, label_r = label[left], label[right]
        open_pairs = label_l != label_r
        if not open_pairs.any():
            return label
        left, right = left[open_pairs], right[open_pairs]
        label_l, label_r = label_l[open_pairs], label_r[open_pairs]
        np.minimum.at(label, np.maximum(label_l, label_r), np.minimum(label_l, label_r))
        label = _to_roots(label)


def _to_roots(label: Numbers) -> Numbers:
    while True:
        further = label[label]
        if np.array_equal(further, label):
            return label
        label = further
