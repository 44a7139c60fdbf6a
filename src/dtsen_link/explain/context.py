"""The household side of a pair: where both records stand, what their units have in common, and what that adds to the sum.

For a pair that the build weighed all of it stands in link_pair. For one that it never weighed it is put together from what the
build learned: the weights are the same for all pairs in the same situation, so another pair's row tells them.
"""

from __future__ import annotations

from dataclasses import dataclass

from dtsen_link.explain.build import FinishedBuild, Row
from dtsen_link.explain.ties import twins
from dtsen_link.explain.units import compare_units
from dtsen_link.explain.views import Context, UnitPairView
from dtsen_link.explain.weighing import MATCHED_FAMILY, Evidence


@dataclass(frozen=True)
class Situation:
    """Evidence about the household, whether the build kept it or not."""

    family_probability: float | None
    outside_weight: float
    outside_weights: dict[bool, float]
    member_weight: float
    leftover_n: int | None
    one_unit: bool
    is_twin: bool
    units: UnitPairView | None


def situation(build: FinishedBuild, left: Row, right: Row, stored: Row | None, *, near: bool) -> Situation:
    """The household side of a pair; `near` is whether its place speaks for it."""
    units = _unit_pair(build, left, right)
    outside = _outside_weights(build)
    if stored is not None:
        names = ("family_probability", "outside_weight", "member_weight", "leftover_n", "one_unit", "is_twin")
        return Situation(outside_weights=outside, units=units, **{name: stored[name] for name in names})
    one_unit = left["unit_id"] is not None and left["unit_id"] == right["unit_id"]
    leftover = _leftover(units)
    can_testify = units is not None and min(units.members_l, units.members_r) > 1
    return Situation(
        family_probability=units.probability if units is not None and units.candidate else None,
        outside_weight=outside.get(near, 0.0) if can_testify else 0.0,
        outside_weights=outside,
        member_weight=_member_weight(build, leftover),
        leftover_n=leftover,
        one_unit=one_unit,
        is_twin=bool(twins(build, [left["record_id"], right["record_id"]])),
        units=units,
    )


def context_view(build: FinishedBuild, left: Row, right: Row, found: Situation, evidence: Evidence) -> Context:
    """The household side in words and figures."""
    return Context(
        words=tuple(_words(build, left, right, found, evidence)),
        family_probability=found.family_probability,
        outside_weight=found.outside_weight,
        member_weight=found.member_weight,
        leftover_n=found.leftover_n,
        one_unit=found.one_unit,
        is_twin=found.is_twin,
        units=found.units,
    )


def _unit_pair(build: FinishedBuild, left: Row, right: Row) -> UnitPairView | None:
    if left["unit_id"] is None or right["unit_id"] is None or left["unit_id"] == right["unit_id"]:
        return None
    found = compare_units(build, [left["unit_id"], right["unit_id"]])
    return found[0]


def _outside_weights(build: FinishedBuild) -> dict[bool, float]:
    rows = build.rows(
        "SELECT coalesce(q.mw_wilayah, 0) > 0 AS near, min(p.outside_weight) AS outside_weight FROM link_pair AS p "
        "LEFT JOIN link_person_pair AS q ON p.record_id_l = q.record_id_l AND p.record_id_r = q.record_id_r "
        "WHERE p.outside_weight <> 0 GROUP BY near ORDER BY near"
    )
    return {row["near"]: row["outside_weight"] for row in rows}


def _leftover(units: UnitPairView | None) -> int | None:
    """As if neither of the two had found a partner yet: the more favourable reading."""
    if units is None or not units.candidate:
        return None
    return max(max(units.members_l, units.members_r) - units.members_shared, 1)


def _member_weight(build: FinishedBuild, leftover: int | None) -> float:
    same = "leftover_n IS NULL" if leftover is None else f"leftover_n >= {leftover:d}"
    rows = build.rows(
        "SELECT max(member_weight) AS w, (SELECT min(member_weight) FROM link_pair) AS least "
        f"FROM link_pair WHERE {same}"
    )
    found = rows[0]["w"] if rows[0]["w"] is not None else rows[0]["least"]
    return float(found or 0.0)


def _words(build: FinishedBuild, left: Row, right: Row, found: Situation, evidence: Evidence) -> list[str]:
    if left["unit_id"] is None or right["unit_id"] is None:
        return ["At least one of the two stands in no family unit: only the person evidence speaks.", *_twin(found)]
    if found.one_unit:
        words = (
            f"Both rows stand in one unit of one source ({build.shown.key(left['unit_id'])}): two people, unless the source "
            "wrote one down twice. The household model speaks, and its prior is that of rows written twice."
        )
        return [words, *_twin(found)]
    return [*_family(found), *_member(found, evidence), *_outside(found), *_twin(found)]


def _family(found: Situation) -> list[str]:
    if found.family_probability is None:
        return [
            "The two units share no member and no KK (this pair left aside), so they were never compared as families."
        ]
    matched = found.family_probability >= MATCHED_FAMILY
    speaks = "inside it the household model speaks" if matched else "so the person evidence counts more"
    chance = f"{found.family_probability:.4f}"
    words = [f"When the pair was weighed, the two units were one family with probability {chance}; {speaks}."]
    if found.units is not None:
        words.append(f"With the members as finally resolved: {found.units.words}.")
    return words


def _member(found: Situation, evidence: Evidence) -> list[str]:
    if evidence.household_weight is None or found.family_probability is None:
        return []
    start = f"members start from {_odds(found.member_weight)} ({found.member_weight:+.2f})"
    if found.leftover_n is None:
        return [f"One of the two has its partner in the other's unit already, so {start}."]
    people = "member is" if found.leftover_n == 1 else "members are"
    return [f"{found.leftover_n} {people} without a partner in the larger unit, so {start}."]


def _outside(found: Situation) -> list[str]:
    if found.outside_weight == 0:
        return [
            "One of the units has no further member: that the families did not match says nothing."
            if found.units
            else ""
        ]
    share = round(2**-found.outside_weight)
    return [
        f"Outside a matched family {found.outside_weight:+.2f}: both units have further members, and of surely equal persons "
        f"only 1 in {share} is found in units that do not match."
    ]


def _twin(found: Situation) -> list[str]:
    if not found.is_twin:
        return []
    return [
        "They look like twins (one birth date, serials next to each other, other names): such a pair is asked, never joined."
    ]


def _odds(weight: float) -> str:
    ratio = 2 ** abs(weight)
    return f"odds {ratio:.0f} to 1" if weight > 0 else f"odds 1 to {ratio:.0f}"
