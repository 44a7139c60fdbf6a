"""What the estimates assume. Each number says what it stands for; docs/quality.md says how they were found.

None is fitted to a build: they were settled once on generated deliveries with a known truth (`dtsen-link sample`, seeds 11 to
15) and on a labelled set, and hold for every build. Rates that differ between deliveries are measured in the build instead.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Assumptions:
    """Variables of sql/estimate.

    Attributes:
        repeat_excess: among doubtful pairs of one person a source lists both sides so many times as often as among all persons.
        stranger_overlap: share of weighed pairs of two persons whom some source lists both.
        clear_ratio: Bayes factor of a tie that no repeated listing casts doubt on; the models are cautious there.
        twin_error: share of wrong pairs where one source lists two valid NIK of neighbouring serials for one person.
        twin_share: what resolve scales the probability of twins by; taken back where no source lists both.
        most_apart: no unjoined pair whose sides share a source is taken to be more likely than this.
        hidden_guess: share of pairs nobody looked at, where no pair is sure by its NIK.
        hidden_most: greatest share of such pairs believed in a stratum.
        stray_minor: chance that a record is in the wrong family, where fewer of the person's records stand there.
        stray_tie: the same where as many stand there as elsewhere.
        hidden_strays: share of records in a wrong family that nothing gives away, where sources mix families as usual.
        usual_strays: share of records expected to be in a wrong family in the usual delivery.
        least_disorder: least that sources are taken to mix families, beside the usual.
        most_disorder: most of it.
        family_error_one: share of wrong unit pairs with one shared member, in the usual delivery.
        family_error_two: with two.
        family_error_three: with three or more.
        family_error_implied: of pairs of units that only a third unit holds together.
        family_error_weak: of pairs in one family that no way makes likely.
        family_none_shared: share of families that are one though no member is shared, among units that were weighed.
        family_two_shared: the same with two shared members or more, too unlikely to be joined.
        family_two_refused: with two or more, refused by a constraint.
        family_one_refused: with one, refused.
        family_low_ratio: what a small probability of the family model is multiplied with.
        family_mid_ratio: the same for one between 0.2 and 0.5.
    """

    repeat_excess: float = 4.0
    stranger_overlap: float = 0.97
    clear_ratio: float = 2.5
    twin_error: float = 0.8
    twin_share: float = 0.45
    most_apart: float = 0.9
    hidden_guess: float = 0.01
    hidden_most: float = 0.75
    stray_minor: float = 0.8
    stray_tie: float = 0.4
    hidden_strays: float = 0.0009
    usual_strays: float = 0.0018
    least_disorder: float = 0.03
    most_disorder: float = 2.0
    family_error_one: float = 0.013
    family_error_two: float = 0.0065
    family_error_three: float = 0.0009
    family_error_implied: float = 0.05
    family_error_weak: float = 0.35
    family_none_shared: float = 0.07
    family_two_shared: float = 0.95
    family_two_refused: float = 0.5
    family_one_refused: float = 0.15
    family_low_ratio: float = 2.5
    family_mid_ratio: float = 0.75

    def variables(self) -> dict[str, float]:
        """By name, as the SQL files take them."""
        return asdict(self)


@dataclass(frozen=True)
class Spread:
    """How unsure an expected number of wrong or missed pairs is.

    Attributes:
        pairs_per_event: pairs that one mistake makes wrong or missing: two persons of three records put together are nine.
        model: spread of the factor between what is expected and what is, for a whole build (of its natural logarithm).
        group: the same, further, for one group beside the whole.
    """

    pairs_per_event: float
    model: float
    group: float


ASSUMPTIONS = Assumptions()
SPREADS = {
    ("person", "wrong"): Spread(3.0, 0.35, 0.30),
    ("person", "missed"): Spread(1.7, 0.30, 0.25),
    ("family", "wrong"): Spread(8.0, 0.40, 0.30),
    ("family", "missed"): Spread(8.0, 0.35, 0.35),
}
