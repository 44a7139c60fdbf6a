"""`dtsen-link build` as a user calls it: exit codes, messages, parts of a build, and going on after a kill."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.building import Build, environment, killed_at, new_project, run

STAGES = ("ingest", "standardise", "persons", "families", "resolve", "consolidate", "conflicts", "publish")


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "dtsen.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return new_project(tmp_path / "registry")


def test_no_configuration(tmp_path: Path) -> None:
    build = run(tmp_path, "build")
    assert (build.code, build.out) == (10, "")
    assert build.log.startswith("error: dtsen.toml: no such file. `dtsen-link init DIR` writes a commented one.")


def test_tests_call_commands_as_a_shell_does(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dtsen_link", "build"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run(tmp_path, "build") == Build(tmp_path, done.returncode, done.stdout, done.stderr)


def test_an_unknown_key(project: Path) -> None:
    edit(project, "[standardise]", "[standardize]")
    build = run(project, "build")
    assert (build.code, build.log.count("unknown key"), "Traceback" in build.log) == (10, 1, False)


def test_an_unknown_stage(project: Path) -> None:
    build = run(project, "build", "--from", "linking")
    assert build.code == 10
    assert f"the stages are {', '.join(STAGES)}" in build.log


def test_a_missing_delivery(project: Path) -> None:
    (project / "deliveries" / "p3ke.xlsx").unlink()
    build = run(project, "build")
    assert (build.code, "Traceback" in build.log) == (11, False)
    assert "p3ke" in build.log
    assert not (project / "releases").exists()


def test_spark_without_java(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark")
    monkeypatch.setenv("JAVA_HOME", str(project / "nowhere"))
    build = run(project, "build", "--engine", "spark", "--master", "local[2]")
    assert (build.code, build.out, "Traceback" in build.log) == (18, "", False)
    assert build.log.startswith(f'error: engine = "spark": JAVA_HOME names {project / "nowhere"}, where no bin/java is')
    assert not (project / "work").exists()


def test_no_address_of_spark(project: Path) -> None:
    pytest.importorskip("pyspark")
    build = run(project, "build", "--engine", "spark", "--master", "nowhere")
    assert (build.code, build.out, "Traceback" in build.log) == (18, "", False)
    assert not (project / "work").exists()


def test_an_address_of_spark_without_spark(project: Path) -> None:
    build = run(project, "build", "--master", "local[2]")
    assert (build.code, "Traceback" in build.log) == (10, False)
    assert "add --engine spark" in build.log


def test_no_id_key(project: Path) -> None:
    (project / "id.key").unlink()
    build = run(project, "build")
    assert (build.code, "Traceback" in build.log) == (10, False)
    assert "id.key" in build.log


def test_a_work_folder_that_cannot_be_made(project: Path) -> None:
    (project / "work").write_text("in the way", encoding="utf-8")
    build = run(project, "build")
    assert (build.code, "Traceback" in build.log) == (15, False)


def test_check_finds_nothing_wrong_with_the_sample(project: Path) -> None:
    assert run(project, "check").code == 0


@pytest.mark.slow
def test_parts_of_a_build_a_kill_and_what_is_kept(project: Path) -> None:
    # One long test, since each step goes on from the one before.
    part = run(project, "build", "--until", "ingest")
    assert (part.code, part.out) == (0, f"{project / 'work' / '2026Q4'}\n")
    assert not (project / "releases").exists()

    killed_at(project, "persons", "build")
    assert not (project / "releases").exists()

    resumed = run(project, "build")
    assert resumed.code == 0, resumed.log
    assert re.findall(r"^kept (\w+)", resumed.log, flags=re.MULTILINE) == ["ingest", "standardise"]

    again = run(project, "build", "--from", "conflicts", "--unmask")
    assert again.code == 0, again.log
    assert re.findall(r"^done (\w+)", again.log, flags=re.MULTILINE) == ["conflicts", "publish", "release"]

    edit(project, "[queues]", "[queues]\nmax_open_conflicts = 1")
    crowded = run(project, "build")
    assert (crowded.code, "Traceback" in crowded.log) == (14, False)
    assert re.findall(r"^kept (\w+)", crowded.log, flags=re.MULTILINE) == list(STAGES[:-1])
