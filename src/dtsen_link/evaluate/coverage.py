"""Do the intervals of a release hold what the truth says? Estimates of metrics.json beside counted rates, group by group."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from dtsen_link import resources
from dtsen_link.engine import DuckDBEngine
from dtsen_link.estimate.estimate import ENTITIES, run
from dtsen_link.evaluate.scores import Score

# Groups with fewer true pairs say more of chance than of the estimate.
USEFUL_PAIRS = 500
RATES = ("precision", "recall")


class Covered(BaseModel):
    """One estimated rate beside the true one.

    Attributes:
        entity: persons or families.
        rate: precision or recall.
        kind: what the group is a group of; all for the whole release.
        value: which group.
        true_pairs: pairs of the group that belong together, each half with each of its records.
        truth: the rate by the truth.
        estimate: the rate as the build estimated it.
        low: lower bound of its interval.
        high: upper bound.
    """

    model_config = ConfigDict(frozen=True)

    entity: str
    rate: str
    kind: str
    value: str
    true_pairs: float
    truth: float
    estimate: float
    low: float
    high: float

    @property
    def covered(self) -> bool:
        """Whether the interval holds the truth, both as printed to six digits."""
        return self.low <= round(self.truth, 6) <= self.high


def cover(
    engine: DuckDBEngine, release: Path, persons: tuple[Score, ...], families: tuple[Score, ...]
) -> list[Covered]:
    """Every estimate of a release whose group the truth knows; empty where the release holds no estimates.

    Args:
        engine: holds person_sources and truth.
        release: the release folder.
        persons: scores of persons, for pairs of sources.
        families: scores of families.
    """
    metrics_file = release / "metrics.json"
    persons_there = any((release / "persons").rglob("*.parquet"))
    if not metrics_file.is_file() or not persons_there or "nik_usable" not in engine.columns("person_sources"):
        return []
    metrics = json.loads(metrics_file.read_text(encoding="utf-8"))
    estimates = metrics.get("estimates") or []
    if not estimates:
        return []
    engine.open_parquet("gold_person", release / "persons" / "**" / "*.parquet")
    engine.execute("CREATE OR REPLACE VIEW gold_person_source AS SELECT * FROM person_sources")
    engine.run_file(resources.sql_dir() / "evaluate" / "est_record.sql")
    run(engine, "est_group", reference_year(metrics))
    groups = {(row["kind"], row["value"]): row for row in engine.query("SELECT * FROM est_group").to_pylist()}
    _add_source_pairs(groups, persons, families)
    return [item for estimate in estimates for item in _beside(estimate, groups)]


def reference_year(metrics: dict[str, Any]) -> int:
    """The year ages are counted in: that of the latest data."""
    return max(int(str(source["data_date"])[:4]) for source in metrics["sources"])


def _add_source_pairs(
    groups: dict[tuple[str, str], dict[str, Any]], persons: tuple[Score, ...], families: tuple[Score, ...]
) -> None:
    for entity, scores in (("person", persons), ("family", families)):
        for score in scores:
            if score.subset == "source_pair":
                group = groups.setdefault(("source_pair", score.name), {})
                group[f"{entity}_found"] = score.found_pairs
                group[f"{entity}_wrong"] = score.found_pairs - score.right_pairs
                group[f"{entity}_missed"] = score.true_pairs - score.right_pairs


def _beside(estimate: dict[str, Any], groups: dict[tuple[str, str], dict[str, Any]]) -> Iterator[Covered]:
    group = groups.get((estimate["kind"], estimate["value"]))
    entity = next(key for key, name in ENTITIES.items() if name == estimate["entity"])
    if group is None:
        return
    found = group[f"{entity}_found"]
    right = found - group[f"{entity}_wrong"]
    true = right + group[f"{entity}_missed"]
    for rate, whole in (("precision", found), ("recall", true)):
        if whole and estimate[rate] is not None:
            yield Covered(
                entity=estimate["entity"],
                rate=rate,
                kind=estimate["kind"],
                value=estimate["value"],
                true_pairs=true,
                truth=right / whole,
                estimate=estimate[rate],
                low=estimate[f"{rate}_low"],
                high=estimate[f"{rate}_high"],
            )


def useful(coverage: tuple[Covered, ...], entity: str, rate: str) -> list[Covered]:
    """The groups of one entity and rate that are large enough to say something; the whole release is none of them."""
    return [
        item
        for item in coverage
        if item.entity == entity and item.rate == rate and item.kind != "all" and item.true_pairs >= USEFUL_PAIRS
    ]


def show_coverage(coverage: tuple[Covered, ...], console: Console) -> None:
    """Print how the estimates of the release stand to the truth: the whole, the share of groups covered, those that are not."""
    if not coverage:
        return
    console.print(
        f"\n[bold]Estimates without labels[/bold] beside the truth; groups of at least {USEFUL_PAIRS} true pairs",
        soft_wrap=True,
    )
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for heading in ("", ""):
        table.add_column(heading, min_width=9, no_wrap=True)
    for heading in ("truth", "estimate", "low", "high"):
        table.add_column(heading, justify="right", min_width=len(heading.ljust(6)), no_wrap=True)
    table.add_column("covered")
    missed = []
    for entity in ENTITIES.values():
        for rate in RATES:
            groups = useful(coverage, entity, rate)
            missed += [item for item in groups if not item.covered]
            for item in coverage:
                if (item.entity, item.rate, item.kind) == (entity, rate, "all"):
                    held = sum(group.covered for group in groups)
                    table.add_row(entity, rate, *_figures(item), f"{held} of {len(groups)}")
    for item in missed:
        table.add_row(item.entity, item.rate, *_figures(item), f"not: {item.kind} {item.value}")
    console.print(table)


def _figures(item: Covered) -> tuple[str, ...]:
    return tuple(f"{value:.4f}" for value in (item.truth, item.estimate, item.low, item.high))
