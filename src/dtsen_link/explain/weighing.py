"""The sum of a pair, outside the database: the Python twin of sql/5_resolve/tmp_pair_weight.sql and tmp_edge.sql.

An explanation has to say what would have come out, had one thing been different; for that the same sum is done again on
changed evidence. A test holds it against every pair the build of the sample kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

from dtsen_link.config import Config
from dtsen_link.explain.views import Threshold
from dtsen_link.resolve.stage import DUPLICATE_PROBABILITY, TWIN_SHARE

# A unit pair at least this likely to be one family counts as matched: its members are joined more readily.
MATCHED_FAMILY = 0.5
_LEAST = 1e-9


@dataclass(frozen=True)
class Evidence:
    """All that enters the probability of a pair; see the columns of link_pair."""

    person_weight: float | None
    household_weight: float | None
    family_probability: float | None
    outside_weight: float
    member_weight: float
    one_unit: bool
    is_twin: bool


@dataclass(frozen=True)
class Weighed:
    """What came out: by person evidence alone, by household evidence alone, together; None where that evidence is missing."""

    outside: float | None
    inside: float | None
    probability: float

    @property
    def weight(self) -> float:
        return log2(max(self.probability, _LEAST) / max(1 - self.probability, _LEAST))


def weigh(evidence: Evidence, household_prior: float) -> Weighed:
    """The probability that a pair is one person.

    Args:
        evidence: the pair.
        household_prior: log2 odds that the household model starts from, those of a row written twice.
    """
    outside = None if evidence.person_weight is None else _chance(evidence.person_weight + evidence.outside_weight)
    inside = None
    if evidence.household_weight is not None:
        start = 0.0 if evidence.one_unit else evidence.member_weight - household_prior
        inside = _chance(evidence.household_weight + start)
    family = evidence.family_probability or 0.0
    mixed = (inside or 0.0) if evidence.one_unit else family * (inside or 0.0) + (1 - family) * (outside or 0.0)
    return Weighed(outside, inside, mixed * (TWIN_SHARE if evidence.is_twin else 1))


def threshold(evidence: Evidence, config: Config) -> Threshold:
    """From which probability such a pair is joined."""
    if evidence.one_unit:
        return Threshold(
            probability=DUPLICATE_PROBABILITY,
            setting="fixed",
            words="two rows of one unit are one person written twice only when nearly certain",
        )
    if (evidence.family_probability or 0.0) >= MATCHED_FAMILY:
        return Threshold(
            probability=config.link.member_join_probability,
            setting="link.member_join_probability",
            words="members of two units that match as a family",
        )
    return Threshold(
        probability=config.link.join_probability,
        setting="link.join_probability",
        words="records outside a matched family",
    )


def _chance(weight: float) -> float:
    # Beyond this the odds cannot be told from certainty, and 2 ** -weight would overflow.
    return float(1 / (1 + 2.0 ** -max(min(weight, 900.0), -900.0)))
