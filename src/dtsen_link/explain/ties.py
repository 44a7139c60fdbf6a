"""What holds a person together: the pairs joined in their own right, the strongest way between two records, the weakest tie."""

from __future__ import annotations

from collections.abc import Sequence

from dtsen_link import resources
from dtsen_link.engine import DuckDBEngine
from dtsen_link.explain.build import FinishedBuild, Row, id_list
from dtsen_link.explain.views import Tie
from dtsen_link.explain.weighing import Evidence, threshold
from dtsen_link.linkage.clusters import ConstrainedClusters, Node
from dtsen_link.resolve.stage import PLAUSIBLE_PROBABILITY

Pair = tuple[str, str]


def evidence_of(row: Row) -> Evidence:
    """The evidence of a pair as link_pair keeps it."""
    return Evidence(**{name: row[name] for name in Evidence.__dataclass_fields__})


def ties(build: FinishedBuild, record_ids: Sequence[str]) -> list[Row]:
    """Pairs of link_pair among some records that would join on their own, or that people decided, strongest first."""
    ids = id_list(record_ids)
    rows = build.rows(
        f"SELECT * FROM link_pair WHERE decision = 'joined' AND record_id_l IN ({ids}) AND record_id_r IN ({ids}) "
        "ORDER BY match_weight DESC, person_weight DESC NULLS LAST, record_id_l, record_id_r"
    )
    return [
        row
        for row in rows
        if row["reason"] or row["match_probability"] >= threshold(evidence_of(row), build.config).probability
    ]


def strongest_tree(record_ids: Sequence[str], edges: Sequence[Row]) -> list[Row]:
    """The fewest, strongest ties that hold the records together; edges come strongest first."""
    number = {record_id: place for place, record_id in enumerate(sorted(record_ids))}
    clusters = ConstrainedClusters([Node(None, None, None, None)] * len(number), len(number))
    kept = []
    for row in edges:
        left, right = number[row["record_id_l"]], number[row["record_id_r"]]
        if clusters.find(left) != clusters.find(right):
            clusters.join(left, right)
            kept.append(row)
    return kept


def path(tree: Sequence[Row], start: str, goal: str) -> list[Row]:
    """The ties of a tree that lead from one record to another; empty where none do."""
    reached: dict[str, list[Row]] = {start: []}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        for row in tree:
            ends = (row["record_id_l"], row["record_id_r"])
            if here in ends:
                there = ends[1] if ends[0] == here else ends[0]
                if there not in reached:
                    reached[there] = [*reached[here], row]
                    waiting.append(there)
    return reached.get(goal, [])


def tie_view(build: FinishedBuild, row: Row) -> Tie:
    """A tie as it may be shown, with the rule that link_person would name."""
    return Tie(
        record_id_l=build.shown.key(row["record_id_l"]),
        record_id_r=build.shown.key(row["record_id_r"]),
        match_weight=row["match_weight"],
        match_probability=row["match_probability"],
        rule=_rule(build, row),
    )


def obstacles(build: FinishedBuild, left: Row, right: Row) -> list[tuple[Row, Row, str]]:
    """Pairs of records, one of each person, that no person may hold: what stands in the way of a join.

    Each pair is put to the clustering alone, so the constraints are the build's own.
    """
    both = build.members([left["cluster_id"], right["cluster_id"]])
    of_left = [row for row in both if row["cluster_id"] == left["cluster_id"]]
    of_right = [row for row in both if row["cluster_id"] == right["cluster_id"]]
    record_ids = [row["record_id"] for row in both]
    twice, twin = _plausible(build, record_ids), twins(build, record_ids)
    found = []
    for a in of_left:
        for b in of_right:
            pair = _pair(a, b)
            refusal = ConstrainedClusters([_node(a), _node(b)], 2, _marked(pair in twice), _marked(pair in twin)).join(
                0, 1
            )
            if refusal is not None:
                found.append((a, b, refusal.reason))
    return found


def twins(build: FinishedBuild, record_ids: Sequence[str]) -> set[Pair]:
    """Pairs among some records that look like twins, by the build's own rule."""
    engine = DuckDBEngine(threads=1)
    try:
        rows = build.engine.query(f"SELECT * FROM link_record WHERE record_id IN ({id_list(record_ids)})")
        engine.register("link_record", rows)
        engine.run_file(resources.sql_dir() / "5_resolve" / "tmp_twin.sql")
        found = engine.query("SELECT record_id_l, record_id_r FROM tmp_twin ORDER BY ALL").to_pylist()
    finally:
        engine.close()
    return {(row["record_id_l"], row["record_id_r"]) for row in found}


def _marked(yes: bool) -> frozenset[tuple[int, int]]:
    return frozenset({(0, 1)}) if yes else frozenset()


def _rule(build: FinishedBuild, row: Row) -> str:
    if row["reason"] and row["match_probability"] < threshold(evidence_of(row), build.config).probability:
        return "decision"
    ids = id_list([row["record_id_l"], row["record_id_r"]])
    ends = build.rows(f"SELECT nik, nik_usable FROM link_record WHERE record_id IN ({ids})")
    niks = {end["nik"] for end in ends}
    if len(niks) == 1 and None not in niks and all(end["nik_usable"] for end in ends):
        return "nik_exact"
    return "probabilistic" if row["outside_probability"] >= build.config.link.join_probability else "household"


def _plausible(build: FinishedBuild, record_ids: Sequence[str]) -> set[Pair]:
    ids = id_list(record_ids)
    rows = build.rows(
        f"SELECT record_id_l, record_id_r FROM link_pair WHERE one_unit AND NOT is_twin "
        f"AND match_probability >= {PLAUSIBLE_PROBABILITY} AND record_id_l IN ({ids}) AND record_id_r IN ({ids}) ORDER BY ALL"
    )
    return {(row["record_id_l"], row["record_id_r"]) for row in rows}


def _node(row: Row) -> Node:
    return Node(row["unit_id"], row["nik"] if row["nik_usable"] else None, row["tahun"], row["fon_langka"])


def _pair(a: Row, b: Row) -> Pair:
    left, right = sorted((a["record_id"], b["record_id"]))
    return left, right
