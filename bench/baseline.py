"""The plain Splink baseline, run on the same records in the same run: its best threshold, its time and its clusters."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from children import Child, checked, run_child, script

# It clusters once per threshold; who uses it would do so once.
_LAP = re.compile(r"^  cluster: ([\d.]+) s$", re.MULTILINE)
_KEPT = re.compile(r"^kept the clusters in ([\d.]+) s$", re.MULTILINE)
_SCORE = re.compile(r"^(.+): precision ([\d.]+) recall ([\d.]+) F1 ([\d.]+)$", re.MULTILINE)


@dataclass
class Baseline:
    """What the baseline made of some records.

    Attributes:
        seconds: wall time of its process, less what keeping the clusters took.
        seconds_one_clustering: the same, had it clustered at one threshold instead of several.
        gib: peak memory.
        threshold: the threshold with the greatest F1, picked with the truth in hand, so in its favour.
        scores: its scores at that threshold, as evaluate gives them: all, sources, hard cases.
        failed: why there is none of this.
    """

    seconds: float = 0.0
    seconds_one_clustering: float = 0.0
    gib: float = 0.0
    threshold: str = ""
    scores: list[dict[str, Any]] = field(default_factory=list)
    failed: str = ""


def run_baseline(baselines: Path, layout: Path, truth: Path, folder: Path) -> Baseline:
    """Run it on records in its own layout, and score its best threshold with our scorer."""
    if not baselines.is_file():
        return Baseline(failed=f"{baselines} is not there")
    clusters = folder / "clusters"
    clusters.mkdir(parents=True, exist_ok=True)
    child = run_child("baseline", script("keep_clusters.py", str(baselines), str(layout), str(clusters)))
    if child.code:
        return Baseline(failed=f"ended with exit code {child.code}: {child.output.strip().splitlines()[-1:]}")
    found = timed(child)
    best, found.threshold = best_of(child.output)
    scenarios = truth.with_name("scenarios.parquet")
    scored = checked(
        run_child(
            "score of the baseline",
            script(
                "score_clusters.py",
                str(clusters / f"{best}.parquet"),
                str(truth),
                str(scenarios) if scenarios.is_file() else "-",
            ),
        )
    )
    found.scores = json.loads(scored.output)
    return found


def timed(child: Child) -> Baseline:
    """Time and memory out of what it printed."""
    laps = [float(lap) for lap in _LAP.findall(child.output)]
    kept = sum(float(seconds) for seconds in _KEPT.findall(child.output))
    total = child.seconds - kept
    spared = sum(laps) * (len(laps) - 1) / len(laps) if laps else 0.0
    return Baseline(round(total, 2), round(total - spared, 2), child.gib)


def best_of(output: str) -> tuple[int, str]:
    """Place and name of the threshold with the greatest F1."""
    found = [(float(f1), -number, name) for number, (name, _, _, f1) in enumerate(_SCORE.findall(output))]
    if not found:
        raise SystemExit(f"the baseline printed no score:\n{output}")
    _, number, name = max(found)
    return -number, name


def to_layout(deliveries: Path, layout: Path) -> None:
    """Write sample deliveries as the baseline reads them."""
    layout.mkdir(parents=True, exist_ok=True)
    text = Path(__file__).with_name("baseline_layout.sql").read_text(encoding="utf-8")
    with duckdb.connect() as con:
        con.execute(text.replace("{deliveries}", str(deliveries)).replace("{layout}", str(layout)))
