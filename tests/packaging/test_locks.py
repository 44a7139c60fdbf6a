"""The lock files pin what pyproject.toml asks for, with hashes, and name no package index."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-spark.lock", "requirements-testdata.lock")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def blocks(name: str) -> list[str]:
    """One text per pinned package, with its hashes."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]


def pins(name: str) -> dict[str, str]:
    found = (re.match(r"([A-Za-z0-9._-]+)==(\S+)", block) for block in blocks(name))
    return {canonicalize_name(match[1]): match[2] for match in found if match}


@pytest.mark.parametrize(
    ("lock", "asked"),
    [
        ("requirements.lock", PYPROJECT["project"]["dependencies"]),
        ("requirements-dev.lock", PYPROJECT["project"]["dependencies"] + PYPROJECT["dependency-groups"]["dev"]),
        ("requirements-dev.lock", PYPROJECT["build-system"]["requires"]),
        ("requirements-spark.lock", PYPROJECT["dependency-groups"]["spark"]),
        ("requirements-testdata.lock", PYPROJECT["dependency-groups"]["testdata"]),
    ],
)
def test_every_dependency_is_pinned_within_its_range(lock: str, asked: list[str]) -> None:
    pinned = pins(lock)
    requirements = [Requirement(text) for text in asked]
    wrong = [
        str(one) for one in requirements if not one.specifier.contains(pinned.get(canonicalize_name(one.name), "0"))
    ]
    assert wrong == [], "run `make lock`"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock: str) -> None:
    assert [block.split()[0] for block in blocks(lock) if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_address_stands_in_a_lock(lock: str) -> None:
    assert not re.search(r"https?:|--(extra-)?index|--find-links|@ ", (ROOT / lock).read_text(encoding="utf-8"))


def test_both_locks_agree() -> None:
    developing = pins("requirements-dev.lock")
    assert {name: pin for name, pin in pins("requirements.lock").items() if developing.get(name) != pin} == {}


def test_test_data_bring_no_program_along() -> None:
    """Their packages stand in a lock of their own, without what they would need to run, and in no other."""
    asked = {canonicalize_name(Requirement(text).name) for text in PYPROJECT["dependency-groups"]["testdata"]}
    assert set(pins("requirements-testdata.lock")) == asked
    assert not asked & (set(pins("requirements.lock")) | set(pins("requirements-dev.lock")))


def test_users_get_the_spark_that_is_tested() -> None:
    assert PYPROJECT["project"]["optional-dependencies"]["spark"] == PYPROJECT["dependency-groups"]["spark"]


def test_spark_stands_in_a_lock_of_its_own() -> None:
    """It is installed apart, so what it brings may not stand in two locks."""
    assert not set(pins("requirements-spark.lock")) & set(pins("requirements-dev.lock"))


def test_the_tests_run_on_the_pinned_versions() -> None:
    pinned = pins("requirements.lock")
    assert {name: version(name) for name in ("duckdb", "splink", "polars", "sqlglot")} == {
        name: pinned[name] for name in ("duckdb", "splink", "polars", "sqlglot")
    }
