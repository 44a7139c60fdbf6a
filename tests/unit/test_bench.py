"""The benchmark's own parts: what it reads from a baseline, when it says a limit was missed, how it skips."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

RUN = Path(__file__).parents[2] / "bench" / "run.py"
GOOD = {"persons": {"precision": 0.999, "f1": 0.99}, "families": {"precision": 0.99, "f1": 0.97}}


@pytest.fixture(scope="module")
def run() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_run", RUN)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_run"] = module
    spec.loader.exec_module(module)
    return module


def test_the_baselines_best_threshold_is_taken(run):
    output = "match weight 6: precision 0.90 recall 0.97 F1 0.93\nmatch weight 10: precision 0.96 recall 0.96 F1 0.96\n"
    assert run.best_of_baseline(output) == {"precision": 0.96, "recall": 0.96, "f1": 0.96}
    assert run.best_of_baseline("nothing") == {}


@pytest.mark.parametrize(
    ("scores", "seconds", "gib", "missed"),
    [
        (GOOD, 80, 1.0, 0),
        ({**GOOD, "families": {"precision": 0.99, "f1": 0.96}}, 80, 1.0, 1),
        ({**GOOD, "persons": {"precision": 0.99, "f1": 0.98}}, 80, 1.0, 2),
        (GOOD, 81, 1.0, 1),
        (GOOD, 80, 4.1, 1),
    ],
)
def test_missed_limits_are_named(run, scores, seconds, gib, missed):
    bench = run.Bench("data", baseline=run.Child("baseline", 0, 10.0, 0.5, ""), scores=scores)
    run.hold_limits(bench, run.Child("build", 0, seconds, gib, ""))
    assert len(bench.missed) == missed


MEASURE = """
import sys
import run
child = run.run_child("child", [sys.executable, "-c", "x = bytearray(200_000_000); print(len(x)); raise SystemExit(3)"])
small = run.run_child("child", [sys.executable, "-c", "pass"])
print(child.code, child.output.strip(), child.gib, small.gib)
"""


def test_a_child_is_measured_on_its_own():
    # From a small process: Linux counts what the parent held when it started the child, and the tests hold a lot.
    done = subprocess.run([sys.executable, "-c", MEASURE], cwd=RUN.parent, capture_output=True, text=True, check=True)
    code, output, gib, small = done.stdout.split()
    assert (code, output) == ("3", "200000000")
    assert 0.18 < float(gib) < 0.6
    assert float(small) < 0.1


def test_without_labelled_deliveries_it_says_why_and_ends_well(tmp_path):
    done = subprocess.run(
        [sys.executable, str(RUN), "--labelled", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "skipped: no labelled deliveries" in done.stdout
