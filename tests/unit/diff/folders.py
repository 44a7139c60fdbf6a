"""Release folders of a few hand-made rows, for tests of the account of two releases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from tests.factories import Row, arrow, row

FOLDERS = {
    "gold_person": "persons",
    "gold_family": "families",
    "gold_member": "members",
    "gold_person_source": "person_sources",
    "gold_provenance": "provenance",
    "conflict": "conflicts",
    "id_event": "id_events",
}
_TEXTS = {
    "ids": ("entity", "id", "status", "current_id"),
    "absent": ("person_id", "keberadaan"),
    "conflict_events": ("conflict_id", "event"),
}


class World:
    """One release in the making: persons with their records and families, then written as a folder."""

    def __init__(self, release: str, **deliveries: str) -> None:
        self.release = release
        self.deliveries = deliveries
        self.rows: dict[str, list[Row]] = {table: [] for table in FOLDERS}
        self.texts: dict[str, list[Row]] = {}

    def family(self, family_id: str, *, member_n: int = 1, **values: Any) -> None:
        self.rows["gold_family"].append(row("gold_family", family_id=family_id, member_n=member_n, **values))

    def person(
        self,
        person_id: str,
        *records: str,
        family: str | None = None,
        kab: str | None = "3201",
        decided: str = "",
        **values: Any,
    ) -> None:
        """A person of these records ("dtks:4", or "dtks:4@K2" for one whose unit is another family than the current one).

        `decided` is the record whose decile is published, the first where nothing is said.
        """
        region = {"kode_prov": kab and kab[:2], "kode_kab": kab}
        self.rows["gold_person"].append(
            row("gold_person", person_id=person_id, family_id=family, nama="Siti Rahayu", **{**region, **values})
        )
        if family is not None:
            self.rows["gold_member"].append(row("gold_member", family_id=family, person_id=person_id))
        for record in records:
            record_id, _, unit_family = record.partition("@")
            self.rows["gold_person_source"].append(
                row(
                    "gold_person_source",
                    record_id=record_id,
                    source=record_id.split(":")[0],
                    person_id=person_id,
                    family_id=unit_family or family,
                )
            )
        if values.get("desil") is not None:
            decider = row(
                "gold_provenance",
                entity="person",
                entity_id=person_id,
                field="desil",
                record_id=decided or records[0].split("@")[0],
            )
            self.rows["gold_provenance"].append(decider)

    def event(self, entity: str, entity_id: str, event: str, other_id: str | None = None) -> None:
        self.rows["id_event"].append(
            row("id_event", entity=entity, entity_id=entity_id, event=event, other_id=other_id)
        )

    def conflict(self, conflict_id: str, jenis: str = "KEPALA_GANDA") -> None:
        self.rows["conflict"].append(row("conflict", conflict_id=conflict_id, jenis=jenis))

    def question(self, conflict_id: str, event: str) -> None:
        """One row of conflict_events/."""
        self.texts.setdefault("conflict_events", []).append({"conflict_id": conflict_id, "event": event})

    def known(self, entity: str, entity_id: str, current_id: str | None) -> None:
        """One row of ids/: what an id has become."""
        self.texts.setdefault("ids", []).append({"entity": entity, "id": entity_id, "current_id": current_id})

    def absent(self, person_id: str, keberadaan: str | None = None) -> None:
        self.texts.setdefault("absent", []).append({"person_id": person_id, "keberadaan": keberadaan})

    def write(self, folder: Path) -> Path:
        path = folder / self.release
        for table, name in FOLDERS.items():
            _write(path / name, arrow(table, self.rows[table]))
        for name, rows in self.texts.items():
            _write(path / name, pa.Table.from_pylist(rows, pa.schema([(key, pa.string()) for key in _TEXTS[name]])))
        inputs = [{"source": source, "sha256": digest} for source, digest in self.deliveries.items()]
        _dump(path / "manifest.json", {"release": self.release, "inputs": inputs})
        _dump(
            path / "metrics.json",
            {"sources": [{"name": source, "data_date": "2026-01-31"} for source in self.deliveries]},
        )
        return path


def _write(folder: Path, table: pa.Table) -> None:
    folder.mkdir(parents=True)
    pq.write_table(table, folder / f"{folder.name}.parquet")


def _dump(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content), encoding="utf-8")
