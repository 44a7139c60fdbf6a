"""A small whole world of boundary tables that keeps every promise of a release; tests break one promise at a time.

Families of three, known to one, two or three sources; one record per person and source; one rejected line per file.
"""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise
from typing import Any

from tests.factories import Row, arrow, person, row, unit

from dtsen_link.contracts import BOUNDARY_TABLES
from dtsen_link.engine import DuckDBEngine
from dtsen_link.previous import PREVIOUS_TABLES

SOURCES = ("dtks", "p3ke", "regsosek")
KAB = ("3201", "3273", "5171", "9401")
World = dict[str, list[Row]]

_LINK_RULE = {0: "nik_exact", 1: "probabilistic", 2: "household"}
_PERSON_FIELDS = ("nik", "nama", "jenis_kelamin", "tanggal_lahir", "keberadaan", "alamat", "desil", "keluarga")


def small_world(families: int = 6) -> World:
    """All boundary tables before publish, by name."""
    world: World = {table.name: [] for table in BOUNDARY_TABLES if table.stage != "publish"}
    for number in range(families):
        _add_family(world, number, SOURCES[: 1 + number % 3])
    _add_files(world)
    _add_models(world)
    _add_conflict(world)
    _add_ids(world)
    return world


def open_world(world: World) -> DuckDBEngine:
    """An engine that holds the world."""
    engine = DuckDBEngine(threads=1)
    for name, (_, table) in PREVIOUS_TABLES.items():
        engine.register(name, arrow(table, world.get(name, [])))
    for name, rows in world.items():
        if name not in PREVIOUS_TABLES:
            engine.register(name, arrow(name, rows))
    return engine


def _add_ids(world: World) -> None:
    for entity, table in (("person", "gold_person"), ("family", "gold_family")):
        world["gold_id"] += [
            row("gold_id", entity=entity, id=item[f"{entity}_id"], status="current", current_id=item[f"{entity}_id"])
            for item in world[table]
        ]


def _add_family(world: World, number: int, sources: tuple[str, ...]) -> None:
    kab = KAB[number % len(KAB)]
    family_id = f"F{number:05d}"
    no_kk = f"{kab}01150120{number:04d}"
    for source in sources:
        unit_id = f"{source}:K{number}"
        place = {"kode_kab": kab, "kode_prov": kab[:2], "kode_kec": f"{kab}01", "kode_desa": f"{kab}012001"}
        world["std_family"].append(unit(unit_id, no_kk=no_kk, member_n=3, **place))
        rule = "kk_members" if len(sources) > 1 else "single"
        weight = 18.5 if len(sources) > 1 else None
        world["link_family"].append(
            row("link_family", unit_id=unit_id, family_cluster_id=family_id, rule=rule, match_weight=weight)
        )
    for position in range(3):
        _add_person(world, number, position, sources, family_id, no_kk, kab)
    _add_gold_family(world, number, sources, family_id, no_kk, kab)


def _add_person(
    world: World, number: int, position: int, sources: tuple[str, ...], family_id: str, no_kk: str, kab: str
) -> None:
    person_id = f"P{number:05d}{position}"
    nik = f"{kab}01{10 + position:02d}0590{number:04d}"
    nama = f"{('BUDI', 'SITI', 'ANAK')[position]} {('SANTOSO', 'AMINAH', 'WIJAYA')[number % 3]}"
    records = [f"{source}:{number}-{position}" for source in sources]
    rule = "single" if len(sources) == 1 else _LINK_RULE[(number + position) % 3]
    weight = None if len(sources) == 1 else 12.0 + number % 9
    probability = None if len(sources) == 1 else 0.999
    for source, record_id in zip(sources, records, strict=True):
        _add_record(world, record_id, source, number, position, nik, nama, no_kk, kab)
        tie = {"rule": rule, "match_weight": weight, "match_probability": probability}
        world["link_person"].append(row("link_person", record_id=record_id, cluster_id=person_id, **tie))
        world["gold_person_source"].append(
            row(
                "gold_person_source",
                record_id=record_id,
                source=source,
                source_record_id=f"{number}-{position}",
                source_family_id=f"K{number}",
                person_id=person_id,
                unit_id=f"{source}:K{number}",
                family_id=family_id,
                **tie,
            )
        )
    for left, right in pairwise(records):
        pair = {"match_weight": float(weight or 0), "match_probability": 0.999, "match_key": "nik"}
        world["link_person_pair"].append(row("link_person_pair", record_id_l=left, record_id_r=right, **pair))
    gold = person(records[0], nik=nik, nama_std=nama, tanggal_lahir=date(1990, 5, 10 + position))
    world["gold_person"].append(
        row(
            "gold_person",
            person_id=person_id,
            nik=nik,
            nik_status="ok",
            nama=nama,
            jenis_kelamin=gold["jenis_kelamin"],
            tanggal_lahir=gold["tanggal_lahir"],
            dob_precision="day",
            tahun_lahir=1990,
            keberadaan="ADA",
            kode_prov=kab[:2],
            kode_kab=kab,
            kode_kec=f"{kab}01",
            kode_desa=f"{kab}012001",
            desil=3,
            family_id=family_id,
            record_n=len(sources),
            source_n=len(sources),
            sources=list(sources),
            link_rule=rule,
            link_probability=probability,
        )
    )
    world["gold_member"].append(
        row(
            "gold_member",
            family_id=family_id,
            person_id=person_id,
            shdk=(1, 3, 4)[position],
            is_kepala=position == 0,
            record_id=records[0],
        )
    )
    _add_provenance(world, "person", person_id, _PERSON_FIELDS, records[0])
    world["id_event"].append(row("id_event", entity="person", entity_id=person_id, event="new", reason="baru"))


