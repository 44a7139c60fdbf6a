"""The decision about a pair in words: the rule or constraint behind it, and what would have changed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dtsen_link.explain.build import Row
from dtsen_link.explain.changes import Case, change_words
from dtsen_link.explain.views import BlockingKey, Change, Obstacle, Tie
from dtsen_link.explain.weighing import threshold
from dtsen_link.persons.scoring import WEIGHT_FLOOR

Decision = Literal["joined", "refused", "apart", "never_weighed"]
_MOST_NAMED = 3


@dataclass(frozen=True)
class Findings:
    """What was found out about a pair.

    Attributes:
        decision: what became of it.
        case: its evidence and levels.
        probability: all together.
        stored: its row of link_pair; None when the build kept none.
        candidate: its row of link_person_pair; None when no blocking rule made it or it fell below the floor.
        keys: the blocking keys.
        way: the ties that hold the two together; empty unless joined.
        detour: the ties that would hold them together without their own; empty where nothing would.
        blocked: records that cannot be one person and would be, if the two were joined.
        changes: single changes that would have turned the decision.
    """

    decision: Decision
    case: Case
    probability: float
    stored: Row | None
    candidate: Row | None
    keys: tuple[BlockingKey, ...]
    way: tuple[Tie, ...]
    detour: tuple[Tie, ...]
    blocked: tuple[Obstacle, ...]
    changes: tuple[Change, ...]


def verdict(found: Findings) -> str:
    """What became of the pair, and by which rule."""
    limit = threshold(found.case.evidence, found.case.config)
    against = f"probability {found.probability:.4f}, joined from {limit.probability} ({limit.setting}: {limit.words})"
    if found.decision == "joined" and len(found.way) > 1:
        return f"One person, through other records: {_chain(found.way)}. The pair itself: {against}."
    if found.decision == "joined" and (not found.way or (found.stored and found.stored["reason"])):
        return f"One person: people decided that the records are one (by the evidence alone: {against})."
    if found.decision == "joined":
        return f"One person: {against}."
    if found.decision == "refused":
        reason = found.stored["reason"] if found.stored else ""
        return f"Probable enough ({against}), but refused: {reason}."
    if found.decision == "apart":
        return f"Not one person: {against}."
    return f"Not one person. {_never_weighed(found)}"


def what_would_change(found: Findings) -> str:
    """The smallest thing that would have made it otherwise."""
    if found.decision == "refused":
        return f"No weight would have changed it: a constraint decided.{_in_the_way(found.blocked)}"
    if found.decision == "joined" and len(found.way) > 1:
        weakest = min(found.way, key=lambda tie: tie.match_weight)
        named = f"{_chain((weakest,))} ({weakest.match_weight:+.2f})"
        return f"They would be two persons without the weakest tie between them, {named}."
    words = change_words(found.changes, joined=found.decision == "joined")
    if found.detour:
        return f"{words} Even then the two would be one person, through {_chain(found.detour)}."
    if found.blocked:
        return f"{words} Even then a constraint would forbid it.{_in_the_way(found.blocked)}"
    return words


def _never_weighed(found: Findings) -> str:
    shared = [key.rule for key in found.keys if key.shared]
    if found.candidate is not None:
        return f"A candidate by {found.candidate['match_key']}, but with probability {found.probability:.6f} never in question."
    if shared:
        return (
            f"A candidate by {', '.join(shared)}, but its person weight fell below the floor of {WEIGHT_FLOOR}; "
            f"weighed here, its probability is {found.probability:.6f}."
        )
    return (
        f"Never a candidate: the two share no blocking key. Weighed here, their probability is {found.probability:.6f}."
    )


def _in_the_way(blocked: tuple[Obstacle, ...]) -> str:
    named = "; ".join(f"{one.record_id_l} and {one.record_id_r} ({one.reason})" for one in blocked[:_MOST_NAMED])
    more = f"; and {len(blocked) - _MOST_NAMED} more" if len(blocked) > _MOST_NAMED else ""
    return f" One person cannot hold both {named}{more}." if named else ""


def _chain(ties: tuple[Tie, ...]) -> str:
    return ", ".join(f"{tie.record_id_l} - {tie.record_id_r}" for tie in ties)
