"""How a build grows: seconds, peak memory, pairs and disk at several sizes, with little memory, and beside what `check` foretold.

    python bench/scale.py [--families 45000,450000] [--beside 450000] [--baselines FILE] [--json FILE] [--keep DIR]

45,000 families are 0.3 million records, 450,000 are 3.2 million, 1,410,000 are 10 million. The size named by --beside is built
beside plain Splink, and once more with 3 GB of memory. Exit code 1 when a limit of limits.py is missed.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path

from baseline import Baseline, run_baseline, to_layout
from children import ROOT, checked, program, run_child
from limits import missed_growth, missed_scale
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rows import pairs_of, write_project, write_sample
from show import open_console

SEED = 2720
FAMILIES = "45000,450000"
BESIDE = 450_000
LITTLE = "3GB"
# What a build may hold in its engine; the process holds a tenth more. From 1.4 million families on it is given more.
MEMORY, MORE_MEMORY, MANY = "5.5GB", "9GB", 1_400_000
FORETOLD = {"pairs": "pairs", "memory": "memory_bytes", "disk": "disk_bytes", "seconds": "seconds"}


@dataclass
class Size:
    """One build.

    `found` and `foretold` hold pairs of all blocking rules, peak memory and disk (work folder and release) in bytes, and seconds.
    """

    name: str
    families: int
    records: int = 0
    stage_seconds: dict[str, float] = field(default_factory=dict)
    stage_gib: dict[str, float] = field(default_factory=dict)
    pairs: dict[str, int] = field(default_factory=dict)
    found: dict[str, float] = field(default_factory=dict)
    foretold: dict[str, float] = field(default_factory=dict)
    baseline: Baseline = field(default_factory=Baseline)
    missed: list[str] = field(default_factory=list)


def main() -> int:
    args = _arguments()
    console = open_console()
    folder = args.keep or Path(tempfile.mkdtemp(prefix="dtsen-scale-"))
    sizes: list[Size] = []
    growth: list[float] = []
    try:
        for families in sorted(int(number) for number in args.families.split(",")):
            sizes.extend(_measured(families, args, folder / str(families), console))
    finally:
        if args.keep is None:
            shutil.rmtree(folder, ignore_errors=True)
        growth = exponents(sizes)
        if sizes:
            _show(sizes, growth, console)
        if args.json is not None:
            told = {"sizes": [asdict(size) for size in sizes], "growth": growth}
            args.json.write_text(json.dumps(told, indent=1), encoding="utf-8")
    missed = [f"{size.name}: {line}" for size in sizes for line in size.missed] + missed_growth(growth)
    for line in missed:
        console.print(f"[bold red]missed[/bold red]: {line}", soft_wrap=True)
    return 1 if missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--families", default=FAMILIES, help="sizes, with a comma between")
    parser.add_argument(
        "--beside", type=int, default=BESIDE, help="the size to build beside plain Splink and with 3 GB"
    )
    parser.add_argument("--baselines", type=Path, default=ROOT.parent / "shared" / "bench" / "baselines.py")
    parser.add_argument("--json", type=Path, help="write the results to this file")
    parser.add_argument("--keep", type=Path, help="build in this folder and keep it; else a temporary one")
    return parser.parse_args()


def _measured(families: int, args: argparse.Namespace, folder: Path, console: Console) -> Iterator[Size]:
    console.print(f"sample of {families:,} families ...")
    deliveries = write_sample(families, SEED, folder)
    memory = MORE_MEMORY if families >= MANY else MEMORY
    whole = Size(f"{families:,} families, {memory}", families)
    if families == args.beside:
        to_layout(deliveries, folder / "layout")
        whole.baseline = run_baseline(args.baselines, folder / "layout", deliveries / "truth.parquet", folder)
    _build(whole, deliveries, folder / "whole", memory)
    whole.missed = missed_scale(families, whole.found, whole.foretold, whole.baseline.seconds_one_clustering)
    yield whole
    if families == args.beside:
        little = Size(f"{families:,} families, {LITTLE}", families)
        _build(little, deliveries, folder / "little", LITTLE)
        little.missed = missed_scale(families, little.found, {}, 0.0, whole_seconds=whole.found["seconds"])
        yield little


def _build(size: Size, deliveries: Path, folder: Path, memory: str) -> None:
    configuration = write_project(deliveries, folder, memory)
    findings = folder / "findings.json"
    checked(run_child("check", program("check", "--config", str(configuration), "--json", str(findings))))
    told = json.loads(findings.read_text(encoding="utf-8"))["forecast"]
    size.records, size.foretold = told["records"], {name: told[key] for name, key in FORETOLD.items()}
    build = checked(run_child("build", program("build", "--fresh", "--config", str(configuration))))
    size.stage_seconds, size.stage_gib = build.stage_seconds, build.stage_gib
    metrics = json.loads((folder / "releases" / "bench" / "metrics.json").read_text(encoding="utf-8"))
    size.pairs = pairs_of(metrics)
    by_rule = (count for name, count in size.pairs.items() if not name.endswith("scored"))
    size.found = {
        "pairs": sum(by_rule),
        "memory": build.gib * 2**30,
        "disk": sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
        "seconds": build.seconds,
    }


def exponents(sizes: Sequence[Size]) -> list[float]:
    """From each size to the next larger one: time grows as records to this power."""
    largest_memory = {size.families: size for size in reversed(sizes)}
    ordered = [largest_memory[families] for families in sorted(largest_memory)]
    return [
        round(math.log(after.found["seconds"] / before.found["seconds"]) / math.log(after.records / before.records), 3)
        for before, after in pairwise(ordered)
    ]


def _show(sizes: Sequence[Size], growth: Sequence[float], console: Console) -> None:
    stages = _table("Seconds and peak GiB, stage by stage", sizes)
    for stage in sizes[0].stage_seconds:
        stages.add_row(
            stage, *(f"{size.stage_seconds.get(stage, 0):.1f} s {size.stage_gib.get(stage, 0):.2f}" for size in sizes)
        )
    stages.add_row("all", *(f"{size.found['seconds']:.1f} s {size.found['memory'] / 2**30:.2f}" for size in sizes))
    once = [size.baseline.seconds_one_clustering for size in sizes]
    stages.add_row("plain Splink, one clustering", *(f"{seconds:.1f} s" if seconds else "-" for seconds in once))
    stages.add_row(
        "ratio", *(f"{size.found['seconds'] / s:.1f} x" if s else "-" for size, s in zip(sizes, once, strict=True))
    )
    if growth:
        stages.caption = f"time grows as records to the power {', '.join(str(power) for power in growth)}"
    console.print(stages)
    pairs = _table("Pairs a record, rule by rule", sizes)
    for rule in sizes[0].pairs:
        pairs.add_row(rule, *(f"{size.pairs.get(rule, 0) / size.records:.3f}" for size in sizes))
    console.print(pairs)
    foretold = _table("Foretold by `check`, and found", sizes)
    for name, unit in (("pairs", 1e6), ("memory", 2**30), ("disk", 1e9), ("seconds", 1)):
        foretold.add_row(name, *(f"{size.foretold[name] / unit:.2f}, {size.found[name] / unit:.2f}" for size in sizes))
    foretold.caption = "pairs in millions, memory in GiB, disk in GB"
    console.print(foretold)
    for failed in dict.fromkeys(size.baseline.failed for size in sizes if size.baseline.failed):
        console.print(f"no baseline: {failed}", soft_wrap=True)


def _table(title: str, sizes: Sequence[Size]) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0), caption_justify="left")
    # What a row is about must be read however many sizes stand beside it.
    table.add_column("", min_width=24, no_wrap=True)
    for size in sizes:
        memory = size.name.rpartition(", ")[2]
        table.add_column(f"{size.records:,}\nrecords\n{memory}", justify="right", no_wrap=True)
    return table


if __name__ == "__main__":
    raise SystemExit(main())
