"""Two records: the evidence level by level, the household, the decision behind it, and what would have changed it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from dtsen_link.errors import NotFoundError
from dtsen_link.explain.build import FinishedBuild, Row, birth_words, place_words
from dtsen_link.explain.changes import Case, changes
from dtsen_link.explain.context import Situation, context_view, situation
from dtsen_link.explain.levels import Hit, hits, name_frequencies, quoted, total
from dtsen_link.explain.ties import obstacles, path, strongest_tree, tie_view, ties
from dtsen_link.explain.verdict import Decision, Findings, verdict, what_would_change
from dtsen_link.explain.views import BlockingKey, Obstacle, PairExplanation, Step, Tie, Waterfall
from dtsen_link.explain.weighing import Evidence, threshold, weigh
from dtsen_link.linkage.spec import load_spec

_COLUMN = re.compile(r"\b(\w+)_l\b")
# Columns of link_record that show a person to nobody who does not know them already.
_PLAIN = {"jenis_kelamin", "heaped", "tahun", "shdk_coarse", "rt", "rw", "kode_desa", "kode_kec", "kode_kab"}


def explain_pair(build: FinishedBuild, first: str, second: str) -> PairExplanation:
    """Why two records are one person, or not.

    Raises:
        NotFoundError: there is no such record, or both are one.
    """
    if first == second:
        raise NotFoundError(f"{first}: given twice; name two records, or one alone for its person")
    left, right = (build.record(record_id) for record_id in sorted((first, second)))
    stored = _row(build, "link_pair", left, right)
    person, household = _hits(build, left, right)
    place = _place(build)
    near = any(hit.weight > 0 for hit in person if hit.comparison.name == place)
    side = situation(build, left, right, stored, near=near)
    evidence = _evidence(build, stored, side, person, household)
    inside = household if evidence.household_weight is not None else ()
    prior = build.models["household"].prior_weight
    case = Case(evidence, person, inside, prior, place, side.outside_weights, build.config)
    return _explanation(build, left, right, side, _findings(build, left, right, stored, case))


def _explanation(build: FinishedBuild, left: Row, right: Row, side: Situation, found: Findings) -> PairExplanation:
    case, stored = found.case, found.stored
    weighed = weigh(case.evidence, case.household_prior)
    return PairExplanation(
        left=build.view(left),
        right=build.view(right),
        weighed=stored is not None,
        match_key=found.candidate["match_key"] if found.candidate else None,
        keys=found.keys,
        person=_waterfall(build, "person", left, right, case.person),
        household=_waterfall(build, "household", left, right, case.household) if case.household else None,
        context=context_view(build, left, right, side, case.evidence),
        threshold=threshold(case.evidence, build.config),
        outside_probability=_rounded(weighed.outside),
        inside_probability=_rounded(weighed.inside),
        match_probability=found.probability,
        match_weight=stored["match_weight"] if stored else round(weighed.weight, 4),
        decision=found.decision,
        reason=stored["reason"] if stored else None,
        verdict=verdict(found),
        path=found.way,
        obstacles=found.blocked,
        changes=found.changes,
        change_words=what_would_change(found),
    )


def _findings(build: FinishedBuild, left: Row, right: Row, stored: Row | None, case: Case) -> Findings:
    decision = _decision(left, right, stored)
    joined = decision == "joined"
    weighed = weigh(case.evidence, case.household_prior)
    way = _way(build, left, right, but_direct=False) if joined else ()
    return Findings(
        decision=decision,
        case=case,
        probability=stored["match_probability"] if stored else round(weighed.probability, 6),
        stored=stored,
        candidate=_row(build, "link_person_pair", left, right),
        keys=_keys(build, left, right),
        way=way,
        detour=_way(build, left, right, but_direct=True) if len(way) == 1 else (),
        blocked=() if joined else _obstacles(build, left, right),
        # Where a constraint or other records decided, no change of this pair alone would have turned anything.
        changes=() if decision == "refused" or len(way) > 1 else changes(case),
    )


def _evidence(
    build: FinishedBuild, stored: Row | None, found: Situation, person: Sequence[Hit], household: Sequence[Hit]
) -> Evidence:
    """What enters the sum: as the build had it, or for a pair it never weighed as it would have been."""
    base = Evidence(
        person_weight=total(build.models["person"], person),
        household_weight=total(build.models["household"], household) if build.models["household"].comparisons else None,
        family_probability=found.family_probability,
        outside_weight=found.outside_weight,
        member_weight=found.member_weight,
        one_unit=found.one_unit,
        is_twin=found.is_twin,
    )
    if stored is not None:
        return replace(base, person_weight=stored["person_weight"], household_weight=stored["household_weight"])
    return base if found.one_unit or found.family_probability is not None else replace(base, household_weight=None)


def _hits(build: FinishedBuild, left: Row, right: Row) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
    pair = (left["record_id"], right["record_id"])
    columns = {level.frequency_column for c in build.models["person"].comparisons for level in c.levels} - {""}
    frequencies: dict[tuple[str, str], float] = {}
    for column in sorted(columns):
        values = [row[column] for row in (left, right) if row[column] is not None]
        frequencies |= name_frequencies(build.engine, "link_record", column, values)
    person, household = (
        hits(build.engine, build.models[name], "link_record", [pair], frequencies).get(pair, ())
        for name in ("person", "household")
    )
    return person, household


def _place(build: FinishedBuild) -> str:
    return load_spec(build.config, "person").place()


def _row(build: FinishedBuild, table: str, left: Row, right: Row) -> Row | None:
    found = build.rows(
        f"SELECT * FROM {table} WHERE record_id_l = {quoted(left['record_id'])} AND record_id_r = {quoted(right['record_id'])}"
    )
    return found[0] if found else None


def _decision(left: Row, right: Row, stored: Row | None) -> Decision:
    if left["cluster_id"] == right["cluster_id"]:
        return "joined"
    if stored is None:
        return "never_weighed"
    return "refused" if stored["decision"] == "refused" else "apart"


def _way(build: FinishedBuild, left: Row, right: Row, *, but_direct: bool) -> tuple[Tie, ...]:
    """The strongest ties between two records of one person, with or without the one that joins them directly."""
    members = [row["record_id"] for row in build.members([left["cluster_id"]])]
    ends = (left["record_id"], right["record_id"])
    edges = [row for row in ties(build, members) if not but_direct or (row["record_id_l"], row["record_id_r"]) != ends]
    return tuple(tie_view(build, row) for row in path(strongest_tree(members, edges), *ends))


def _obstacles(build: FinishedBuild, left: Row, right: Row) -> tuple[Obstacle, ...]:
    key = build.shown.key
    return tuple(
        Obstacle(record_id_l=key(a["record_id"]), record_id_r=key(b["record_id"]), reason=reason)
        for a, b, reason in obstacles(build, left, right)
    )


def _keys(build: FinishedBuild, left: Row, right: Row) -> tuple[BlockingKey, ...]:
    found = []
    for rule in load_spec(build.config, "person").with_key_columns().blocking:
        a, b = left.get(rule.key), right.get(rule.key)
        shared = bool(set(a or ()) & set(b or ())) if rule.explode else a is not None and a == b
        found.append(BlockingKey(rule=rule.name, left=a is not None, right=b is not None, shared=shared))
    return tuple(found)


def _waterfall(
    build: FinishedBuild, name: Literal["person", "household"], left: Row, right: Row, found: Sequence[Hit]
) -> Waterfall:
    prior = running = build.models[name].prior_weight
    steps = []
    for hit in found:
        running += hit.weight
        steps.append(
            Step(
                comparison=hit.comparison.name,
                left=_value(build, hit, left),
                right=_value(build, hit, right),
                level=hit.level.label,
                weight=round(hit.level.weight, 4),
                rarity=round(hit.rarity, 4),
                total=round(running, 4),
            )
        )
    return Waterfall(model=name, prior_weight=round(prior, 4), steps=tuple(steps), total=round(running, 4))


def _value(build: FinishedBuild, hit: Hit, row: Row) -> str | None:
    """What a comparison looked at, masked; of a comparison of the user's own the first column its conditions name."""
    match hit.comparison.name:
        case "nama":
            return build.shown.name(row["nama_std"])
        case "nik":
            return build.shown.number(row["nik_digits"])
        case "lahir":
            return birth_words(row)
        case "wilayah":
            return place_words(row)
    named = (name for level in hit.comparison.levels for name in _COLUMN.findall(level.sql) if name in row)
    column = next(named, None)
    if column is None or row[column] is None:
        return None
    return str(row[column]) if column in _PLAIN else build.shown.name(str(row[column]))


def _rounded(probability: float | None) -> float | None:
    return None if probability is None else round(probability, 6)
