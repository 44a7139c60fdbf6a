"""Precision and recall of persons as people measured them, with intervals, whole and by group where enough was answered.

A stratified estimate: in each stratum the share of decisions people call wrong, weighed by how many pairs the stratum holds. A
share is a Beta posterior under a mixed prior: mostly what the build estimated, and for one part in five that nothing is known,
so that answers which contradict the build overrule it. Pairs that nobody ever compared cannot be drawn; their estimated
number stays in the recall, with its spread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import exp, lgamma
from random import Random

from pydantic import BaseModel, ConfigDict
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from dtsen_link.estimate.assumptions import SPREADS
from dtsen_link.review.plan import Plan, Stratum

DRAWS = 4000
# The estimate of the build counts as if so many wrong decisions had been seen.
PRIOR_EVENTS = 0.5
# Chance, before any answer, that a stratum is not as the build estimated.
DOUBT_OF_PRIOR = 0.2
# How unsure the number of pairs is that nobody ever compared, of its natural logarithm: more so than that of all missed pairs.
HIDDEN_SPREAD = 0.75
_LARGE_MEAN = 50.0
# A group with fewer answers is not told.
LEAST_ANSWERS = 30
_TAIL = 0.025


class Measured(BaseModel):
    """One measured rate of one group of pairs of persons; the interval holds 95 %."""

    model_config = ConfigDict(frozen=True)

    kind: str
    value: str
    answers: int
    precision: float
    precision_low: float
    precision_high: float
    recall: float
    recall_low: float
    recall_high: float


class Review(BaseModel):
    """What came of a review.

    Attributes:
        release: the release that was measured.
        pairs: pairs of the sample.
        answered: answered sama or berbeda.
        unsure: answered ragu; they count as right for the upper bounds and as wrong for the lower ones.
        open: not answered.
        measured: the whole first, then groups with enough answers.
    """

    model_config = ConfigDict(frozen=True)

    release: str
    pairs: int
    answered: int
    unsure: int
    open: int
    measured: tuple[Measured, ...]


@dataclass(frozen=True)
class _Seen:
    """Answers in one stratum: decisions called right and wrong, and those nobody was sure of."""

    right: int
    wrong: int
    unsure: int


def score_review(plan: Plan, answers: dict[str, str]) -> Review:
    """Rates out of a plan and the answers to its pairs."""
    groups = ["", *sorted({name for pair in plan.pairs for name in pair.groups})]
    measured = [_measured(plan, answers, group) for group in groups]
    unsure = sum(answer == "ragu" for answer in answers.values())
    return Review(
        release=plan.release,
        pairs=len(plan.pairs),
        answered=len(answers) - unsure,
        unsure=unsure,
        open=len(plan.pairs) - len(answers),
        measured=tuple(one for one in measured if one is not None),
    )


def _measured(plan: Plan, answers: dict[str, str], group: str) -> Measured | None:
    joined = {stratum.name: stratum.joined for stratum in plan.strata}
    seen: dict[str, list[str]] = {}
    for pair in plan.pairs:
        if pair.number in answers and (not group or group in pair.groups):
            seen.setdefault(pair.stratum, []).append(answers[pair.number])
    told = sum(len(one) for one in seen.values())
    if group and told < LEAST_ANSWERS:
        return None
    counts = {name: _seen(given, joined=joined[name]) for name, given in seen.items()}
    sizes = {stratum.name: stratum.groups.get(group, 0) if group else stratum.pairs for stratum in plan.strata}
    whole = sum(stratum.pairs for stratum in plan.strata if stratum.joined) or 1
    part = sum(sizes[stratum.name] for stratum in plan.strata if stratum.joined) / whole
    best, worst, usual = (
        _rates(plan, counts, sizes, plan.hidden_pairs * part, reading) for reading in ("right", "wrong", "left out")
    )
    kind, _, value = group.partition(" ")
    return Measured(
        kind=kind or "all",
        value=value,
        answers=told,
        precision=_mean(usual[0]),
        precision_low=_quantile(worst[0], _TAIL),
        precision_high=_quantile(best[0], 1 - _TAIL),
        # The middle draw: the number of pairs nobody compared is skewed, and its mean would be more than the build expects.
        recall=_quantile(usual[1], 0.5),
        recall_low=_quantile(worst[1], _TAIL),
        recall_high=_quantile(best[1], 1 - _TAIL),
    )


def _seen(answers: list[str], *, joined: bool) -> _Seen:
    right = "sama" if joined else "berbeda"
    unsure = answers.count("ragu")
    return _Seen(answers.count(right), len(answers) - unsure - answers.count(right), unsure)


def _rates(
    plan: Plan, seen: dict[str, _Seen], sizes: dict[str, int], hidden: float, unsure: str
) -> tuple[list[float], list[float]]:
    """Draws of precision and recall; `unsure` says how to read a ragu: as a right decision, a wrong one, or not at all."""
    random = Random(plan.seed)  # noqa: S311 - a draw from a posterior, no secret
    draws = [_posterior(stratum, seen.get(stratum.name, _Seen(0, 0, 0)), unsure, random) for stratum in plan.strata]
    precisions, recalls = [], []
    for _ in range(DRAWS):
        found = right = missed = 0.0
        for stratum, draw in zip(plan.strata, draws, strict=True):
            size, share = sizes[stratum.name], draw()
            if stratum.joined:
                found += size
                right += size * (1 - share)
            else:
                missed += size * share
        missed += _hidden(hidden, random)
        precisions.append(right / found if found else 1.0)
        recalls.append(right / (right + missed) if right + missed else 1.0)
    return sorted(precisions), sorted(recalls)


def _hidden(expected: float, random: Random) -> float:
    """A draw of how many pairs nobody compared: events of several pairs, their mean uncertain by a factor."""
    size = SPREADS["person", "missed"].pairs_per_event
    mean = expected / size * exp(random.gauss(0, HIDDEN_SPREAD))
    if mean > _LARGE_MEAN:
        return size * max(random.gauss(mean, mean**0.5), 0.0)
    events, left = 0, random.random() - exp(-mean)
    term = exp(-mean)
    while left > 0:
        events += 1
        term *= mean / events
        left -= term
        if term <= 0:
            break
    return size * events


def _posterior(stratum: Stratum, seen: _Seen, unsure: str, random: Random) -> Callable[[], float]:
    """Draws of the share of wrong decisions in a stratum."""
    right = seen.right + (seen.unsure if unsure == "right" else 0)
    wrong = seen.wrong + (seen.unsure if unsure == "wrong" else 0)
    doubt = min(max(stratum.doubt, 1e-6), 1 - 1e-6)
    known = (PRIOR_EVENTS * doubt / min(doubt, 1 - doubt), PRIOR_EVENTS * (1 - doubt) / min(doubt, 1 - doubt))
    blank = (0.5, 0.5)
    weigh = [
        weight * exp(_log_beta(a + wrong, b + right) - _log_beta(a, b))
        for weight, (a, b) in ((1 - DOUBT_OF_PRIOR, known), (DOUBT_OF_PRIOR, blank))
    ]
    share_blank = weigh[1] / (weigh[0] + weigh[1]) if sum(weigh) else 1.0

    def draw() -> float:
        a, b = blank if random.random() < share_blank else known
        return random.betavariate(a + wrong, b + right)

    return draw


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def _mean(draws: Iterable[float]) -> float:
    values = list(draws)
    return round(sum(values) / len(values), 6)


def _quantile(draws: list[float], share: float) -> float:
    return round(draws[min(int(share * len(draws)), len(draws) - 1)], 6)


def show_review(review: Review, console: Console) -> None:
    """Print the rates, the whole first."""
    console.print(
        f"{review.release}: {review.answered:,} of {review.pairs:,} pairs answered, {review.unsure:,} ragu, {review.open:,} open",
        soft_wrap=True,
    )
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for heading in ("persons", "answers", "P", "low", "high", "R", "low", "high"):
        table.add_column(heading, justify="left" if heading == "persons" else "right", no_wrap=True)
    for one in review.measured:
        rates = (one.precision, one.precision_low, one.precision_high, one.recall, one.recall_low, one.recall_high)
        name = "all pairs" if one.kind == "all" else f"{one.kind} {one.value}"
        table.add_row(name, f"{one.answers:,}", *(f"{rate:.4f}" for rate in rates))
    console.print(table)
