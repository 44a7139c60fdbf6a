"""The ledger: a folder of Parquet files, one per import, none of which is ever written again.

What is in force follows from all rows together: a decision that a later row revokes or replaces is not. Nothing else may
end one, and a revoked one never comes back.
"""

from __future__ import annotations

import errno
import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from dtsen_link.decisions.model import REVOKED, SCHEMA, UNSURE, Decision
from dtsen_link.errors import SourceError, StorageError


@dataclass(frozen=True)
class Ledger:
    """All decisions, older before newer."""

    rows: tuple[Decision, ...]

    @cached_property
    def revoked(self) -> frozenset[str]:
        """Ids of the decisions that are no longer in force."""
        return frozenset(name for row in self.rows for name in row.revokes)

    @cached_property
    def ended_by(self) -> dict[str, Decision]:
        """Decision that is no longer in force -> what ended it: its revocation, or a newer answer."""
        return {name: row for row in reversed(self.rows) for name in row.revokes}

    @cached_property
    def in_force(self) -> tuple[Decision, ...]:
        """The decisions that hold, older before newer; `ragu` is among them, revocations are not."""
        return tuple(row for row in self.rows if row.keputusan != REVOKED and row.decision_id not in self.revoked)

    @cached_property
    def acting(self) -> tuple[Decision, ...]:
        """Those in force that say something."""
        return tuple(row for row in self.in_force if row.keputusan != UNSURE)

    def get(self, decision_id: str) -> Decision | None:
        """The decision of that id, in force or not."""
        return next((row for row in self.rows if row.decision_id == decision_id), None)


def ledger_files(folder: Path) -> list[Path]:
    """The files of a ledger in their order; none where there is no such folder."""
    return sorted(folder.glob("*.parquet")) if folder.is_dir() else []


def read_ledger(folder: Path) -> Ledger:
    """Every decision of a folder; an empty ledger where there is none.

    Raises:
        SourceError: a file is no part of a ledger.
    """
    found: dict[str, Decision] = {}
    for path in ledger_files(folder):
        for row in _rows(path):
            known = found.setdefault(row.decision_id, row)
            if known.effect() != row.effect():
                raise SourceError(f"{path}: {row.decision_id} stands in another file with another content")
    return Ledger(tuple(sorted(found.values(), key=Decision.order)))


def _rows(path: Path) -> list[Decision]:
    try:
        table = pq.ParquetFile(path).read()
        return [Decision.model_validate(row) for row in table.to_pylist()]
    except (OSError, pa.ArrowInvalid, ValidationError) as error:
        reason = "not readable" if isinstance(error, OSError) else "not as `decide import` writes it"
        raise SourceError(
            f"{path}: no part of a ledger of decisions ({reason}); only files written by `dtsen-link decide` belong there"
        ) from None


def append(folder: Path, rows: list[Decision], stamp: str) -> Path:
    """Write decisions as one new file, which is there whole or not at all.

    Args:
        folder: the ledger; made if it is not there.
        rows: at least one.
        stamp: time of the import, as 20260110T081500Z.

    Raises:
        StorageError: the folder cannot be written.
    """
    digest = hashlib.sha256("\n".join(row.decision_id for row in rows).encode()).hexdigest()[:8]
    final = folder / f"{stamp}_{digest}.parquet"
    temporary = folder / f".{final.name}.tmp"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if final.exists():
            raise StorageError(f"{final}: is there already, and a file of the ledger is never written again")
        table = pa.Table.from_pylist([row.model_dump() for row in rows], schema=SCHEMA)
        temporary.touch(mode=0o600)
        pq.write_table(table, temporary, compression="zstd")
        with temporary.open("rb+") as handle:
            os.fsync(handle.fileno())
        temporary.rename(final)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        why = "the disk is full" if error.errno == errno.ENOSPC else error.strerror
        raise StorageError(f"{folder}: cannot write ({why}); choose another folder (decisions)") from error
    return final
