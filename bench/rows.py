"""A row of the bench: some records, what `dtsen-link build` makes of them and what the baseline does."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from baseline import Baseline, run_baseline, to_layout
from children import checked, program, run_child
from limits import missed_costs, missed_scores
from rules import Blocking, measure

SOURCES = ("dtks", "regsosek", "p3ke")
# The labelled deliveries speak of 2024 and 2025: Regsosek's stated ages fit its birth dates best on 1 October 2024.
LABELLED_DATES = {"regsosek": "2024-10-01", "p3ke": "2024-12-31", "dtks": "2025-02-28"}

_SCORED = {"persons": "person", "families": "family"}

# What a build of a large row is given, of a machine's memory; the process holds some more than its engine.
_MEMORY_LIMIT = "8GB"

_CONFIG = """release = "bench"
id_key_file = "id.key"
memory_limit = "{memory}"
{sources}"""
# Presets with other files and, where the presets' dates are not those of the data, other dates.
_SOURCE = """
[[sources]]
preset = "sources/{name}.toml"
files = ["{path}"]
{more}"""


@dataclass
class Row:
    """Everything found on one set of records; `missed` names the limits that were not kept.

    `pairs` says how many pairs each blocking rule makes, and how many of persons and of families were scored in all; `blocking`
    how many true ones each rule finds.
    """

    name: str
    kind: str
    records: int = 0
    seconds: float = 0.0
    gib: float = 0.0
    persons: list[dict[str, Any]] = field(default_factory=list)
    families: list[dict[str, Any]] = field(default_factory=list)
    stage_seconds: dict[str, float] = field(default_factory=dict)
    stage_gib: dict[str, float] = field(default_factory=dict)
    pairs: dict[str, int] = field(default_factory=dict)
    blocking: Blocking = field(default_factory=Blocking)
    baseline: Baseline = field(default_factory=Baseline)
    missed: list[str] = field(default_factory=list)

    def overall(self, entity: str) -> dict[str, float | None]:
        """Pairwise rates over all records, of "persons" or "families"."""
        scores = self.persons if entity == "persons" else self.families
        rates: dict[str, float | None] = scores[0]["pairwise"]
        return rates


def labelled_row(labelled: Path, baselines: Path, folder: Path) -> Row:
    """The labelled deliveries, which lie in the baseline's layout already."""
    row = Row("labelled", "labelled")
    truth = labelled / "truth.parquet"
    row.baseline = run_baseline(baselines, labelled, truth, folder)
    _build_and_score(row, labelled, truth, folder, LABELLED_DATES)
    return row


def sample_row(families: int, seed: int, baselines: Path, folder: Path) -> Row:
    """Sample deliveries of so many families."""
    row = Row(f"{families:,} families, seed {seed}", str(families))
    deliveries = write_sample(families, seed, folder)
    layout = folder / "layout"
    to_layout(deliveries, layout)
    row.baseline = run_baseline(baselines, layout, deliveries / "truth.parquet", folder)
    _build_and_score(row, deliveries, deliveries / "truth.parquet", folder, {})
    return row


def write_sample(families: int, seed: int, folder: Path) -> Path:
    """Write sample deliveries of so many families; returns their folder."""
    deliveries = folder / "deliveries"
    deliveries.mkdir(parents=True, exist_ok=True)
    arguments = ("--families", str(families), "--seed", str(seed), "--formats", ",".join(["parquet"] * len(SOURCES)))
    checked(run_child("sample", program("sample", str(deliveries), *arguments)))
    return deliveries


def write_project(deliveries: Path, folder: Path, memory: str, dates: dict[str, str] | None = None) -> Path:
    """Write a configuration and an id key; returns the path of the configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "dtsen.toml"
    path.write_text(_configuration(deliveries, memory, dates or {}), encoding="utf-8")
    (folder / "id.key").write_text("0123456789abcdef" * 4 + "\n", encoding="utf-8")
    return path


def _build_and_score(row: Row, deliveries: Path, truth: Path, folder: Path, dates: dict[str, str]) -> None:
    configuration = write_project(deliveries, folder, _MEMORY_LIMIT, dates)
    build = checked(run_child("build", program("build", "--fresh", "--config", str(configuration))))
    release, scores = folder / "releases" / "bench", folder / "scores.json"
    checked(run_child("evaluate", program("evaluate", str(release), str(truth), "--json", str(scores))))
    evaluation = json.loads(scores.read_text(encoding="utf-8"))
    metrics = json.loads((release / "metrics.json").read_text(encoding="utf-8"))
    row.records, row.persons, row.families = evaluation["truth_records"], evaluation["persons"], evaluation["families"]
    row.seconds, row.gib, row.stage_gib = build.seconds, build.gib, build.stage_gib
    row.stage_seconds = build.stage_seconds
    row.pairs = pairs_of(metrics)
    row.blocking = measure(folder / "work" / "bench", truth)
    overall = {entity: row.overall(entity) for entity in ("persons", "families")}
    row.missed = missed_scores(row.kind, overall)
    row.missed += missed_costs(row.kind, row.seconds, row.gib, row.baseline.seconds_one_clustering)


def pairs_of(metrics: dict[str, Any]) -> dict[str, int]:
    """How many pairs each blocking rule makes, and how many of each entity were scored, from metrics.json."""
    by_rule = {rule: int(block["pair_n"]) for rule, block in metrics["linkage"]["blocking"].items()}
    scored = {f"{entity}, scored": int(metrics["totals"][f"{kind}_pairs"]) for entity, kind in _SCORED.items()}
    return by_rule | scored


def _configuration(deliveries: Path, memory: str, dates: dict[str, str]) -> str:
    more = {name: f"data_date = {date}\n" for name, date in dates.items()}
    return _CONFIG.format(
        memory=memory,
        sources="".join(
            _SOURCE.format(name=name, path=(deliveries / f"{name}.parquet").resolve(), more=more.get(name, ""))
            for name in SOURCES
        ),
    )
