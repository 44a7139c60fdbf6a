"""A build that takes over from an earlier one equals the build that works all out again, row for row, and does little anew."""

from __future__ import annotations

import importlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from tests.building import Build, new_project, run

pytestmark = pytest.mark.slow

BENCH = Path(__file__).parents[2] / "bench"
FAMILIES = "300"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a first release, whose models the next builds use."""
    folder = new_project(tmp_path_factory.mktemp("increments") / "registry")
    shutil.rmtree(folder / "deliveries")
    done = run(folder, "sample", "deliveries", "--families", FAMILIES, "--seed", "7", "--formats", "csv,csv,csv")
    assert done.code == 0, done.log
    path = folder / "dtsen.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("p3ke*.xlsx", "p3ke*.csv"), encoding="utf-8")
    built(folder)
    return folder


def built(folder: Path, *arguments: str) -> Build:
    build = run(folder, "build", *arguments)
    assert build.code == 0, build.log
    return build


def next_quarter(base: Path, monkeypatch: pytest.MonkeyPatch, **change: float) -> str:
    """Write changed deliveries and the configuration of the next quarter; returns its name."""
    name = "next_" + "_".join(change)
    tool = bench("change_rows", monkeypatch)
    from dtsen_link.config import load_config

    tool.change_deliveries(load_config(base / "dtsen.toml"), base / name, tool.Change(**change))
    text = (base / "dtsen.toml").read_text(encoding="utf-8").replace('"deliveries/', f'"{name}/')
    text = re.sub(r'^release = "([^"]*)"', rf'release = "{name}"\nprevious = "releases/\1"', text, flags=re.MULTILINE)
    (base / f"{name}.toml").write_text(text, encoding="utf-8")
    return name


def bench(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCH))
    return importlib.import_module(name)


@pytest.fixture
def differing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, Path], list[str]]:
    """Parquet files of two folders that do not hold the same rows, or that only one of them has."""
    found: Callable[[Path, Path], list[str]] = bench("same_rows", monkeypatch).differing
    return found


def anew(work: Path) -> dict[str, tuple[int, int]]:
    """Stage and what -> how many were worked out anew, of how many."""
    found = {}
    for path in sorted(work.glob("*/stage.json")):
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        found |= {f"{path.parent.name[2:]} {what}": tuple(counts) for what, counts in record["anew"].items()}
    return found


CHANGES = [{"changed": 0.01}, {"changed": 0.1}, {"removed": 0.03, "added": 0.03}, {"renumbered": 0.05}]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_the_linkage_of_a_changed_quarter_is_that_of_a_full_build(
    base: Path, monkeypatch: pytest.MonkeyPatch, differing: Callable[[Path, Path], list[str]], change: dict[str, float]
) -> None:
    name = next_quarter(base, monkeypatch, **change)
    full, taken = base / "full" / name, base / "work" / name
    built(base, "--config", f"{name}.toml", "--until", "resolve", "--fresh")
    full.parent.mkdir(exist_ok=True)
    shutil.rmtree(full, ignore_errors=True)
    taken.rename(full)
    assert all(new == whole for new, whole in anew(full).values())
    built(base, "--config", f"{name}.toml", "--until", "resolve")
    assert differing(full, taken) == []
    for what, (new, whole) in anew(taken).items():
        assert new < whole / 2, what
    shutil.rmtree(taken)


def test_at_one_changed_record_in_a_hundred_a_whole_build_works_little_out_anew(
    base: Path, monkeypatch: pytest.MonkeyPatch, differing: Callable[[Path, Path], list[str]]
) -> None:
    name = next_quarter(base, monkeypatch, changed=0.006, removed=0.0015, added=0.0015, renumbered=0.001)
    built(base, "--config", f"{name}.toml", "--fresh")
    (base / "work" / name).rename(base / "full_work")
    (base / "releases" / name).rename(base / "full_release")
    build = built(base, "--config", f"{name}.toml")
    assert differing(base / "full_work", base / "work" / name) == []
    assert differing(base / "full_release", build.release) == []
    counts = anew(base / "work" / name)
    assert set(counts) == {"standardise names", "standardise addresses", "persons pairs", "resolve pairs"}
    for what, (new, whole) in counts.items():
        assert new <= 0.05 * whole, what
    told = json.loads((build.release / "manifest.json").read_text(encoding="utf-8"))["anew"]["persons"]["pairs"]
    assert (told["anew"], told["of"]) == counts["persons pairs"]
    assert f"anew: pairs {told['anew']:,} of {told['of']:,}" in build.log


def test_a_damaged_earlier_build_is_told_and_all_is_worked_out(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = next_quarter(base, monkeypatch, changed=0.02)
    broken = base / "broken"
    shutil.copytree(next(path for path in (base / "work").iterdir() if not path.name.startswith("next_")), broken)
    scores = broken / "3_persons" / "person_score.parquet"
    content = bytearray(scores.read_bytes())
    content[len(content) // 2] ^= 1
    scores.write_bytes(bytes(content))
    build = built(base, "--config", f"{name}.toml", "--until", "resolve", "--increment-from", "broken")
    assert "person_score.parquet is missing or damaged" in build.log
    counts = anew(base / "work" / name)
    assert counts["persons pairs"][0] == counts["persons pairs"][1]
    assert counts["standardise names"][0] < counts["standardise names"][1]
    shutil.rmtree(base / "work" / name)
