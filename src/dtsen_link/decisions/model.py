"""One decision of a person, as the ledger keeps it."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
from pydantic import BaseModel, ConfigDict

UNSURE = "ragu"
MENDED = "sudah diperbaiki"
NO_ACTION = "tidak perlu tindakan"
REVOKED = "cabut"
# Answers that join, answers that keep apart, and answers that set a value.
TOGETHER = ("sama",)
APART = ("berbeda", "pisah")
VALUE = ("nilai", "hidup", "meninggal", "pindah")
ANSWERS = (*TOGETHER, "berbeda", "pisah", *VALUE, UNSURE, MENDED, NO_ACTION)
# A value that is known to be none: a person who has no NIK.
NO_VALUE = "-"

SCHEMA = pa.schema(
    [
        ("decision_id", pa.string()),
        ("conflict_id", pa.string()),
        ("jenis", pa.string()),
        ("keputusan", pa.string()),
        ("field", pa.string()),
        ("nilai", pa.string()),
        ("person_ids", pa.list_(pa.string())),
        ("records", pa.list_(pa.list_(pa.string()))),
        ("family_ids", pa.list_(pa.string())),
        ("family_records", pa.list_(pa.string())),
        ("oleh", pa.string()),
        ("peran", pa.string()),
        ("kapan", pa.date32()),
        ("alasan", pa.string()),
        ("rilis", pa.string()),
        ("berkas", pa.string()),
        ("baris", pa.int32()),
        ("sidik", pa.string()),
        ("fakta", pa.string()),
        ("revokes", pa.list_(pa.string())),
        ("dicatat", pa.string()),
    ]
)


class Decision(BaseModel):
    """One decision; never changed once it is in the ledger.

    Attributes:
        decision_id: D and 20 hex digits, a keyed hash of what was decided, by whom and when.
        conflict_id: the question it answers.
        jenis: type of that question.
        keputusan: one of ANSWERS, or `cabut` for a revocation.
        field: what a value is about (nik, tanggal_lahir, keluarga, ...); empty for other answers.
        nilai: the value; a family id for `keluarga`, NO_VALUE for known to be none.
        person_ids: the persons it is about, as the release named them.
        records: the source records of each of these persons then, in the same order.
        family_ids: the family it is about, or into which somebody moves.
        family_records: the source records of that family then.
        oleh: who decided.
        peran: in which role.
        kapan: when.
        alasan: why, in that person's words.
        rilis: the release the question was read in.
        berkas: name of the queue file.
        baris: its row.
        sidik: fingerprint of the facts that were in front of that person.
        fakta: those facts, as the conflict's evidence has them.
        revokes: decisions that are no longer in force because of this one.
        dicatat: when the import wrote it, in UTC; orders decisions of one day.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    decision_id: str
    conflict_id: str = ""
    jenis: str
    keputusan: str
    field: str = ""
    nilai: str = ""
    person_ids: tuple[str, ...] = ()
    records: tuple[tuple[str, ...], ...] = ()
    family_ids: tuple[str, ...] = ()
    family_records: tuple[str, ...] = ()
    oleh: str
    peran: str
    kapan: date
    alasan: str = ""
    rilis: str = ""
    berkas: str = ""
    baris: int = 0
    sidik: str = ""
    fakta: str = ""
    revokes: tuple[str, ...] = ()
    dicatat: str = ""

    def order(self) -> tuple[date, str, str]:
        """Older before newer; a unique key, so that no order hangs on files."""
        return (self.kapan, self.dicatat, self.decision_id)

    def effect(self) -> tuple[object, ...]:
        """What it brings about; two decisions with the same effect say the same."""
        return (self.conflict_id, self.keputusan, self.field, self.nilai, self.person_ids, self.family_ids)


def essence(decision: Decision) -> str:
    """What the id of a decision is made of."""
    parts = (
        *(decision.conflict_id, decision.keputusan, decision.field, decision.nilai, ",".join(decision.person_ids)),
        *(",".join(decision.family_ids), ",".join(decision.revokes), decision.oleh, decision.peran),
        *(decision.kapan.isoformat(), decision.sidik, decision.rilis),
    )
    return "|".join(parts)
