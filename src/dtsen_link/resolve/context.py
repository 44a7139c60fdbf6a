"""What it is worth to live in one matched family, or outside: counted over all pairs of a build, then frozen with its models.

The figures of a quarter differ a little from those of the one before, and a pair's probability with them, whoever it is about.
So a household model that was saved brings those it was made with: a pair then weighs the same whatever else is delivered, and
parts of a country weigh as the whole does.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import pyarrow as pa

from dtsen_link import resources
from dtsen_link.engine import Engine
from dtsen_link.linkage.splink_model import CONTEXT_KEY, TrainedModel
from dtsen_link.resolve.household import log_odds

_OUTSIDE = pa.schema([("near", pa.bool_()), ("outside_weight", pa.float64())])


@dataclass(frozen=True)
class Context:
    """Figures of one round.

    Attributes:
        outside_near: weight, in bits, of two records near one another whose families were not matched; null where no pair told.
        outside_far: the same for two records of different places.
        member_log_odds: log2 of the odds that two members of matched families are one person.
        coverage: share of the members of the smaller of two matched families who are in the other one, too.
    """

    outside_near: float | None
    outside_far: float | None
    member_log_odds: float
    coverage: float


def settle_context(engine: Engine, household: TrainedModel, number: int) -> Context:
    """The context of a round, as the model brings it or else counted; leaves tmp_outside behind.

    Args:
        engine: holds tmp_pair_evidence, link_family_pair and tmp_unit_size.
        household: the household model of this build.
        number: of the round, from 0 on.
    """
    frozen = household.settings.get(CONTEXT_KEY, [])
    if number >= len(frozen):
        return _count(engine)
    context = Context(**frozen[number])
    known = {True: context.outside_near, False: context.outside_far}
    rows = [{"near": near, "outside_weight": weight} for near, weight in known.items() if weight is not None]
    engine.register("tmp_outside", pa.Table.from_pylist(rows, schema=_OUTSIDE))
    return context


def with_context(household: TrainedModel, rounds: list[Context]) -> TrainedModel:
    """The household model with the figures of all rounds, for its file."""
    return replace(household, settings=household.settings | {CONTEXT_KEY: [asdict(context) for context in rounds]})


def _count(engine: Engine) -> Context:
    for name in ("tmp_outside", "tmp_context_prior"):
        engine.drop([name])
        engine.run_file(resources.sql_dir() / "5_resolve" / f"{name}.sql")
    outside = {row["near"]: row["outside_weight"] for row in engine.query("SELECT * FROM tmp_outside").to_pylist()}
    prior = engine.query("SELECT * FROM tmp_context_prior").to_pylist()[0]
    matched = float(prior["matched_n"])
    return Context(
        outside_near=outside.get(True),
        outside_far=outside.get(False),
        member_log_odds=log_odds(matched / max(float(prior["member_pair_n"]), 1.0)),
        coverage=round(min(max(matched / max(float(prior["matchable_n"]), 1.0), 0.05), 0.95), 4),
    )
