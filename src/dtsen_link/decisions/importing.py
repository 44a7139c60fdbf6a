"""`decide import`: sheets of answers in, one new file of the ledger out, and an account of every line."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from dtsen_link.config import Config
from dtsen_link.decisions.drafts import RejectedError, Signing, answer_of, decisions_of
from dtsen_link.decisions.ledger import append, read_ledger
from dtsen_link.decisions.model import ANSWERS, Decision
from dtsen_link.decisions.questions import Questions, read_questions
from dtsen_link.decisions.rules import check_named
from dtsen_link.decisions.sheet import Line, read_lines
from dtsen_link.decisions.standing import Standing
from dtsen_link.errors import ConfigError, StorageError

_ID = re.compile("C[0-9A-F]{1,20}")
Status = Literal["accepted", "already", "unanswered", "rejected"]
STATUSES: tuple[Status, ...] = ("accepted", "already", "unanswered", "rejected")


class Outcome(BaseModel):
    """What became of one line.

    Attributes:
        file: name of the queue file.
        sheet: worksheet; empty for CSV.
        row: as a spreadsheet numbers it.
        conflict_id: the question; empty where no id stood there.
        answer: the answer; empty where no answer stood there.
        status: accepted; already (the same is in force); unanswered; rejected.
        reason: why it was rejected; of an accepted one which decisions on a question that came back it takes the place of.
        decision_ids: what it added to the ledger.
    """

    model_config = ConfigDict(frozen=True)

    file: str
    sheet: str
    row: int
    conflict_id: str
    answer: str
    status: Status
    reason: str = ""
    decision_ids: tuple[str, ...] = ()


class Imported(BaseModel):
    """The account of an import.

    Attributes:
        release: the release the sheets were held against.
        ledger_file: the new file; empty when nothing was added.
        counts: lines by status; every line is in one.
        lines: every line of every sheet.
    """

    model_config = ConfigDict(frozen=True)

    release: str
    ledger_file: str
    counts: dict[str, int]
    lines: tuple[Outcome, ...]


def import_sheets(config: Config, sheets: Sequence[Path], release: Path, signing: Signing) -> Imported:
    """Read queue files back and add what they decide to the ledger.

    Args:
        config: names the ledger.
        sheets: .xlsx or .csv.
        release: the newest release; staleness is seen against it.
        signing: who answers and when.

    Raises:
        SourceError: a sheet or the ledger cannot be read; nothing is added then.
        ConfigError: no release folder, an unknown role, a name that is none.
        StorageError: the ledger cannot be written; nothing is added then.
    """
    check_named((), signing.role)
    if signing.by is not None and not signing.by.strip():
        raise ConfigError('--by "": nobody signs; say who decided, or leave it out where every line says so (oleh)')
    lines = [line for sheet in sheets for line in read_lines(sheet)]
    answered = [line for line in lines if _is_answered(line)]
    questions = read_questions(release, (line["no_konflik"] for line in answered), (line["nilai"] for line in answered))
    folder = config.path(config.decisions)
    standing = Standing(read_ledger(folder).in_force, questions.by_id.values(), questions.decided)
    taken: list[Decision] = []
    outcomes = [_outcome(line, questions, standing, signing, taken) for line in lines]
    written = str(append(folder, taken, signing.stamp)) if taken else ""
    found = Counter(outcome.status for outcome in outcomes)
    return Imported(
        release=questions.release,
        ledger_file=written,
        counts={status: found[status] for status in STATUSES},
        lines=tuple(outcomes),
    )


def _is_answered(line: Line) -> bool:
    return bool(line["keputusan"] or line["nilai"])


def _outcome(line: Line, questions: Questions, standing: Standing, signing: Signing, taken: list[Decision]) -> Outcome:
    outcome = Outcome(
        file=line.file,
        sheet=line.sheet,
        row=line.row,
        # A number or a name that slipped into the wrong column is not carried on.
        conflict_id=line["no_konflik"] if _ID.fullmatch(line["no_konflik"]) else "",
        answer=answer_of(line) if answer_of(line) in ANSWERS else "",
        status="unanswered",
    )
    if not _is_answered(line):
        return outcome
    try:
        added = standing.take(decisions_of(line, questions, _in_order(signing, len(taken))))
    except RejectedError as reason:
        return outcome.model_copy(update={"status": "rejected", "reason": str(reason)})
    taken.extend(added)
    ids = tuple(decision.decision_id for decision in added)
    replaced = [name for decision in added for name in decision.revokes]
    told = f"takes the place of {', '.join(replaced)}" if replaced else ""
    status = "accepted" if added else "already"
    return outcome.model_copy(update={"status": status, "reason": told, "decision_ids": ids})


def _in_order(signing: Signing, number: int) -> Signing:
    """Lines of one import are recorded in their order, so that of two of one day the later line is the newer."""
    return replace(signing, stamp=f"{signing.stamp} {number:07d}")


def write_report(path: Path, imported: Imported) -> None:
    """Write the account of every line, as .csv or .json.

    Raises:
        ConfigError: another ending.
        StorageError: the file cannot be written.
    """
    if path.suffix not in (".csv", ".json"):
        raise ConfigError(f"--report {path}: must end in .csv or .json")
    try:
        if path.suffix == ".json":
            path.write_text(imported.model_dump_json(indent=1) + "\n", encoding="utf-8")
            return
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(Outcome.model_fields)
            for outcome in imported.lines:
                writer.writerow(
                    [*outcome.model_dump(exclude={"decision_ids"}).values(), " ".join(outcome.decision_ids)]
                )
    except OSError as error:
        raise StorageError(f"--report {path}: cannot write: {error.strerror}") from error
