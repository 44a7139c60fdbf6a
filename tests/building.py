"""Builds of the sample registry with the command a user calls; used by golden/ and cli/."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dtsen_link.project import write_project

# The id key of the tests: ids, and so the golden figures, must not differ from run to run.
ID_KEY = "0123456789abcdef" * 4


@dataclass(frozen=True)
class Build:
    """One finished call of `dtsen-link build`."""

    folder: Path
    code: int
    out: str
    log: str

    @property
    def release(self) -> Path:
        return Path(self.out.strip())

    def table(self, name: str) -> pa.Table:
        return pq.read_table(self.release / name)


def new_project(folder: Path) -> Path:
    write_project(folder)
    (folder / "id.key").write_text(ID_KEY, encoding="ascii")
    return folder


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "dtsen_link", *arguments]


def environment() -> dict[str, str]:
    return {**os.environ, "COLUMNS": "120", "TERM": "dumb"}


def run(folder: Path, *arguments: str) -> Build:
    done = subprocess.run(
        command(*arguments), cwd=folder, env=environment(), capture_output=True, text=True, check=False
    )
    return Build(folder, done.returncode, done.stdout, done.stderr)


def answer_sheet(sheet: Path, target: Path, answers: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Write a queue file with an answer and its value on each line whose type has one; returns the types of those questions."""
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    answered = {}
    for row in rows:
        if row["jenis"] in answers:
            row["keputusan"], row["nilai"] = answers[row["jenis"]]
            answered[row["no_konflik"]] = row["jenis"]
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return answered


def unexplained_events(before: Path, after: Path) -> list[dict[str, object]]:
    """Events of a release that do not name records as they should: of it or of the one before, or decisions.

    Who stays the same names none, and who was absent in the release before already has none in either.
    """

    def values(release: Path, folder: str, column: str) -> set[str]:
        return set(pq.read_table(release / folder, columns=[column]).column(column).to_pylist())

    now, then = (values(release, "person_sources", "record_id") for release in (after, before))
    present = values(before, "persons", "person_id") | values(before, "families", "family_id")
    wrong = []
    for event in pq.read_table(after / "id_events").to_pylist():
        named = event["record_ids"]
        sources = {record for record in named if not record.startswith("keputusan:")}
        if event["event"] in ("kept", "same"):
            right = not named
        elif event["event"] == "absent":
            right = sources == set(named) <= then and bool(named) == (event["entity_id"] in present)
        else:
            right = bool(named) and sources <= now
        if not right or named != sorted(set(named)) or len(named) > 20:
            wrong.append(event)
    return wrong
