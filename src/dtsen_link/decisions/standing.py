"""What stands in the ledger already, and whether a new decision agrees with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from dtsen_link.decisions.consistency import Constraints, across
from dtsen_link.decisions.drafts import RejectedError
from dtsen_link.decisions.model import APART, MENDED, NO_ACTION, TOGETHER, UNSURE, Decision
from dtsen_link.decisions.questions import Question

_IDENTITY = (*TOGETHER, *APART)
_CLOSING = (MENDED, NO_ACTION)


class Standing:
    """The decisions in force while lines of a sheet are taken one by one.

    A decision that the release knew, and asks about all the same, gives way to the new answer: its question came back. Any other
    one must be revoked first; so an old sheet, or one of an older release, takes nothing back that was decided since.
    """

    def __init__(self, in_force: Iterable[Decision], answered: Iterable[Question], known: Collection[str]) -> None:
        """Start with the ledger.

        Args:
            in_force: its decisions in force, older before newer.
            answered: the questions that the sheets answer.
            known: the decisions that the release of these questions was built with.
        """
        asked = {question.conflict_id for question in answered}
        self._by_question: dict[str, list[Decision]] = defaultdict(list)
        self._gone_by: dict[str, list[Decision]] = defaultdict(list)
        self._slots: dict[tuple[str, str], Decision] = {}
        self._constraints = Constraints()
        for decision in in_force:
            if decision.conflict_id in asked and decision.decision_id in known:
                self._gone_by[decision.conflict_id].append(decision)
            else:
                self._keep(decision)

    def take(self, drafts: list[Decision]) -> list[Decision]:
        """Add the decisions of one line.

        Returns:
            Those that are new, each with what it replaces; none where all of them stand there already.

        Raises:
            RejectedError: one contradicts a decision in force; nothing of the line is taken then.
        """
        question = drafts[0].conflict_id
        there = {decision.effect() for decision in self._by_question[question]}
        fresh = [draft for draft in drafts if draft.effect() not in there]
        for draft in fresh:
            self._hold_against_answers(draft)
            self._hold_against_values(draft)
        for draft in fresh:
            self._hold_against_persons(draft)
        replaced = [*self._gone_by.pop(question, []), *self._unsure(question)] if fresh else []
        revokes = tuple(decision.decision_id for decision in replaced)
        taken = [draft.model_copy(update={"revokes": revokes}) if n == 0 else draft for n, draft in enumerate(fresh)]
        if replaced:
            self._by_question[question] = [held for held in self._by_question[question] if held not in replaced]
        for decision in taken:
            self._note(decision)
        return taken

    def _unsure(self, question: str) -> list[Decision]:
        return [decision for decision in self._by_question[question] if decision.keputusan == UNSURE]

    def _hold_against_answers(self, draft: Decision) -> None:
        for other in self._by_question[draft.conflict_id]:
            if other.keputusan != UNSURE and other.keputusan != draft.keputusan and _exclude(other, draft):
                raise _contradiction([other])

    def _hold_against_values(self, draft: Decision) -> None:
        for slot in _slots(draft):
            other = self._slots.get(slot)
            if other is not None and other.nilai != draft.nilai:
                raise _contradiction([other])

    def _hold_against_persons(self, draft: Decision) -> None:
        against = _constrain(self._constraints, draft)
        if against:
            known = {decision.decision_id: decision for held in self._by_question.values() for decision in held}
            raise _contradiction([known[name] for name in against if name in known])

    def _keep(self, decision: Decision) -> None:
        self._note(decision)
        _constrain(self._constraints, decision)

    def _note(self, decision: Decision) -> None:
        self._by_question[decision.conflict_id].append(decision)
        for slot in _slots(decision):
            self._slots.setdefault(slot, decision)


def _exclude(one: Decision, other: Decision) -> bool:
    """Whether two different answers to one question cannot both hold: who is who, and a value, may stand side by side."""
    kinds = {_kind(one), _kind(other)}
    return len(kinds) == 1 or bool(kinds & {"closing", "unsure"})


def _kind(decision: Decision) -> str:
    answer = decision.keputusan
    if answer == UNSURE:
        return "unsure"
    return "identity" if answer in _IDENTITY else "closing" if answer in _CLOSING else "value"


def _slots(decision: Decision) -> list[tuple[str, str]]:
    if not decision.field:
        return []
    if decision.field == "kepala" or not decision.person_ids:
        return [(family, decision.field) for family in decision.family_ids]
    return [(person, decision.field) for person in decision.person_ids]


def _constrain(constraints: Constraints, decision: Decision) -> tuple[str, ...]:
    """Take a decision on who is who; a split of one person is held against the records in the build alone."""
    sides = [(person, *records) for person, records in zip(decision.person_ids, decision.records, strict=True)]
    if decision.keputusan in TOGETHER and len(sides) > 1:
        return constraints.join(decision.decision_id, [key for side in sides for key in side])
    if decision.keputusan in APART and len(sides) > 1:
        return constraints.part(decision.decision_id, across(sides))
    return ()


def _contradiction(others: list[Decision]) -> RejectedError:
    told = "; ".join(
        f"{other.decision_id} ({other.keputusan}, {other.peran}, {other.kapan.isoformat()})" for other in others[:3]
    )
    return RejectedError(f"contradicts a decision in force: {told or 'another line of this sheet'}; revoke it first")
