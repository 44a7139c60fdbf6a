"""One person: all records, the ties that hold them together, the weakest of these, and who came near."""

from __future__ import annotations

from collections.abc import Sequence

from dtsen_link.errors import NotFoundError
from dtsen_link.explain.build import FinishedBuild, Row, id_list
from dtsen_link.explain.levels import quoted
from dtsen_link.explain.pair import explain_pair
from dtsen_link.explain.ties import strongest_tree, tie_view, ties
from dtsen_link.explain.views import NearPair, PairExplanation, PersonExplanation, RecordView, Tie

_MOST_NEAR = 5
_RULES = {
    "nik_exact": "one NIK, usable in both",
    "probabilistic": "the evidence about the person alone",
    "household": "the family both stand in; the person alone would not have been enough",
    "decision": "a decision of people; the evidence would not have been enough",
    "single": "nothing: it stands alone",
}


def explain_person(build: FinishedBuild, person_id: str) -> PersonExplanation:
    """Why the records of a person are together.

    Raises:
        NotFoundError: there is no such person.
    """
    found = build.rows(f"SELECT record_id FROM gold_person_source WHERE person_id = {quoted(person_id)}")
    members = build.records([row["record_id"] for row in found])
    if not members:
        raise NotFoundError(f"{person_id}: release {build.config.release} has no such person; look in its persons/")
    tree = _tree(build, members)
    pair = explain_pair(build, tree[-1]["record_id_l"], tree[-1]["record_id_r"]) if tree else None
    return _explanation(build, None, members, members, pair)


def explain_record(build: FinishedBuild, record_id: str) -> PersonExplanation:
    """What became of one record: its person, its best tie, and the pairs nearest to it that were not joined.

    Raises:
        NotFoundError: there is no such record.
    """
    record = build.record(record_id)
    members = build.members([record["cluster_id"]])
    best = record["best_record_id"]
    pair = explain_pair(build, record_id, best) if best else None
    return _explanation(build, build.shown.key(record_id), members, [record], pair)


def _explanation(
    build: FinishedBuild, asked: str | None, members: list[Row], about: list[Row], pair: PairExplanation | None
) -> PersonExplanation:
    tied = tuple(tie_view(build, row) for row in _tree(build, members))
    records = tuple(build.view(row) for row in members)
    return PersonExplanation(
        asked=asked,
        person_id=members[0]["person_id"],
        records=records,
        ties=tied,
        weakest=tied[-1] if tied else None,
        words=tuple(_words(records, tied)),
        near=_near(build, about),
        pair=pair,
    )


def _tree(build: FinishedBuild, members: Sequence[Row]) -> list[Row]:
    """The ties that matter, strongest first: without any one of them the person would fall in two."""
    record_ids = [row["record_id"] for row in members]
    return strongest_tree(record_ids, ties(build, record_ids))


def _words(records: Sequence[RecordView], tied: Sequence[Tie]) -> list[str]:
    if len(records) == 1:
        return ["The person has one record; no other was probable enough, or none was free of constraints."]
    held = [f"{one.record_id_l} - {one.record_id_r} by {_RULES.get(one.rule, one.rule)}" for one in tied]
    words = [
        f"{len(records)} records held together by {len(tied)} tie{'s' if len(tied) != 1 else ''}: {'; '.join(held)}."
    ]
    if tied:
        weakest = tied[-1]
        words.append(
            f"The weakest is {weakest.record_id_l} - {weakest.record_id_r} (weight {weakest.match_weight:+.2f}, probability "
            f"{weakest.match_probability:.4f}): without it the person would fall in two, unless a weaker pair held them."
        )
    return words


def _near(build: FinishedBuild, about: Sequence[Row]) -> tuple[NearPair, ...]:
    ids = id_list([row["record_id"] for row in about])
    rows = build.rows(
        "WITH sided AS (SELECT record_id_l AS record_id, record_id_r AS other_id, * FROM link_pair "
        "UNION ALL SELECT record_id_r AS record_id, record_id_l AS other_id, * FROM link_pair) "
        "SELECT s.record_id, s.other_id, g.person_id, s.match_probability, s.decision, s.reason, q.question "
        "FROM sided AS s INNER JOIN gold_person_source AS g ON s.other_id = g.record_id "
        "LEFT JOIN link_question AS q ON s.record_id_l = q.record_id_l AND s.record_id_r = q.record_id_r "
        f"WHERE s.decision <> 'joined' AND s.record_id IN ({ids}) "
        f"ORDER BY s.match_probability DESC, s.record_id, s.other_id LIMIT {_MOST_NEAR}"
    )
    return tuple(_near_pair(build, row) for row in rows)


def _near_pair(build: FinishedBuild, row: Row) -> NearPair:
    return NearPair(
        record_id=build.shown.key(row["record_id"]),
        other_record_id=build.shown.key(row["other_id"]),
        other_person_id=row["person_id"],
        match_probability=row["match_probability"],
        decision=row["decision"],
        reason=row["reason"],
        question=row["question"],
    )
