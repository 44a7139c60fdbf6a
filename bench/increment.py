"""What a build that takes over from an earlier one saves, and whether it equals a full build.

    python bench/increment.py FOLDER [--families 28000] [--share 0.01] [--runs 1]

Writes a sample (28,000 families are about 200,000 records) and a release of it, then changes a share of the records and builds
the next release by the saved models: in full (--fresh) and taking over, in turns. Compares every table of the work folder and
the release, prints CPU and clock seconds, and ends with 1 where a row differs.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

from change_rows import Change, change_deliveries
from same_rows import differing

from dtsen_link.config import load_config
from dtsen_link.project import write_project

FIRST, NEXT = "2026Q4", "2027Q1"
# Most of them say something else; some are gone, new, or known under a new key.
FATES = {"changed": 0.6, "removed": 0.15, "added": 0.15, "renumbered": 0.1}


def prepare(folder: Path, families: int, share: float) -> int:
    """Write the sample, its release, and the changed deliveries; returns how many records were touched."""
    write_project(folder)
    shutil.rmtree(folder / "deliveries")
    command(folder, "sample", "deliveries", "--families", str(families), "--seed", "7", "--formats", "csv,csv,csv")
    path = folder / "dtsen.toml"
    text = path.read_text(encoding="utf-8").replace("p3ke*.xlsx", "p3ke*.csv")
    path.write_text(text, encoding="utf-8")
    command(folder, "build")
    changed = text.replace('"deliveries/', '"next/').replace(
        f'release = "{FIRST}"', f'release = "{NEXT}"\nprevious = "releases/{FIRST}"'
    )
    (folder / "next.toml").write_text(changed, encoding="utf-8")
    shares = {fate: share * part for fate, part in FATES.items()}
    return change_deliveries(load_config(path), folder / "next", Change(**shares))


def command(folder: Path, *arguments: str) -> tuple[float, float]:
    """Run dtsen-link; returns the clock and CPU seconds it took."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "dtsen_link", *arguments], cwd=folder, check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - began, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def built(folder: Path, name: str, *arguments: str) -> tuple[float, float]:
    """Build the next release and move what it left to a folder of its own."""
    for left in (folder / "work" / NEXT, folder / name):
        shutil.rmtree(left, ignore_errors=True)
    spent = command(folder, "build", "--config", "next.toml", *arguments)
    (folder / name).mkdir()
    shutil.move(folder / "work" / NEXT, folder / name / "work")
    shutil.move(folder / "releases" / NEXT, folder / name / "release")
    return spent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a folder that is not there yet")
    parser.add_argument("--families", type=int, default=28_000)
    parser.add_argument("--share", type=float, default=0.01, help="share of the records that are touched")
    parser.add_argument("--runs", type=int, default=1, help="how often each is built, in turns")
    given = parser.parse_args()
    print(f"{prepare(given.folder, given.families, given.share):,} records touched")
    for _ in range(given.runs):
        full = built(given.folder, "full", "--fresh")
        taken = built(given.folder, "taken")
        for what, (clock, cpu) in (("in full", full), ("taking over", taken)):
            print(f"{what:<12} {cpu:7.1f} CPU seconds {clock:7.1f} by the clock")
        print(
            f"taking over takes {taken[1] / full[1]:.0%} of the CPU seconds and {taken[0] / full[0]:.0%} of the clock"
        )
    manifest = json.loads((given.folder / "taken" / "release" / "manifest.json").read_text(encoding="utf-8"))
    for stage, counts in manifest["anew"].items():
        for what, count in counts.items():
            print(f"anew in {stage}: {count['anew']:,} of {count['of']:,} {what}")
    differ = [
        f"{part}/{name}"
        for part in ("work", "release")
        for name in differing(given.folder / "full" / part, given.folder / "taken" / part)
    ]
    print(f"tables that differ: {', '.join(differ) or 'none'}")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
