"""Builds of the sample registry with the command a user calls; used by golden/ and cli/."""

from __future__ import annotations

import csv
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dtsen_link.project import write_project

# The id key of the tests: ids, and so the golden figures, must not differ from run to run.
ID_KEY = "0123456789abcdef" * 4
# A command imports for more than a second before it begins, and tests call a hundred: one process imports what they need, and
# each command is a copy of it.
_COMMANDS = multiprocessing.get_context("forkserver")
_COMMANDS.set_forkserver_preload(["dtsen_link.cli", "dtsen_link.pipeline", "dtsen_link.explain.question", "splink"])


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


def environment() -> dict[str, str]:
    return {**os.environ, "COLUMNS": "120", "TERM": "dumb"}


def run(folder: Path, *arguments: str) -> Build:
    """Call a command in a process of its own and wait for its end."""
    with _called(folder, arguments) as (called, out, log):
        called.join()
        assert called.exitcode is not None
        return Build(folder, called.exitcode, out.read_text(encoding="utf-8"), log.read_text(encoding="utf-8"))


def killed_at(folder: Path, line: str, *arguments: str) -> None:
    """Call a command and kill it as soon as it has told a line that begins so."""
    with _called(folder, arguments) as (called, _, log):
        while called.is_alive() and f"\n{line}".encode() not in b"\n" + log.read_bytes():
            time.sleep(0.005)
        called.kill()
        called.join()
        assert called.exitcode == -signal.SIGKILL, f"ended without telling {line!r}"


@contextmanager
def _called(folder: Path, arguments: Sequence[str]) -> Iterator[tuple[BaseProcess, Path, Path]]:
    """The process of a command, and the files that it writes its two streams to."""
    with tempfile.TemporaryDirectory() as told:
        out, log = Path(told) / "out", Path(told) / "log"
        for path in (out, log):
            path.touch()
        called = _COMMANDS.Process(target=_call, args=(folder, arguments, environment(), (out, log)))
        called.start()
        yield called, out, log
        called.close()


def _call(folder: Path, arguments: Sequence[str], variables: Mapping[str, str], told: tuple[Path, Path]) -> None:
    """What the process of a command does: everything is as if it had been started in the folder from a shell."""
    os.environ.clear()
    os.environ.update(variables)
    os.chdir(folder)
    for number, path in enumerate(told, start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_APPEND), number)
    sys.argv = ["dtsen-link", *arguments]
    from dtsen_link.cli import main

    main()


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
