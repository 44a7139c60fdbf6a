"""Family units side by side: members as they were finally resolved, KK and address, level by level.

The build keeps the pairs of units of its first pass alone, so the units of concern are put together again with the build's own
SQL, out of the clusters it ended with, and the family model's levels are read off them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import combinations
from typing import Any

import pyarrow as pa

from dtsen_link import resources
from dtsen_link.engine import DuckDBEngine, Engine
from dtsen_link.explain.build import FinishedBuild, Row, id_list
from dtsen_link.explain.levels import Hit, hits, total
from dtsen_link.explain.views import Step, UnitPairView, Waterfall
from dtsen_link.linkage import unit_pairs
from dtsen_link.resolve.stage import FAMILY_PROBABILITY

Pair = tuple[str, str]
_UNITS = "SELECT * FROM std_family WHERE unit_id IN ({units})"
_RECORDS = "SELECT * FROM link_record WHERE unit_id IN ({units})"
# As in the build, a cluster goes by a number.
_CLUSTERS = (
    "SELECT p.record_id, dense_rank() OVER (ORDER BY p.cluster_id) AS cluster_id FROM link_person AS p "
    "INNER JOIN link_record AS r ON p.record_id = r.record_id WHERE r.unit_id IN ({units})"
)


def compare_units(build: FinishedBuild, unit_ids: Sequence[str]) -> tuple[UnitPairView, ...]:
    """Every pair of some units, as the family model sees it."""
    pairs = list(combinations(sorted(set(unit_ids)), 2))
    if not pairs:
        return ()
    with _unit_tables(build, unit_ids) as engine:
        units = {row["unit_id"]: row for row in engine.query("SELECT * FROM link_unit").to_pylist()}
        found = hits(engine, build.models["family"], "link_unit", pairs, {})
        views = [_pair_view(build, units[left], units[right], found[left, right]) for left, right in pairs]
        joined = _joined(engine, pairs, views)
    return tuple(_decided(view, one=pair in joined) for pair, view in zip(pairs, views, strict=True))


def related_units(build: FinishedBuild, unit_ids: Sequence[str]) -> list[str]:
    """Other units that share a person or a KK with some units: the only ones that could have been one family with them."""
    units = id_list(unit_ids)
    rows = build.rows(
        "SELECT r.unit_id FROM link_record AS r INNER JOIN link_person AS p ON r.record_id = p.record_id "
        f"WHERE r.unit_id NOT IN ({units}) AND p.cluster_id IN (SELECT p.cluster_id FROM link_record AS r "
        f"INNER JOIN link_person AS p ON r.record_id = p.record_id WHERE r.unit_id IN ({units})) "
        f"UNION SELECT unit_id FROM std_family WHERE unit_id NOT IN ({units}) "
        f"AND no_kk IN (SELECT no_kk FROM std_family WHERE unit_id IN ({units})) ORDER BY unit_id"
    )
    return [row["unit_id"] for row in rows]


@contextmanager
def _unit_tables(build: FinishedBuild, unit_ids: Sequence[str]) -> Iterator[Engine]:
    """A small database with link_unit of some units alone."""
    units = id_list(sorted(set(unit_ids)))
    engine = DuckDBEngine(threads=1)
    try:
        for name, sql in (("linked_family", _UNITS), ("link_record", _RECORDS), ("tmp_cluster", _CLUSTERS)):
            engine.register(name, build.engine.query(sql.format(units=units)))
        unit_pairs.make_units(engine)
        yield engine
    finally:
        engine.close()


def _joined(engine: Engine, pairs: Sequence[Pair], views: Sequence[UnitPairView]) -> set[Pair]:
    """The pairs that the build's own rule takes as one family."""
    candidates = [(pair, view) for pair, view in zip(pairs, views, strict=True) if view.candidate]
    columns: dict[str, tuple[pa.DataType, list[Any]]] = {
        "unit_id_l": (pa.string(), [pair[0] for pair, _ in candidates]),
        "unit_id_r": (pa.string(), [pair[1] for pair, _ in candidates]),
        "match_weight": (pa.float64(), [view.waterfall.total for _, view in candidates]),
        "match_probability": (pa.float64(), [view.probability for _, view in candidates]),
        "members_matched_n": (pa.int32(), [view.members_shared for _, view in candidates]),
    }
    engine.register("link_family_pair", pa.table({name: pa.array(v, kind) for name, (kind, v) in columns.items()}))
    rule = resources.sql_dir() / "5_resolve" / "tmp_unit_edge.sql"
    engine.run_file(rule, {"family_probability": FAMILY_PROBABILITY})
    rows = engine.query("SELECT unit_id_l, unit_id_r FROM tmp_unit_edge").to_pylist()
    return {(row["unit_id_l"], row["unit_id_r"]) for row in rows}


def _decided(view: UnitPairView, *, one: bool) -> UnitPairView:
    if not view.candidate:
        return view
    limit = "from" if view.probability >= FAMILY_PROBABILITY else "below"
    alone = "" if view.members_shared else "; KK and address alone do not make one family"
    reason = f"{limit} {FAMILY_PROBABILITY}{'' if one or limit == 'below' else alone}"
    return view.model_copy(
        update={"one_family": one, "words": f"{view.words}: {'one family' if one else 'not one family'} ({reason})"}
    )


def _pair_view(build: FinishedBuild, left: Row, right: Row, found: Sequence[Hit]) -> UnitPairView:
    weight = total(build.models["family"], found)
    probability = 1 / (1 + 2.0**-weight)
    shared = len(set(left["anggota"]) & set(right["anggota"]))
    candidate = shared > 0 or (left["no_kk"] is not None and left["no_kk"] == right["no_kk"])
    return UnitPairView(
        unit_id_l=build.shown.key(left["unit_id"]),
        unit_id_r=build.shown.key(right["unit_id"]),
        candidate=candidate,
        members_shared=shared,
        members_l=left["anggota_n"],
        members_r=right["anggota_n"],
        waterfall=_waterfall(build, left, right, found),
        probability=round(probability, 6),
        one_family=False,
        words=_words(candidate=candidate, probability=probability, shared=shared),
    )


def _words(*, candidate: bool, probability: float, shared: int) -> str:
    if not candidate:
        return "no member and no KK in common: the two were never compared"
    return f"{shared} member{'s' if shared != 1 else ''} in common, probability {probability:.4f}"


def _waterfall(build: FinishedBuild, left: Row, right: Row, found: Sequence[Hit]) -> Waterfall:
    running = build.models["family"].prior_weight
    steps = []
    for hit in found:
        running += hit.weight
        name = hit.comparison.name
        values = (_value(build, name, left), _value(build, name, right))
        steps.append(
            Step(
                comparison=name,
                left=values[0],
                right=values[1],
                level=hit.level.label,
                weight=round(hit.level.weight, 4),
                rarity=round(hit.rarity, 4),
                total=round(running, 4),
            )
        )
    prior = round(build.models["family"].prior_weight, 4)
    return Waterfall(model="family", prior_weight=prior, steps=tuple(steps), total=round(running, 4))


def _value(build: FinishedBuild, comparison: str, unit: Row) -> str | None:
    if comparison == "anggota":
        return f"{unit['anggota_n']} members"
    if comparison == "no_kk":
        return build.shown.number(unit["no_kk"])
    region = unit["kode_desa"] or unit["kode_kec"] or unit["kode_kab"]
    return f"{region} RT {unit['rt'] or '?'} RW {unit['rw'] or '?'}" if region else None
