"""Build beside baseline on the same records in one run: quality, hard cases, wall time and peak memory of both.

    python bench/run.py [--labelled DIR] [--baselines FILE] [--families N] [--seeds A,B,C] [--large] [--json FILE] [--keep DIR]

Rows: the labelled deliveries, and sample deliveries of 20 thousand families for each seed; --large adds one of 450 thousand.
Each row is the plain Splink baseline, then `dtsen-link build` and `dtsen-link evaluate`, one after the other and each in a
process of its own. Exit code 1 when a limit of limits.py is missed. Labelled deliveries or a baseline that are not there
are skipped, and the reason is printed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from children import ROOT
from hard_cases import CASES, tallies
from rich.console import Console
from rows import Row, labelled_row, sample_row
from show import open_console, show

SHARED = ROOT.parent / "shared"
FAMILIES = 20_000
LARGE_FAMILIES = 450_000
# Of no test and of no other figure of the repository: a rule made to fit a sample must not be measured on it.
SEEDS = "2701,2702,2703"
LARGE_SEED = 2704


def main() -> int:
    args = _arguments()
    console = open_console()
    folder = args.keep or Path(tempfile.mkdtemp(prefix="dtsen-bench-"))
    rows: list[Row] = []
    try:
        rows.extend(measured(args, folder, console))
    finally:
        # A row that fails, perhaps for want of memory, leaves those before it to be read.
        if args.keep is None:
            shutil.rmtree(folder, ignore_errors=True)
        if rows:
            show(rows, console)
        if args.json is not None:
            args.json.write_text(json.dumps(plain(rows), indent=1), encoding="utf-8")
    return 1 if any(row.missed for row in rows) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labelled", type=Path, default=SHARED / "data" / "labelled")
    parser.add_argument("--baselines", type=Path, default=SHARED / "bench" / "baselines.py")
    parser.add_argument("--families", type=int, default=FAMILIES, help="families of each sample; 0 for no samples")
    parser.add_argument("--seeds", default=SEEDS, help="a sample for each of these")
    parser.add_argument("--large", action="store_true", help=f"a sample of {LARGE_FAMILIES:,} families as well")
    parser.add_argument("--json", type=Path, help="write the results to this file")
    parser.add_argument("--keep", type=Path, help="build in this folder and keep it; else a temporary one")
    return parser.parse_args()


def measured(args: argparse.Namespace, folder: Path, console: Console) -> Iterator[Row]:
    """The rows of a run, one after the other."""
    if (args.labelled / "truth.parquet").is_file():
        console.print("labelled deliveries ...")
        yield labelled_row(args.labelled, args.baselines, folder / "labelled")
    else:
        console.print(
            f"skipped: no labelled deliveries in {args.labelled}; --labelled names another folder", soft_wrap=True
        )
    samples = [(args.families, int(seed)) for seed in args.seeds.split(",")] if args.families else []
    samples += [(LARGE_FAMILIES, LARGE_SEED)] if args.large else []
    for families, seed in samples:
        console.print(f"sample of {families:,} families, seed {seed} ...")
        yield sample_row(families, seed, args.baselines, folder / f"sample-{families}-{seed}")


def plain(rows: list[Row]) -> dict[str, object]:
    """The results as JSON: every row with all its scores, and the hard cases over all samples."""
    ours, theirs = tallies(row.persons for row in rows), tallies(row.baseline.scores for row in rows)
    cases = {
        scenario: {
            "words": words,
            "build": asdict(ours[scenario]) | ours[scenario].rates(),
            "baseline": asdict(theirs[scenario]) | theirs[scenario].rates() if scenario in theirs else None,
        }
        for words, scenario in CASES.items()
        if scenario in ours
    }
    return {"rows": [asdict(row) for row in rows], "hard_cases": cases}


if __name__ == "__main__":
    raise SystemExit(main())
