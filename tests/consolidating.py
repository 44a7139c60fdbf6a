"""Runs the consolidate and conflicts stages on small hand-made tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
from tests.factories import Row, arrow, row, unit

from dtsen_link.config import Config
from dtsen_link.conflicts.stage import STAGE as CONFLICTS
from dtsen_link.consolidate.stage import STAGE as CONSOLIDATE
from dtsen_link.contract_check import check_contract
from dtsen_link.contracts import TABLES
from dtsen_link.decisions.tables import DECISION, DECISION_RECORD
from dtsen_link.engine import DuckDBEngine
from dtsen_link.previous import PREVIOUS_TABLES, open_previous
from dtsen_link.source_config import SourceConfig

Tables = dict[str, list[Row]]

SOURCE = SourceConfig(
    name="dtks",
    files=("dtks.csv",),
    data_date=date(2025, 2, 28),
    family_unit="none",
    region_codes="none",
    columns={"source_record_id": "id", "nama": "nama", "kode_wilayah": "desa", "desil": "desil"},
)


def configuration(folder: Path, *, id_key: str = "0123456789abcdef" * 4, **settings: Any) -> Config:
    """A configuration whose id key lies in the folder."""
    (folder / "id.key").write_text(id_key)
    return Config(**{"release": "2026Q4", "sources": (SOURCE,), "folder": folder, **settings})


class Registry:
    """Records put in clusters by hand, and what the two stages make of them.

    Args:
        folder: a temporary folder for the id key.
        clusters: person clusters, each a list of records of std_person.
        families: family clusters, each a list of unit ids; units not named are a cluster each.
        units: values of std_family that are not to be derived from the records.
        ties: values of link_person by record that are not to be derived from the clusters.
        questions: rows of link_question.
        before: rows of record_tie, link_carried and the tables of a previous release.
        decided: decisions in force, made by `decided`.
        settings: of the configuration.
    """

    def __init__(
        self,
        folder: Path,
        clusters: list[list[Row]],
        *,
        families: list[list[str]] | None = None,
        units: dict[str, Row] | None = None,
        ties: dict[str, Row] | None = None,
        questions: list[Row] | None = None,
        before: dict[str, list[Row]] | None = None,
        decided: list[Decided] | None = None,
        **settings: Any,
    ) -> None:
        self.engine = DuckDBEngine(threads=1)
        self._config = configuration(folder, **settings)
        records = [record for cluster in clusters for record in cluster]
        self.engine.register("std_person", arrow("std_person", records))
        self.engine.register("std_family", arrow("std_family", _units(records, units or {})))
        self.engine.register("link_person", arrow("link_person", _person_links(clusters, ties or {})))
        self.engine.register("link_family", arrow("link_family", _family_links(records, families or [])))
        self.engine.register("link_question", arrow("link_question", questions or []))
        for name in ("record_tie", "link_carried", "link_carried_question"):
            self.engine.register(name, arrow(name, []))
        open_previous(self.engine, self._config, CONSOLIDATE.reads)
        for name, rows in (before or {}).items():
            self.engine.register(name, arrow(PREVIOUS_TABLES.get(name, ("", name))[1], rows))
        self._decide(decided or [])
        CONSOLIDATE.run(self.engine, self._config)
        for name in CONSOLIDATE.writes:
            check_contract(self.engine, "consolidate", TABLES[name])

    def _decide(self, decided: list[Decided]) -> None:
        rows = [{**one.row, "place": place} for place, one in enumerate(decided, start=1)]
        self.engine.register("decision", pa.Table.from_pylist(rows, schema=DECISION))
        sides = [side for one in decided for side in one.records()]
        self.engine.register("decision_record", pa.Table.from_pylist(sides, schema=DECISION_RECORD))
        meant = [
            {name: side[name] for name in ("decision_id", "entity", "side", "record_id")}
            for side in sides
            if side["record_id"]
        ]
        self.engine.register("link_decided", arrow("link_decided", meant))
        standing = [
            {"decision_id": one.row["decision_id"], "acts": not one.against, "against": list(one.against)}
            for one in decided
            if not one.row["field"] and one.row["keputusan"] in ("sama", "berbeda", "pisah")
        ]
        self.engine.register("link_decision", arrow("link_decision", standing))

    def table(self, name: str) -> list[Row]:
        """All rows of a table, by its key."""
        key = ", ".join(TABLES[name].key)
        return list(self.engine.query(f"SELECT * FROM {name} ORDER BY {key}").to_pylist())

    def person_of(self, record_id: str) -> Row:
        """The golden person that a record became."""
        ids = {source["record_id"]: source["person_id"] for source in self.table("gold_person_source")}
        return next(person for person in self.table("gold_person") if person["person_id"] == ids[record_id])

    def family_of(self, record_id: str) -> Row:
        """The current family of the person that a record became."""
        person = self.person_of(record_id)
        return next(family for family in self.table("gold_family") if family["family_id"] == person["family_id"])

    def origin(self, record_id: str, field: str) -> tuple[str, str, int]:
        """Record, rule and number of values of one golden field of the person that a record became."""
        person_id = self.person_of(record_id)["person_id"]
        found = next(
            row for row in self.table("gold_provenance") if row["entity_id"] == person_id and row["field"] == field
        )
        return found["record_id"], found["rule"], found["value_n"]

    def conflicts(self, jenis: str | None = None) -> list[Row]:
        """The conflicts, of one type if asked."""
        CONFLICTS.run(self.engine, self._config)
        check_contract(self.engine, "conflicts", TABLES["conflict"])
        return [conflict for conflict in self.table("conflict") if jenis in (None, conflict["jenis"])]


class Quarter(Registry):
    """A quarter that follows another one; `before` holds tables by the names that consolidate reads them under."""

    def __init__(self, folder: Path, clusters: list[list[Row]], before: Tables, **more: Any) -> None:
        (folder / "before").mkdir(exist_ok=True)
        (folder / "before" / "manifest.json").write_text('{"release": "2026Q3"}')
        super().__init__(folder, clusters, before=before, previous="before", **more)

    def events(self, entity: str = "person") -> dict[str, set[tuple[str, str | None]]]:
        """Id -> what happened to it, and the other id concerned."""
        found: dict[str, set[tuple[str, str | None]]] = {}
        for event in self.table("id_event"):
            if event["entity"] == entity:
                found.setdefault(event["entity_id"], set()).add((event["event"], event["other_id"]))
        return found

    def event(self, entity_id: str, event: str) -> Row:
        """One thing that happened to an id."""
        (found,) = [row for row in self.table("id_event") if (row["entity_id"], row["event"]) == (entity_id, event)]
        return found

    def id_of(self, record_id: str) -> str:
        return str(self.person_of(record_id)["person_id"])

    def status(self, entity_id: str) -> tuple[str, str | None]:
        """Of an id ever given: status, and the id it leads to."""
        (found,) = [item for item in self.table("gold_id") if item["id"] == entity_id]
        return found["status"], found["current_id"]


@dataclass(frozen=True)
class Decided:
    """One decision in force: its row, the records of each person (sides) and of its family, and what it contradicts."""

    row: Row
    sides: tuple[tuple[str, ...], ...]
    family: tuple[str, ...]
    against: tuple[str, ...]

    def records(self) -> list[Row]:
        """Rows of decision_record; ids are of no release, so everybody is found by records."""
        named = [("person", side, records) for side, records in enumerate(self.sides, start=1)]
        named += [("family", 1, self.family)] if self.family else []
        return [
            {
                "decision_id": self.row["decision_id"],
                "entity": entity,
                "side": side,
                "id": f"{entity}{side}",
                "record_id": record,
            }
            for entity, side, records in named
            for record in records
        ]


def decided(
    keputusan: str,
    *sides: str,
    family: str = "",
    against: tuple[str, ...] = (),
    conflict: Row | None = None,
    **values: Any,
) -> Decided:
    """A decision about persons ("dtks:1 p3ke:1" names the records of one), about a question where one is given."""
    asked = {name: conflict[name] for name in ("conflict_id", "jenis", "sidik")} if conflict else {}
    plain = {
        "decision_id": "D1",
        "conflict_id": "C0",
        "jenis": "KEMUNGKINAN_SAMA",
        "field": "",
        "nilai": "",
        "sidik": "",
    }
    signed = {"peran": "bps_kab", "kapan": date(2025, 3, 1), "rilis": "2026Q4", "fakta": "{}", "keputusan": keputusan}
    return Decided(
        {**plain, **signed, **asked, **values},
        tuple(tuple(side.split()) for side in sides),
        tuple(family.split()),
        against,
    )


def question(record_id_l: str, record_id_r: str, question: str = "KEMUNGKINAN_SAMA", probability: float = 0.6) -> Row:
    """One row of link_question."""
    return row(
        "link_question",
        record_id_l=record_id_l,
        record_id_r=record_id_r,
        question=question,
        match_weight=1.0,
        match_probability=probability,
        reason="bobot di antara kedua ambang",
    )


def known(person_id: str, family_id: str | None = None, **values: Any) -> Row:
    """A person of the previous release."""
    return row("gold_person", person_id=person_id, family_id=family_id, record_n=1, source_n=1, **values)


def tie(record_id: str, person_id: str, basis: str = "same_content") -> Row:
    return row("record_tie", record_id=record_id, person_id=person_id, basis=basis)


def family_before(*members: str, family_id: str = "K1", source: str = "dtks", unit: str = "dtks:F1") -> Tables:
    """A family of the previous release whose members are P-<key> with one record of that key each."""
    return {
        "prev_person": [known(f"P-{key}", family_id) for key in members],
        "prev_family": [
            row("gold_family", family_id=family_id, member_n=len(members), kode_kec="320101", kode_prov="32")
        ],
        "prev_member": [row("gold_member", family_id=family_id, person_id=f"P-{key}") for key in members],
        "prev_person_source": [
            row(
                "gold_person_source",
                record_id=f"{source}:{key}",
                source=source,
                person_id=f"P-{key}",
                unit_id=unit,
                family_id=family_id,
            )
            for key in members
        ],
        "record_tie": [tie(f"{source}:{key}", f"P-{key}") for key in members],
    }


def _person_links(clusters: list[list[Row]], ties: dict[str, Row]) -> list[Row]:
    number = _numbers(record["record_id"] for cluster in clusters for record in cluster)
    return [
        row(
            "link_person",
            record_id=record["record_id"],
            cluster_id=cluster[0]["record_id"],
            rule="single" if len(cluster) == 1 else "probabilistic",
            match_probability=None if len(cluster) == 1 else 0.99,
            record_no=number[record["record_id"]],
            cluster_no=number[cluster[0]["record_id"]],
        )
        | ties.get(record["record_id"], {})
        for cluster in clusters
        for record in cluster
    ]


def _numbers(ids: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(sorted(ids))}


def _units(records: list[Row], values: dict[str, Row]) -> list[Row]:
    members: dict[str, list[Row]] = {}
    for record in records:
        if record["unit_id"]:
            members.setdefault(record["unit_id"], []).append(record)
    return [_unit(unit_id, rows, values.get(unit_id, {})) for unit_id, rows in members.items()]


def _unit(unit_id: str, rows: list[Row], values: Row) -> Row:
    first = rows[0]
    taken = {
        name: first[name] for name in ("data_date", "trust", "no_kk", "kk_status", "desil", "kode_kec", "kode_kab")
    }
    heads = sorted(record["record_id"] for record in rows if record["shdk"] == 1)
    spouses = sorted(record["record_id"] for record in rows if record["shdk"] in (2, 3))
    made = {
        **taken,
        "member_n": len(rows),
        "head_n": len(heads),
        "head_record_id": heads[0] if heads else None,
        "spouse_record_id": spouses[0] if spouses else None,
    }
    return unit(unit_id, **{**made, **values})


def _family_links(records: list[Row], families: list[list[str]]) -> list[Row]:
    cluster_of = {unit_id: cluster[0] for cluster in families for unit_id in cluster}
    unit_ids = sorted({record["unit_id"] for record in records if record["unit_id"]})
    number = _numbers(unit_ids)
    return [
        row(
            "link_family",
            unit_id=unit_id,
            family_cluster_id=cluster_of.get(unit_id, unit_id),
            rule="members",
            unit_no=number[unit_id],
            family_cluster_no=number[cluster_of.get(unit_id, unit_id)],
        )
        for unit_id in unit_ids
    ]
