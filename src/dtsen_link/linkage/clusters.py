"""Clusters of records under constraints: joined from the strongest pair down, never against what cannot be.

Connected components alone join chains: A is like B, B like C, and A and C are father and son. Here a pair joins two clusters
only if no constraint forbids it: two different rows of one family unit are two people, and twins, or two records that
differ in NIK, birth year and name together, are not one person whoever stands between them. The order is by weight and then
by record, so the result does not depend on row order or threads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True)
class Node:
    """What constraints need to know of one record; None is unknown and contradicts nothing."""

    unit: int | str | None
    nik: str | None
    tahun: int | None
    name: str | None


@dataclass(frozen=True)
class Refusal:
    """A pair that was likely enough but would have joined what cannot be joined."""

    left: int
    right: int
    reason: str


SAME_UNIT = "two rows of one source family"
CONTRADICTION = "NIK, birth year and name all differ inside the cluster"
TWINS = "twins, or so alike that only a person may join them"
TOO_LARGE = "the cluster would be larger than allowed"
DECIDED = "people decided that they are two"


class ConstrainedClusters:
    """A union-find over record numbers that refuses joins against the constraints."""

    def __init__(
        self,
        nodes: list[Node],
        max_size: int,
        plausible: frozenset[tuple[int, int]] = frozenset(),
        twins: frozenset[tuple[int, int]] = frozenset(),
        apart: frozenset[tuple[int, int]] = frozenset(),
    ) -> None:
        """Start with every record alone.

        Args:
            nodes: one per record; a record's number is its place in the list.
            max_size: most records a cluster may hold.
            plausible: pairs (smaller, greater) of rows of one unit that may well be one person written down twice: a third
                record that matches both decides it.
            twins: pairs (smaller, greater) that no third record may bring together: a row without NIK, its name cut to what
                both share, matches either.
            apart: pairs (smaller, greater) that people decided to be two.
        """
        self._nodes = nodes
        self._twins = twins
        self._apart = apart
        self._held_apart = frozenset(record for pair in apart for record in pair)
        self._plausible = plausible
        self._max_size = max_size
        self._parent = list(range(len(nodes)))
        self._members: dict[int, list[int]] = {}
        self._units: dict[int, frozenset[int | str]] = {}

    def find(self, record: int) -> int:
        """The cluster a record is in, named by its smallest record number."""
        parent = self._parent
        while parent[record] != record:
            parent[record] = parent[parent[record]]
            record = parent[record]
        return record

    def join_decided(self, left: int, right: int) -> None:
        """Join two records that people decided to be one person, whatever the evidence says."""
        self._join(self.find(left), self.find(right))

    def join_duplicates(self, left: int, right: int) -> Refusal | None:
        """Join two rows of one unit that are one person written down twice, unless people decided otherwise."""
        root_l, root_r = self.find(left), self.find(right)
        if root_l != root_r and self._decided_apart(self._members_of(root_l), self._members_of(root_r)):
            return Refusal(left, right, DECIDED)
        self._join(root_l, root_r)
        return None

    def join(self, left: int, right: int) -> Refusal | None:
        """Join the clusters of two records, or say which constraint forbids it."""
        root_l, root_r = self.find(left), self.find(right)
        if root_l == root_r:
            return None
        reason = self._objection(root_l, root_r)
        if reason:
            return Refusal(left, right, reason)
        self._join(root_l, root_r)
        return None

    def _objection(self, root_l: int, root_r: int) -> str:
        members_l, members_r = self._members_of(root_l), self._members_of(root_r)
        if self._decided_apart(members_l, members_r):
            return DECIDED
        shared = self._units_of(root_l) & self._units_of(root_r)
        if shared and not self._written_twice(members_l, members_r):
            return SAME_UNIT
        if len(members_l) + len(members_r) > self._max_size:
            return TOO_LARGE
        if self._twins and any((min(a, b), max(a, b)) in self._twins for a in members_l for b in members_r):
            return TWINS
        nodes = self._nodes
        if any(_contradict(nodes[a], nodes[b]) for a in members_l for b in members_r):
            return CONTRADICTION
        return ""

    def _decided_apart(self, left: list[int], right: list[int]) -> bool:
        if not self._apart:
            return False
        held_l, held_r = ([a for a in members if a in self._held_apart] for members in (left, right))
        return any((min(a, b), max(a, b)) in self._apart for a in held_l for b in held_r)

    def _written_twice(self, left: list[int], right: list[int]) -> bool:
        nodes = self._nodes
        return all(
            (min(a, b), max(a, b)) in self._plausible
            for a in left
            for b in right
            if nodes[a].unit is not None and nodes[a].unit == nodes[b].unit
        )

    def _join(self, root_l: int, root_r: int) -> None:
        if root_l == root_r:
            return
        keep, drop = min(root_l, root_r), max(root_l, root_r)
        self._members[keep] = self._members_of(keep) + self._members_of(drop)
        self._units[keep] = self._units_of(keep) | self._units_of(drop)
        self._members.pop(drop, None)
        self._units.pop(drop, None)
        self._parent[drop] = keep

    def _members_of(self, root: int) -> list[int]:
        return self._members.get(root) or [root]

    def _units_of(self, root: int) -> frozenset[int | str]:
        found = self._units.get(root)
        if found is not None:
            return found
        unit = self._nodes[root].unit
        return frozenset((unit,)) if unit is not None else frozenset()


def cluster_records(
    records: pa.Table,
    duplicates: pa.Table,
    plausible: pa.Table,
    twins: pa.Table,
    edges: pa.Table,
    *,
    max_size: int,
    together: pa.Table | None = None,
    apart: pa.Table | None = None,
) -> tuple[pa.Table, pa.Table]:
    """Cluster records along edges.

    Args:
        records: record_id, unit_id, nik, tahun, fon_langka; one row per record, in the order of record_id.
        duplicates: left, right (row numbers in `records`): rows of one unit that are one person.
        plausible: left, right (left < right): rows of one unit that may be one person.
        twins: left, right (left < right): records that must not meet in one cluster.
        edges: left, right, weight: pairs likely enough to join, of different units, strongest first.
        max_size: most records a cluster may hold.
        together: left, right: records that people decided to be one person; joined first, whatever a constraint says.
        apart: left, right (left < right): records that people decided to be two; never in one cluster.

    Returns:
        record_id and cluster_id (the smallest record_id of the cluster) of every record; and the refused edges as
        left, right, reason.
    """
    names = records.column("record_id").to_pylist()
    clusters = ConstrainedClusters(_nodes(records), max_size, _pairs(plausible), _pairs(twins), frozenset(_rows(apart)))
    for left, right in _rows(together):
        clusters.join_decided(left, right)
    refusals = []
    for pairs, join in ((duplicates, clusters.join_duplicates), (edges, clusters.join)):
        for left, right in _rows(pairs):
            refusal = join(left, right)
            if refusal is not None:
                refusals.append(refusal)
    roots = [names[clusters.find(number)] for number in range(len(names))]
    kind = records.schema.field("record_id").type
    found = pa.table({"record_id": pa.array(names, kind), "cluster_id": pa.array(roots, kind)})
    return found, _refusal_table(refusals)


def _pairs(table: pa.Table) -> frozenset[tuple[int, int]]:
    return frozenset(_rows(table))


def _rows(table: pa.Table | None) -> Iterator[tuple[int, int]]:
    return zip(table["left"].to_pylist(), table["right"].to_pylist(), strict=True) if table is not None else iter(())


def _nodes(records: pa.Table) -> list[Node]:
    columns = [records.column(name).to_pylist() for name in ("unit_id", "nik", "tahun", "fon_langka")]
    return [Node(*values) for values in zip(*columns, strict=True)]


def _contradict(a: Node, b: Node) -> bool:
    if a.nik is None or b.nik is None or a.nik == b.nik:
        return False
    if a.tahun is None or b.tahun is None or abs(a.tahun - b.tahun) <= 1:
        return False
    return a.name is not None and b.name is not None and a.name != b.name


def _refusal_table(refusals: list[Refusal]) -> pa.Table:
    return pa.table(
        {
            "left": pa.array([refusal.left for refusal in refusals], pa.int64()),
            "right": pa.array([refusal.right for refusal in refusals], pa.int64()),
            "reason": pa.array([refusal.reason for refusal in refusals], pa.string()),
        }
    )
