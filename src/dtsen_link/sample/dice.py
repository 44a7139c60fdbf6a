"""Randomness that a seed and a name determine, whatever was drawn before.

Every purpose draws from a stream of its own (seed, chunk, label), so adding a draw somewhere changes nothing elsewhere, and
chunks can be made in any order. The bits come from Philox, whose raw stream numpy guarantees to keep from version to version;
the conversions to numbers are done here, because numpy may change those of its Generator.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_MIX = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)


class Dice:
    """Named streams of one chunk of one sample."""

    def __init__(self, seed: int, chunk: int, scope: str = "") -> None:
        self.seed = seed
        self.chunk = chunk
        self.scope = scope

    def within(self, scope: str) -> Dice:
        """Dice whose labels cannot meet those of other scopes."""
        return Dice(self.seed, self.chunk, f"{self.scope}/{scope}")

    def uniform(self, label: str, n: int) -> NDArray[np.float64]:
        """Numbers in [0, 1), one per row."""
        return np.asarray((self._bits(label, n) >> np.uint64(11)).astype(np.float64) * 2.0**-53)

    def normal(self, label: str, n: int) -> NDArray[np.float64]:
        """Roughly normal numbers, mean 0, deviation 1 (sum of four uniforms: no tail beyond 3.5 is wanted)."""
        return np.asarray((self.uniform(label, 4 * n).reshape(n, 4).sum(axis=1) - 2.0) * 3.0**0.5)

    def integers(self, label: str, n: int, low: int, high: int) -> NDArray[np.int64]:
        """Whole numbers from low to high, both included."""
        return np.asarray(low + np.floor(self.uniform(label, n) * (high - low + 1)).astype(np.int64))

    def choice(self, label: str, n: int, weights: Sequence[float] | NDArray[np.float64]) -> NDArray[np.int64]:
        """Positions in a list of weights."""
        edges = np.cumsum(np.asarray(weights, dtype=np.float64))
        found = np.searchsorted(edges, self.uniform(label, n) * edges[-1], side="right")
        return np.asarray(np.minimum(found, len(edges) - 1), dtype=np.int64)

    def hits(
        self, label: str, rate: float, weight: NDArray[np.float64], eligible: NDArray[np.bool_] | None = None
    ) -> NDArray[np.bool_]:
        """Rows that something befalls: on average `rate` of the eligible ones, in proportion to their weight."""
        able = np.ones(len(weight), dtype=bool) if eligible is None else eligible
        mean = float(weight[able].mean()) if able.any() else 1.0
        chance = np.minimum(rate * weight / max(mean, 1e-9), 0.9)
        return able & (self.uniform(label, len(weight)) < chance)

    def pick(self, label: str, eligible: NDArray[np.bool_], rate: float, at_least: int) -> NDArray[np.int64]:
        """A stated share of the eligible rows, and never fewer than `at_least` of them where there are as many."""
        rows = np.flatnonzero(eligible)
        wanted = min(len(rows), max(at_least, round(rate * len(rows))))
        order = np.argsort(self.uniform(label, len(rows)), kind="stable")
        return np.sort(rows[order[:wanted]])

    def _bits(self, label: str, n: int) -> NDArray[np.uint64]:
        text = f"{self.seed}\t{self.chunk}\t{self.scope}\t{label}"
        key = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=16).digest(), "little")
        raw: NDArray[np.uint64] = np.random.Philox(key=key).random_raw(max(n, 1))[:n]
        return raw


def mixed(values: NDArray[np.int64], salt: int) -> NDArray[np.uint64]:
    """A hash of whole numbers, for orders and ids that must not betray the number itself (splitmix64's finisher)."""
    start = np.uint64(int.from_bytes(hashlib.blake2b(str(salt).encode(), digest_size=8).digest(), "little"))
    with np.errstate(over="ignore"):
        bits = (values.astype(np.uint64) + start) * _MIX
        bits = (bits ^ (bits >> np.uint64(30))) * _MIX_1
        bits = (bits ^ (bits >> np.uint64(27))) * _MIX_2
        return bits ^ (bits >> np.uint64(31))


def scrambled(values: NDArray[np.int64], salt: int) -> NDArray[np.int64]:
    """A one-to-one scrambling of whole numbers below 2**40: distinct numbers stay distinct, their order is lost.

    Four rounds of a Feistel network over two halves of 20 bits.
    """
    mask = np.int64((1 << 20) - 1)
    left, right = values >> np.int64(20), values & mask
    for turn in range(4):
        left, right = right, left ^ (mixed(right, salt * 8 + turn) & np.uint64(mask)).astype(np.int64)
    return (left << np.int64(20)) | right
