"""Build beside baseline on the same files in one run: quality, wall time and peak memory of both.

    python bench/run.py [--labelled DIR] [--baselines FILE] [--sample FAMILIES] [--seed N] [--json FILE] [--keep DIR]

Runs one after the other, each in a process of its own: the plain Splink baseline and `dtsen-link build` on the labelled
deliveries, then `dtsen-link evaluate`. Exit code 1 when the build misses a limit below; 0 with a reason on stdout when the
labelled deliveries are not there. `--sample` builds and scores sample deliveries of that many families besides.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

# What a build must reach: as good as this, in so many times the baseline's wall time, within so much memory.
LIMITS = {"persons_f1": 0.988, "persons_precision": 0.993, "families_f1": 0.965}
MAX_WALL_RATIO = 8.0
MAX_GIB = 4.0

CONFIG = """release = "bench"
id_key_file = "id.key"
{sources}"""
# Presets with other files and, where the presets' dates are not those of the data, other dates.
SOURCE = """
[[sources]]
preset = "sources/{name}.toml"
files = ["{path}"]
{more}"""
# The labelled deliveries speak of 2024 and 2025: Regsosek's stated ages fit its birth dates best on 1 October 2024.
LABELLED_DATES = {"regsosek": "2024-10-01", "p3ke": "2024-12-31", "dtks": "2025-02-28"}


@dataclass
class Child:
    """One finished process: what it printed, wall seconds, peak memory of it and its children in GiB."""

    name: str
    code: int
    seconds: float
    gib: float
    output: str = field(repr=False)


@dataclass
class Bench:
    """Everything one run found; `missed` names the limits that were not kept."""

    data: str
    records: int = 0
    baseline: Child | None = None
    build: Child | None = None
    baseline_best: dict[str, float] = field(default_factory=dict)
    scores: dict[str, dict[str, float]] = field(default_factory=dict)
    stage_seconds: dict[str, float] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labelled", type=Path, default=SHARED / "data" / "labelled")
    parser.add_argument("--baselines", type=Path, default=SHARED / "bench" / "baselines.py")
    parser.add_argument("--sample", type=int, default=0, help="families of sample deliveries to build besides")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write the results to this file")
    parser.add_argument("--keep", type=Path, help="build in this folder and keep it; else a temporary one")
    args = parser.parse_args()
    console = Console()
    folder = args.keep or Path(tempfile.mkdtemp(prefix="dtsen-bench-"))
    try:
        benches = run_all(args, folder, console)
    finally:
        if args.keep is None:
            shutil.rmtree(folder, ignore_errors=True)
    if args.json is not None:
        args.json.write_text(json.dumps([plain(bench) for bench in benches], indent=1), encoding="utf-8")
    return 1 if any(bench.missed for bench in benches) else 0


def run_all(args: argparse.Namespace, folder: Path, console: Console) -> list[Bench]:
    benches = []
    if not (args.labelled / "truth.parquet").is_file():
        console.print(f"skipped: no labelled deliveries in {args.labelled}; --labelled names another folder")
    else:
        benches.append(bench_labelled(args.labelled, args.baselines, folder / "labelled", console))
    if args.sample:
        benches.append(bench_sample(args.sample, args.seed, folder / "sample", console))
    for bench in benches:
        show(bench, console)
    return benches


def bench_labelled(labelled: Path, baselines: Path, folder: Path, console: Console) -> Bench:
    bench = Bench(str(labelled))
    if baselines.is_file():
        console.print("baseline: plain Splink ...")
        bench.baseline = run_child("baseline", [sys.executable, str(baselines), str(labelled), "splink"])
        bench.baseline_best = best_of_baseline(bench.baseline.output)
    else:
        console.print(f"no baseline: {baselines} is not there")
    files = {name: labelled / f"{name}.parquet" for name in ("dtks", "regsosek", "p3ke")}
    truth = labelled / "truth.parquet"
    hold_limits(bench, build_and_score(bench, files, truth, folder, console, LABELLED_DATES))
    return bench


def bench_sample(families: int, seed: int, folder: Path, console: Console) -> Bench:
    deliveries = folder / "deliveries"
    deliveries.mkdir(parents=True)
    console.print(f"sample of {families:,} families ...")
    arguments = [str(deliveries), "--families", str(families), "--seed", str(seed), "--formats", "csv,csv,csv"]
    checked(run_child("sample", [*command(), "sample", *arguments]))
    files = {name: next(iter(sorted(deliveries.glob(f"{name}*")))) for name in ("dtks", "regsosek", "p3ke")}
    bench = Bench(f"sample of {families} families")
    build_and_score(bench, files, deliveries / "truth.parquet", folder, console, {})
    return bench


def build_and_score(
    bench: Bench, files: dict[str, Path], truth: Path, folder: Path, console: Console, dates: dict[str, str]
) -> Child:
    folder.mkdir(parents=True, exist_ok=True)
    more = {name: f"data_date = {date}\n" for name, date in dates.items()}
    sources = "".join(
        SOURCE.format(name=name, path=path.resolve(), more=more.get(name, "")) for name, path in files.items()
    )
    (folder / "dtsen.toml").write_text(CONFIG.format(sources=sources), encoding="utf-8")
    (folder / "id.key").write_text("0123456789abcdef" * 4 + "\n", encoding="utf-8")
    console.print("dtsen-link build ...")
    build = bench.build = checked(
        run_child("build", [*command(), "build", "--fresh", "--config", str(folder / "dtsen.toml")])
    )
    release = folder / "releases" / "bench"
    checked(
        run_child("evaluate", [*command(), "evaluate", str(release), str(truth), "--json", str(folder / "scores.json")])
    )
    evaluation = json.loads((folder / "scores.json").read_text(encoding="utf-8"))
    bench.records = evaluation["truth_records"]
    for entity in ("persons", "families"):
        bench.scores[entity] = evaluation[entity][0]["pairwise"]
        bench.scores[f"{entity} (B-cubed)"] = evaluation[entity][0]["bcubed"]
    run = json.loads((release / "metrics.json").read_text(encoding="utf-8"))["run"]
    bench.stage_seconds = {stage: run["seconds"][stage] for stage in run["stages"]}
    return build


def hold_limits(bench: Bench, build: Child) -> None:
    found = {
        "persons_f1": bench.scores["persons"]["f1"],
        "persons_precision": bench.scores["persons"]["precision"],
        "families_f1": bench.scores["families"]["f1"],
    }
    bench.missed += [
        f"{name} {found[name]:.4f}, at least {limit}" for name, limit in LIMITS.items() if found[name] < limit
    ]
    if build.gib > MAX_GIB:
        bench.missed.append(f"peak memory {build.gib:.2f} GiB, at most {MAX_GIB}")
    if bench.baseline is not None and build.seconds > MAX_WALL_RATIO * bench.baseline.seconds:
        times = build.seconds / bench.baseline.seconds
        bench.missed.append(f"wall time {times:.1f} times the baseline, at most {MAX_WALL_RATIO}")


def command() -> list[str]:
    return [sys.executable, "-m", "dtsen_link"]


def run_child(name: str, arguments: list[str]) -> Child:
    """Run a process to its end; its rusage is its own, whatever else this program has run."""
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        process = subprocess.Popen(arguments, stdout=output, stderr=subprocess.STDOUT, cwd=ROOT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        # ru_maxrss is in KiB on Linux and in bytes on macOS.
        unit = 2**30 if sys.platform == "darwin" else 2**20
        return Child(name, process.returncode, round(seconds, 2), round(usage.ru_maxrss / unit, 3), output.read())


def checked(child: Child) -> Child:
    if child.code:
        raise SystemExit(f"{child.name} ended with exit code {child.code}:\n{child.output}")
    return child


def best_of_baseline(output: str) -> dict[str, float]:
    """The threshold with the greatest F1 that the baseline printed; picked with the truth in hand, so in its favour."""
    found = re.findall(r"precision ([\d.]+) recall ([\d.]+) F1 ([\d.]+)", output)
    scores = [dict(zip(("precision", "recall", "f1"), map(float, row), strict=True)) for row in found]
    return max(scores, key=lambda row: row["f1"], default={})


def show(bench: Bench, console: Console) -> None:
    console.print(f"\n[bold]{bench.data}[/bold], {bench.records:,} records")
    table = Table(box=SIMPLE_HEAD, padding=(0, 2, 0, 0))
    for heading in ("", "P", "R", "F1"):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, rates in {"baseline persons, best threshold": bench.baseline_best, **bench.scores}.items():
        if rates:
            table.add_row(name, *(f"{rates[key]:.4f}" for key in ("precision", "recall", "f1")))
    console.print(table)
    for child in (bench.baseline, bench.build):
        if child is not None:
            console.print(f"{child.name:<10} {child.seconds:8.1f} s  {child.gib:6.2f} GiB")
    if bench.baseline is not None and bench.build is not None:
        wall, memory = bench.build.seconds / bench.baseline.seconds, bench.build.gib / bench.baseline.gib
        console.print(
            f"ratio      {wall:8.1f} x  {memory:6.2f} x    (limits: {MAX_WALL_RATIO:g} x wall, {MAX_GIB:g} GiB)"
        )
    console.print(
        "stages     " + ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in bench.stage_seconds.items())
    )
    for line in bench.missed:
        console.print(f"[bold red]missed[/bold red]: {line}")


def plain(bench: Bench) -> dict[str, Any]:
    found = asdict(bench)
    for name in ("baseline", "build"):
        if found[name] is not None:
            found[name].pop("output")
    return found


if __name__ == "__main__":
    raise SystemExit(main())
