"""The growing table of hard cases, run through the stage as one delivery."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.standardising import configuration, raw, source, standardise

FILE = Path(__file__).with_name("hard_cases.toml")
CASES: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]
RULES = FILE.parents[2] / "docs" / "rules"


@pytest.fixture(scope="module")
def outcome() -> dict[str, dict[str, Any]]:
    rows = [raw(f"{case.get('system', 'kemendagri')}:{number}", **case["given"]) for number, case in enumerate(CASES)]
    config = configuration(source("kemendagri"), source("bps", region_codes="bps"))
    return {person["source_record_id"]: person for person in standardise(rows, config)["std_person"]}


@pytest.mark.parametrize("number", range(len(CASES)), ids=[f"{c['rule']} - {c['why']}" for c in CASES])
def test_hard_case(number: int, outcome: dict[str, dict[str, Any]]) -> None:
    """TOML has no null: an empty text in `expect` stands for null; TANPA_KELUARGA is on all of them and left out."""
    person = outcome[str(number)]
    person["quality_flags"] = [flag for flag in person["quality_flags"] if flag != "TANPA_KELUARGA"]
    expected = {name: None if value == "" else value for name, value in CASES[number]["expect"].items()}
    assert {name: person[name] for name in expected} == expected


def test_every_case_names_a_rule_that_is_written_down() -> None:
    headings = {
        f"{path.stem}: {line[3:].strip().lower()}"
        for path in RULES.glob("*.md")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("## ")
    }
    named = {case["rule"].lower() for case in CASES}
    assert named <= headings, f"no heading in docs/rules/ for {sorted(named - headings)}"
