"""Decisions and imports as people see them: masked, one row each."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console

from dtsen_link.decisions.importing import Imported, Outcome
from dtsen_link.decisions.ledger import Ledger
from dtsen_link.decisions.model import REVOKED, Decision
from dtsen_link.decisions.rules import check_named
from dtsen_link.domain.masking import mask_number, mask_text
from dtsen_link.listing import show_list

_MOST_TOLD = 50
_NUMBERS = ("nik", "no_kk")


def show_import(imported: Imported, console: Console) -> None:
    """How many lines of each kind, and every rejected one with its reason."""
    console.print(", ".join(f"{count:,} {status}" for status, count in imported.counts.items()), markup=False)
    replacing = sum(bool(outcome.reason) for outcome in imported.lines if outcome.status == "accepted")
    if replacing:
        console.print(f"{replacing:,} of the accepted take the place of earlier decisions; --report FILE says of which")
    rejected = [outcome for outcome in imported.lines if outcome.status == "rejected"]
    if not rejected:
        return
    rows = [(outcome.file, _place(outcome), outcome.conflict_id, outcome.reason) for outcome in rejected[:_MOST_TOLD]]
    show_list(("file", "row", "question", "reason"), rows, console)
    if len(rejected) > _MOST_TOLD:
        console.print(f"and {len(rejected) - _MOST_TOLD:,} more; --report FILE holds all", markup=False)


def show_decisions(decisions: Iterable[Decision], ledger: Ledger, console: Console, *, in_full: bool = False) -> None:
    """One row per decision, older before newer; in full also where its question was read and answered."""
    place = ("release", "file", "row") if in_full else ()
    headings = ("decision", "when", "by", "role", "question", "type", "answer", "about", "state", *place, "reason")
    rows = [
        (
            *(row.decision_id, row.kapan.isoformat(), row.oleh, row.peran, row.conflict_id, row.jenis),
            *(said(row), ", ".join((*row.person_ids, *row.family_ids)), _state(row, ledger)),
            *((row.rilis, row.berkas, str(row.baris or "")) if in_full else ()),
            mask_text(row.alasan),
        )
        for row in decisions
    ]
    show_list(headings, rows, console, in_full=in_full)


def chosen(ledger: Ledger, *, jenis: str, role: str, by: str, every: bool) -> list[Decision]:
    """Decisions on one type, of one role and of one person; what is empty leaves none out.

    Raises:
        ConfigError: a type or a role that does not exist.
    """
    check_named((jenis,) if jenis else (), role)
    return [
        row
        for row in (ledger.rows if every else ledger.in_force)
        if jenis in ("", row.jenis) and role in ("", row.peran) and by in ("", row.oleh)
    ]


def history(ledger: Ledger, named: str) -> list[Decision]:
    """Every row of the ledger that concerns a conflict, person, family, record or decision, older before newer."""
    found = {row.decision_id for row in ledger.rows if named in _concerned(row)}
    # What revoked or replaced such a decision belongs to its history, too.
    return [row for row in ledger.rows if row.decision_id in found or found & set(row.revokes)]


def said(decision: Decision) -> str:
    """Answer and value; NIK and KK numbers masked."""
    value = mask_number(decision.nilai) if decision.field in _NUMBERS and len(decision.nilai) > 1 else decision.nilai
    named = f" {decision.field} = {value}" if decision.field and decision.keputusan in ("nilai", "pindah") else ""
    return f"{decision.keputusan}{named}"


def _concerned(row: Decision) -> set[str]:
    records = (record for side in row.records for record in side)
    return {row.decision_id, row.conflict_id, *row.person_ids, *row.family_ids, *records, *row.family_records}


def _state(row: Decision, ledger: Ledger) -> str:
    if row.keputusan == REVOKED:
        return f"revokes {', '.join(row.revokes)}"
    end = ledger.ended_by.get(row.decision_id)
    if end is None:
        return "in force"
    return f"{'revoked' if end.keputusan == REVOKED else 'replaced'} by {end.decision_id}"


def _place(outcome: Outcome) -> str:
    return f"{outcome.sheet} {outcome.row}".strip() if outcome.sheet not in ("", "Antrean") else str(outcome.row)
