"""The ledger as tables of a build: what is in force, and the records it was about.

Two tables: `decision`, one row per decision in force that says something, place telling older from newer; and
`decision_record`, one row per record of each side. A side is a person (or the family) that the decision speaks of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from dtsen_link import fingerprint
from dtsen_link.config import Config
from dtsen_link.decisions.ledger import ledger_files, read_ledger
from dtsen_link.decisions.model import Decision
from dtsen_link.engine import Engine

DECISION = pa.schema(
    [
        ("decision_id", pa.string()),
        ("place", pa.int32()),
        ("conflict_id", pa.string()),
        ("jenis", pa.string()),
        ("keputusan", pa.string()),
        ("field", pa.string()),
        ("nilai", pa.string()),
        ("peran", pa.string()),
        ("kapan", pa.date32()),
        ("rilis", pa.string()),
        ("sidik", pa.string()),
        ("fakta", pa.string()),
    ]
)
DECISION_RECORD = pa.schema(
    [
        ("decision_id", pa.string()),
        ("entity", pa.string()),
        ("side", pa.int32()),
        ("id", pa.string()),
        ("record_id", pa.string()),
    ]
)
DECISION_TABLES = ("decision", "decision_record")


def open_decisions(engine: Engine, config: Config, names: Iterable[str]) -> None:
    """Make the decisions in force known to an engine; names that are none of the two tables are passed over."""
    if not set(names) & set(DECISION_TABLES):
        return
    acting = read_ledger(config.path(config.decisions)).acting
    rows = [
        {**row.model_dump(include=set(DECISION.names)), "place": place} for place, row in enumerate(acting, start=1)
    ]
    engine.register("decision", pa.Table.from_pylist(rows, schema=DECISION))
    sides = [side for row in acting for side in _sides(row)]
    engine.register("decision_record", pa.Table.from_pylist(sides, schema=DECISION_RECORD))


def of_decisions(config: Config) -> str:
    """Hash of the ledger; empty where nothing was ever decided."""
    found = [fingerprint.of_file(path) for path in ledger_files(config.path(config.decisions))]
    return fingerprint.combine(*found) if found else ""


def _sides(row: Decision) -> Iterator[dict[str, Any]]:
    for side, (person, records) in enumerate(zip(row.person_ids, row.records, strict=True), start=1):
        yield from _rows(row, "person", side, person, records)
    for side, family in enumerate(row.family_ids, start=1):
        yield from _rows(row, "family", side, family, row.family_records)


def _rows(row: Decision, entity: str, side: int, named: str, records: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    # A person without records (in no delivery then) is still a side.
    for record in records or (None,):
        yield {"decision_id": row.decision_id, "entity": entity, "side": side, "id": named, "record_id": record}
