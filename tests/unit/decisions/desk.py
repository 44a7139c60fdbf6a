"""A small release and a desk at which its questions are answered."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from tests.consolidating import configuration
from tests.factories import Row, arrow, row

from dtsen_link.decisions.drafts import Signing
from dtsen_link.decisions.importing import Imported, import_sheets
from dtsen_link.decisions.ledger import Ledger, read_ledger
from dtsen_link.domain.id_key import read_id_key

NIK, OTHER_NIK, KK = "3201014502900001", "3202027103850007", "3201010101200001"
COLUMNS = ("no_konflik", "keputusan", "nilai", "catatan", "oleh", "tanggal", "sidik")


def conflict(name: str, jenis: str = "KEMUNGKINAN_SAMA", persons: str = "P1 P2", **values: Any) -> Row:
    """One question; its facts are named after it."""
    made = {
        "peran": "bps_kab",
        "tingkat": 2,
        "bukti": "bukti",
        "bukti_fields": "{}",
        "sidik": f"S{name}",
        "family_ids": [],
    }
    ids = persons.split()
    records = [f"dtks:{person[1:]}" for person in ids]
    return row(
        "conflict",
        conflict_id=name,
        jenis=jenis,
        person_ids=ids,
        record_ids=records,
        **{**made, **values},
    )


class Desk:
    """A release with persons P1 to P4 (one record each; P1 and P2 in family K1, P3 in K2) and an empty ledger."""

    def __init__(self, folder: Path, *conflicts: Row) -> None:
        self.config = configuration(folder)
        self.folder = folder
        self.publish("2026Q4", *conflicts)

    def publish(self, name: str, *conflicts: Row) -> None:
        """Another release, built with the decisions in force; sheets are held against it from now on."""
        self.release = self.folder / "releases" / name
        family = {1: "K1", 2: "K1", 3: "K2", 4: None}
        tables = {
            "conflicts": ("conflict", list(conflicts)),
            "persons": ("gold_person", [row("gold_person", person_id=f"P{n}", family_id=k) for n, k in family.items()]),
            "families": (
                "gold_family",
                [row("gold_family", family_id="K1", no_kk=KK), row("gold_family", family_id="K2")],
            ),
            "person_sources": (
                "gold_person_source",
                [
                    row("gold_person_source", record_id=f"dtks:{n}", person_id=f"P{n}", family_id=k)
                    for n, k in family.items()
                ],
            ),
        }
        decided = [
            row("gold_decision", decision_id=decision.decision_id, entity="person", side=1)
            for decision in self.ledger.in_force
        ]
        if decided:
            tables["decisions"] = ("gold_decision", decided)
        for folder, (table, rows) in tables.items():
            (self.release / folder).mkdir(parents=True)
            pl.DataFrame(arrow(table, rows)).write_parquet(self.release / folder / f"{folder}.parquet")

    def sheet(self, *lines: dict[str, str], name: str = "bps_kab.csv") -> Path:
        """A queue file with answers."""
        path = self.folder / name
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, restval="")
            writer.writeheader()
            writer.writerows(lines)
        return path

    def signing(self, **values: Any) -> Signing:
        key = read_id_key(self.folder / "id.key")
        today = date(2026, 11, 20)
        made = {"by": "Rina", "role": "", "day": today, "today": today, "stamp": "20261120T080000Z", "key": key}
        return Signing(**{**made, **values})

    def answer(self, *lines: dict[str, str], name: str = "bps_kab.csv", **signed: Any) -> Imported:
        """Import one queue file."""
        return import_sheets(self.config, [self.sheet(*lines, name=name)], self.release, self.signing(**signed))

    def reasons(self, *lines: dict[str, str], **signed: Any) -> list[str]:
        """Why the lines of a queue file are rejected; empty for lines that are not."""
        return [outcome.reason for outcome in self.answer(*lines, **signed).lines]

    @property
    def ledger(self) -> Ledger:
        return read_ledger(self.config.path(self.config.decisions))


def line(name: str, keputusan: str, nilai: str = "", **cells: str) -> dict[str, str]:
    """One line of a queue file."""
    return {"no_konflik": name, "sidik": f"S{name}", "keputusan": keputusan, "nilai": nilai, **cells}
