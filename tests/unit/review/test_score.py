"""Rates from answers: strata weigh by their size, contradicting answers overrule the build, doubt widens the interval."""

from __future__ import annotations

from random import Random

import pytest

from dtsen_link.review.plan import Drawn, Plan, Stratum, allocate
from dtsen_link.review.score import Measured, score_review


def plan(strata: dict[str, tuple[int, float, int]], hidden: float = 0.0) -> Plan:
    """Strata as pairs, estimated doubt and pairs drawn."""
    return Plan(
        release="r",
        seed=7,
        hidden_pairs=hidden,
        strata=tuple(
            Stratum(name=name, joined=name.startswith("joined"), pairs=pairs, doubt=doubt, groups={"g x": pairs})
            for name, (pairs, doubt, _) in strata.items()
        ),
        pairs=tuple(
            Drawn(number=f"{name}-{n}", stratum=name, record_l="a", record_r="b", groups=("g x",))
            for name, (_, _, drawn) in strata.items()
            for n in range(drawn)
        ),
    )


def measured(made: Plan, answers: dict[str, str]) -> Measured:
    return score_review(made, answers).measured[0]


def answered(made: Plan, wrong: dict[str, int], unsure: dict[str, int] | None = None) -> dict[str, str]:
    """So many wrong decisions per stratum, then so many ragu, the others right."""
    answers = {}
    for stratum in made.strata:
        right, other = ("sama", "berbeda") if stratum.joined else ("berbeda", "sama")
        bad, doubtful = wrong.get(stratum.name, 0), (unsure or {}).get(stratum.name, 0)
        for place, pair in enumerate(pair for pair in made.pairs if pair.stratum == stratum.name):
            answers[pair.number] = other if place < bad else "ragu" if place < bad + doubtful else right
    return answers


BOTH = {"joined 1": (10_000, 0.0005, 100), "joined 4": (100, 0.3, 50), "apart 5": (100, 0.7, 50)}


def test_strata_weigh_by_their_size_not_by_their_sample() -> None:
    made = plan(BOTH)
    found = measured(made, answered(made, {"joined 4": 25, "apart 5": 25}))
    assert found.precision == pytest.approx(1 - 50 / 10_100, abs=0.002)
    assert found.recall == pytest.approx(10_050 / 10_100, abs=0.002)
    assert found.precision_low < found.precision < found.precision_high


def test_answers_that_contradict_the_build_overrule_it() -> None:
    made = plan({"joined 1": (10_000, 0.0005, 100)})
    assert measured(made, answered(made, {"joined 1": 20})).precision == pytest.approx(0.8, abs=0.03)


def test_answers_that_agree_with_the_build_do_not_make_it_worse() -> None:
    made = plan({"joined 1": (10_000, 0.0005, 100)})
    assert measured(made, answered(made, {})).precision > 0.998


def test_unsure_answers_widen_the_interval() -> None:
    made = plan(BOTH)
    sure = measured(made, answered(made, {"joined 4": 15}))
    answers = answered(made, {"joined 4": 15}, {"joined 4": 20})
    assert measured(made, answers).precision_low < sure.precision_low
    review = score_review(made, answers)
    assert (review.unsure, review.answered, review.open) == (20, 180, 0)


def test_pairs_nobody_compared_stay_in_the_recall() -> None:
    made = plan({"joined 1": (10_000, 0.0005, 100)}, hidden=500)
    found = measured(made, answered(made, {}))
    assert found.recall == pytest.approx(10_000 / 10_500, abs=0.01)
    assert found.recall_low < found.recall < found.recall_high


def test_a_group_is_told_only_where_enough_was_answered() -> None:
    few, many = plan({"joined 1": (100, 0.01, 20)}), plan({"joined 1": (100, 0.01, 40)})
    assert [one.kind for one in score_review(few, answered(few, {})).measured] == ["all"]
    assert [one.kind for one in score_review(many, answered(many, {})).measured] == ["all", "g"]


def test_the_interval_holds_the_truth_in_nine_of_ten_reviews() -> None:
    # The build is wrong by a factor of up to two, as its own intervals allow for.
    true = {"joined 1": 0.001, "joined 4": 0.4, "apart 5": 0.5}
    right = 10_000 * 0.999 + 100 * 0.6
    precision, recall = right / 10_100, right / (right + 50)
    made, random = plan(BOTH), Random(3)
    held = 0
    for _ in range(30):
        wrong = {name: sum(random.random() < rate for _ in range(BOTH[name][2])) for name, rate in true.items()}
        found = measured(made, answered(made, wrong))
        held += found.precision_low <= precision <= found.precision_high
        held += found.recall_low <= recall <= found.recall_high
    assert held >= 54


def test_doubtful_strata_get_more_pairs_and_none_more_than_it_has() -> None:
    wanted = allocate({"joined 1": (100_000, 0.0001), "joined 4": (500, 0.3), "apart 5": (10, 0.7)}, 300)
    assert wanted["joined 4"] > 50
    assert wanted["apart 5"] == 10
    assert sum(wanted.values()) <= 300