def _add_record(
    world: World, record_id: str, source: str, number: int, position: int, nik: str, nama: str, no_kk: str, kab: str
) -> None:
    world["std_person"].append(
        person(
            record_id,
            nik=nik,
            nama_std=nama,
            family=f"K{number}",
            tanggal_lahir=date(1990, 5, 10 + position),
            no_kk=no_kk,
            kode_kab=kab,
            kode_prov=kab[:2],
            kode_kec=f"{kab}01",
            kode_desa=f"{kab}012001",
            quality_flags=["nik_dob_conflict"] if number % 4 == 0 else [],
        )
    )
    world["raw_person"].append(
        row(
            "raw_person",
            record_id=record_id,
            source=source,
            file=f"{source}.csv",
            line=len(world["raw_person"]) + 2,
            source_record_id=record_id.partition(":")[2],
            key_repeat=1,
            nik=nik,
            nama=nama,
        )
    )


def _add_gold_family(world: World, number: int, sources: tuple[str, ...], family_id: str, no_kk: str, kab: str) -> None:
    head = f"P{number:05d}0"
    record_id = f"{sources[0]}:{number}-0"
    world["gold_family"].append(
        row(
            "gold_family",
            family_id=family_id,
            no_kk=no_kk,
            kk_status="ok",
            kepala_person_id=head,
            nama_kepala="BUDI",
            member_n=3,
            kode_prov=kab[:2],
            kode_kab=kab,
            kode_kec=f"{kab}01",
            kode_desa=f"{kab}012001",
            desil=3,
            unit_n=len(sources),
            source_n=len(sources),
            sources=list(sources),
        )
    )
    _add_provenance(world, "family", family_id, ("no_kk", "kepala", "alamat", "desil"), record_id)
    world["id_event"].append(row("id_event", entity="family", entity_id=family_id, event="new", reason="baru"))


def _add_provenance(world: World, entity: str, entity_id: str, fields: tuple[str, ...], record_id: str) -> None:
    for field in fields:
        value: dict[str, Any] = {"entity": entity, "entity_id": entity_id, "field": field, "record_id": record_id}
        world["gold_provenance"].append(row("gold_provenance", **value, rule="trust", value_n=1))


def _add_files(world: World) -> None:
    for source in SOURCES:
        kept = sum(record["source"] == source for record in world["raw_person"])
        world["raw_file"].append(
            row(
                "raw_file",
                source=source,
                file=f"{source}.csv",
                format="csv",
                encoding="utf-8",
                delimiter="|",
                size_bytes=1000,
                sha256="0" * 64,
                rows_read=kept + 1,
                rows_kept=kept,
                rows_rejected=1,
                flags=["float_damage"] if source == "p3ke" else [],
            )
        )
        world["reject"].append(
            row("reject", source=source, file=f"{source}.csv", line=1, reason="BARIS_RUSAK", detail="d", raw_text="x|y")
        )


def _add_models(world: World) -> None:
    pairs = len(world["link_person_pair"])
    world["link_blocking"].append(row("link_blocking", rule="nik", block_n=pairs, pair_n=pairs, largest_block=3))
    for model in ("person", "family", "household"):
        diagnostics = {
            "converged": True,
            "iterations": 9,
            "untrained_levels": [],
            "pairs_scored": 40,
            "pairs_by_rule": {},
        }
        world["link_model_file"].append(
            row(
                "link_model_file",
                model=model,
                settings_json=json.dumps({"link_type": "dedupe_only"}),
                diagnostics_json=json.dumps(diagnostics),
                charts_json="{}",
            )
        )
        level = {
            "comparison": "nama",
            "label": "equal",
            "m_probability": 0.9,
            "u_probability": 0.01,
            "match_weight": 6.5,
        }
        world["link_model"].append(row("link_model", model=model, level=1, trained=True, **level))


def _add_conflict(world: World) -> None:
    world["conflict"].append(
        row(
            "conflict",
            conflict_id="C1",
            jenis="TANPA_DESIL",
            kelompok="status",
            tingkat=1,
            peran="bps_kab",
            kode_prov="32",
            kode_kab="3201",
            person_ids=["P000000"],
            family_ids=["F00000"],
            record_ids=["dtks:0-0"],
            bukti="b",
            bukti_fields="{}",
            saran="s",
            rilis_pertama="2026Q4",
            sidik="S0",
            status="baru",
        )
    )
    world["conflict_event"].append(open_event(world["conflict"][0]))


def open_event(conflict: Row) -> Row:
    """What a release says of an open conflict."""
    shared = ("conflict_id", "jenis", "kode_prov", "kode_kab", "peran", "rilis_pertama", "umur_kuartal")
    return row("conflict_event", event="opened", rilis="2026Q4", **{name: conflict[name] for name in shared})
