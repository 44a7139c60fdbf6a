"""Whether decisions can all hold: nobody can be one person with somebody he was decided not to be.

Decisions are taken in their order, older before newer. One that cannot hold beside those taken before it is refused, with the
decisions it contradicts. Contradictions may be far apart: A is B, B is C, A is not C.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from itertools import combinations
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


class Constraints:
    """What has been decided to be together or apart so far, over keys of any kind."""

    def __init__(self) -> None:
        self._parent: dict[Hashable, Hashable] = {}
        self._joined_by: dict[Hashable, list[str]] = {}
        self._apart: dict[Hashable, dict[Hashable, str]] = {}

    def join(self, decision_id: str, keys: Iterable[Hashable]) -> tuple[str, ...]:
        """Take keys for one; or say which decisions hold some of them apart, and change nothing."""
        roots = list(dict.fromkeys(self._find(key) for key in keys))
        among = set(roots)
        against = {name for root in roots for other, name in self._apart.get(root, {}).items() if other in among}
        if against:
            return tuple(sorted(against))
        for root in roots[1:]:
            self._unite(roots[0], root)
        if roots:
            self._joined_by.setdefault(self._find(roots[0]), []).append(decision_id)
        return ()

    def part(self, decision_id: str, pairs: Iterable[tuple[Hashable, Hashable]]) -> tuple[str, ...]:
        """Hold pairs of keys apart; or say which decisions joined them, and change nothing."""
        found = [(self._find(left), self._find(right)) for left, right in pairs]
        against = {name for left, right in found if left == right for name in self._joined_by.get(left, ())}
        if against or any(left == right for left, right in found):
            return tuple(sorted(against))
        for left, right in found:
            self._apart.setdefault(left, {}).setdefault(right, decision_id)
            self._apart.setdefault(right, {}).setdefault(left, decision_id)
        return ()

    def _find(self, key: Hashable) -> Hashable:
        parent = self._parent
        parent.setdefault(key, key)
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    def _unite(self, one: Hashable, other: Hashable) -> None:
        keep, drop = self._find(one), self._find(other)
        if keep == drop:
            return
        self._parent[drop] = keep
        self._joined_by.setdefault(keep, []).extend(self._joined_by.pop(drop, []))
        for enemy, name in self._apart.pop(drop, {}).items():
            self._apart.setdefault(keep, {}).setdefault(enemy, name)
            self._apart[enemy].pop(drop, None)
            self._apart[enemy].setdefault(keep, name)


def across(sides: Sequence[Sequence[Key]]) -> list[tuple[Key, Key]]:
    """Every pair of keys of two different sides."""
    return [(a, b) for left, right in combinations(sides, 2) for a in left for b in right if a != b]
