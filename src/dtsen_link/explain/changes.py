"""What would have changed a decision: the single changes that carry a pair over its threshold, or under it, smallest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dtsen_link.config import Config
from dtsen_link.explain.levels import Hit
from dtsen_link.explain.views import Change
from dtsen_link.explain.weighing import MATCHED_FAMILY, Evidence, threshold, weigh

_MOST = 5


@dataclass(frozen=True)
class Case:
    """A pair with all that can be varied.

    Attributes:
        evidence: the pair as it stands.
        person: its levels by the person model.
        household: its levels by the household model; empty without household evidence.
        household_prior: log2 odds the household model starts from.
        place: name of the comparison that says where people live; the household model has none.
        outside_weights: what is added outside a matched family, by whether the place speaks for the pair.
        config: for the thresholds.
    """

    evidence: Evidence
    person: tuple[Hit, ...]
    household: tuple[Hit, ...]
    household_prior: float
    place: str
    outside_weights: Mapping[bool, float]
    config: Config

    def probability(self, evidence: Evidence) -> float:
        return weigh(evidence, self.household_prior).probability

    def joins(self, evidence: Evidence) -> bool:
        """Whether evidence reaches its own threshold."""
        return self.probability(evidence) >= threshold(evidence, self.config).probability


def changes(case: Case) -> tuple[Change, ...]:
    """Single changes that turn the decision, smallest first; where none does, the one that comes nearest."""
    joined = case.joins(case.evidence)
    tried = list(_all(case, joined=joined))
    now = weigh(case.evidence, case.household_prior).weight
    turning = [(abs(weigh(evidence, case.household_prior).weight - now), c) for c, evidence in tried if c.turns]
    if turning:
        ordered = sorted(turning, key=lambda pair: pair[0])
        return tuple(_one_per_comparison([change for _, change in ordered]))[:_MOST]
    # Unrounded: of a pair that nothing can save all probabilities are near zero, yet one is the nearest.
    way = -1 if joined else 1
    nearest = max(tried, key=lambda pair: way * case.probability(pair[1]), default=None)
    if nearest is None or way * case.probability(nearest[1]) <= way * case.probability(case.evidence):
        return ()
    return (nearest[0],)


def change_words(found: tuple[Change, ...], *, joined: bool) -> str:
    """The answer in one sentence."""
    turned = "kept the pair apart" if joined else "carried the pair over the threshold"
    if not found:
        return f"No single change would have {turned}."
    if not found[0].turns:
        return f"No single change would have {turned}; the nearest: {found[0].words} (probability {found[0].probability:.4f})."
    return f"The smallest single change that would have {turned}: {found[0].words} (probability {found[0].probability:.4f})."


def _all(case: Case, *, joined: bool) -> Iterator[tuple[Change, Evidence]]:
    for place, hit in enumerate(case.person):
        for level in range(len(hit.comparison.levels)):
            if level != hit.place:
                yield _level_change(case, place, level, joined=joined)
    yield from _family_change(case, joined=joined)
    if case.evidence.is_twin:
        yield _change(
            case, replace(case.evidence, is_twin=False), "twin", "had they not looked like twins", joined=joined
        )


def _level_change(case: Case, place: int, level: int, *, joined: bool) -> tuple[Change, Evidence]:
    before = case.person[place]
    comparison = before.comparison
    evidence = _with_level(case, place, level)
    inside = next((hit for hit in case.household if hit.comparison.name == comparison.name), None)
    told = inside if inside is not None and _household_speaks(case.evidence) else before
    after = told.comparison.levels[level]
    words = f'{comparison.name} at "{after.label}" ({after.weight:+.2f}) in place of "{told.level.label}" ({told.weight:+.2f})'
    if evidence.outside_weight != case.evidence.outside_weight:
        words += f", and with it {evidence.outside_weight:+.2f} in place of {case.evidence.outside_weight:+.2f} outside a family"
    change, _ = _change(case, evidence, "level", words, joined=joined)
    details = {
        "comparison": comparison.name,
        "level_before": told.level.label,
        "level_after": after.label,
        "weight_before": round(told.weight, 4),
        "weight_after": round(after.weight, 4),
    }
    return change.model_copy(update=details), evidence


def _with_level(case: Case, place: int, level: int) -> Evidence:
    """The evidence with one comparison at another level: it is one fact, so both models see it."""
    before = case.person[place]
    evidence = case.evidence
    person, household, outside = evidence.person_weight, evidence.household_weight, evidence.outside_weight
    weight = before.comparison.levels[level].weight
    if person is not None:
        person += weight - before.weight
    inside = next((hit for hit in case.household if hit.comparison.name == before.comparison.name), None)
    if household is not None and inside is not None:
        household += inside.comparison.levels[level].weight - inside.weight
    if before.comparison.name == case.place and outside != 0:
        outside = case.outside_weights.get(weight > 0, outside)
    return replace(evidence, person_weight=person, household_weight=household, outside_weight=outside)


def _family_change(case: Case, *, joined: bool) -> Iterator[tuple[Change, Evidence]]:
    evidence = case.evidence
    if evidence.one_unit:
        return
    if (evidence.family_probability or 0.0) >= MATCHED_FAMILY:
        apart = replace(evidence, family_probability=0.0)
        yield _change(case, apart, "family", "had the two family units not been found to be one", joined=joined)
    elif evidence.household_weight is not None:
        one = replace(evidence, family_probability=1.0)
        yield _change(case, one, "family", "had the two family units been found to be one", joined=joined)


def _change(case: Case, evidence: Evidence, kind: str, words: str, *, joined: bool) -> tuple[Change, Evidence]:
    change = Change.model_validate(
        {
            "kind": kind,
            "words": words,
            "comparison": None,
            "level_before": None,
            "level_after": None,
            "weight_before": None,
            "weight_after": None,
            "probability": round(case.probability(evidence), 6),
            "turns": case.joins(evidence) != joined,
        }
    )
    return change, evidence


def _household_speaks(evidence: Evidence) -> bool:
    return evidence.one_unit or (evidence.family_probability or 0.0) >= MATCHED_FAMILY


def _one_per_comparison(ordered: list[Change]) -> list[Change]:
    """The first change of each comparison; the further ones say nothing new."""
    first: dict[str, Change] = {}
    for change in ordered:
        first.setdefault(change.comparison or change.kind, change)
    return list(first.values())
