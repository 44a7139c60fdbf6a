"""metrics.json says what the tables say: counts on a small whole world, computed by hand."""

from __future__ import annotations

from typing import Any

import pytest
from tests.factories import arrow, row
from tests.unit.publish.world import open_world, small_world

from dtsen_link import resources
from dtsen_link.config import load_config
from dtsen_link.engine import DuckDBEngine
from dtsen_link.publish.metrics import collect_metrics
from dtsen_link.publish.stage import STAGE


@pytest.fixture(scope="module")
def metrics() -> dict[str, Any]:
    """Six families of three: two in dtks alone, two in dtks and p3ke, two in all three registries."""
    engine = open_world(small_world(6))
    config = load_config(resources.configs_dir() / "dtsen.toml")
    STAGE.run(engine, config)
    return collect_metrics(engine, config, {"ingest": 1.23456}, 10**8)


def test_totals(metrics):
    assert metrics["totals"] == {
        "records": 36,
        "units": 12,
        "persons": 18,
        "persons_in_several_sources": 12,
        "persons_of_several_records": 12,
        "persons_without_family": 0,
        "families": 6,
        "families_in_several_sources": 4,
        "conflicts": 1,
        "rejects": 3,
        "person_pairs": 18,
        "family_pairs": 0,
    }


def test_deliveries_by_source(metrics):
    deliveries = metrics["deliveries"]
    assert deliveries["rows_read"] == {"dtks": 19, "p3ke": 13, "regsosek": 7}
    assert deliveries["rows_kept"] == {"dtks": 18, "p3ke": 12, "regsosek": 6}
    assert deliveries["reject_reason"] == {source: {"BARIS_RUSAK": 1} for source in ("dtks", "p3ke", "regsosek")}
    assert [row["flags"] for row in deliveries["by_file"]] == [[], ["float_damage"], []]


def test_persons_by_combination_of_registries(metrics):
    assert metrics["coverage"]["persons_by_combination"] == {"dtks": 6, "dtks + p3ke": 6, "dtks + p3ke + regsosek": 6}
    assert metrics["coverage"]["families_by_combination"] == {"dtks": 2, "dtks + p3ke": 2, "dtks + p3ke + regsosek": 2}
    assert metrics["coverage"]["persons_by_source_n"] == {"1": 6, "2": 6, "3": 6}


def test_persons_by_source_and_area(metrics):
    assert metrics["coverage"]["persons_by_source"]["dtks"] == {"1": 6, "2": 6, "3": 6}
    assert metrics["coverage"]["persons_by_source"]["regsosek"] == {"3": 6}
    by_kab = metrics["coverage"]["persons_by_kab"]
    assert {kab: sum(parts.values()) for kab, parts in by_kab.items()} == {"3201": 6, "3273": 6, "5171": 3, "9401": 3}
    assert metrics["region_names"]["3201"] == "Kabupaten Bogor"


def test_every_breakdown_adds_up_to_the_persons(metrics):
    for name in ("persons_by_prov", "persons_by_kab", "persons_by_sex", "persons_by_birth_decade", "persons_by_desil"):
        counts = metrics["coverage"][name]
        assert sum(number for parts in counts.values() for number in parts.values()) == 18, name


def test_quality_counts_records(metrics):
    quality = metrics["quality"]
    assert quality["records"] == {"dtks": 18, "p3ke": 12, "regsosek": 6}
    assert quality["nik_status"]["dtks"] == {"ok": 18}
    assert quality["filled"]["p3ke"]["nik"] == 12
    assert quality["filled"]["p3ke"]["nama_ibu"] == 0
    assert quality["nik_finding"]["dtks"]["nik_usable"] == 18
    assert quality["quality_flag"] == {"dtks": {"nik_dob_conflict": 6}, "p3ke": {"nik_dob_conflict": 3}}


def test_linkage_counts(metrics):
    linkage = metrics["linkage"]
    assert linkage["person_size"] == {"1": 6, "2": 6, "3": 6}
    assert linkage["family_size"] == {"3": 6}
    assert linkage["family_unit_size"] == {"1": 2, "2": 2, "3": 2}
    assert sum(linkage["person_pair_weight"].values()) == 18
    assert linkage["person_pair_by_rule"] == {"nik": 18}
    assert linkage["blocking"]["nik"] == {
        "block_n": 18,
        "pair_n": 18,
        "largest_block": 3,
        "crowded_block_n": 0,
        "crowded_record_n": 0,
    }
    assert linkage["person_rule"]["single"] == 6
    assert "persons_repeated_in_source" not in linkage


def _count_within(engine):
    for name in ("tmp_person_listing", "tmp_metric_within"):
        engine.run_file(resources.sql_dir() / "8_publish" / f"{name}.sql")


def test_a_person_twice_in_one_unit_is_counted():
    engine = open_world(small_world(3))
    engine.execute("UPDATE gold_person_source SET source = 'dtks', unit_id = 'dtks:K2' WHERE record_id = 'p3ke:2-0'")
    _count_within(engine)
    rows = engine.query(
        "SELECT name, group_1, value FROM tmp_metric_within WHERE name LIKE 'persons%' ORDER BY name"
    ).to_pylist()
    assert rows == [
        {"name": "persons_repeated_in_source", "group_1": "dtks", "value": 1},
        {"name": "persons_repeated_in_unit", "group_1": "dtks", "value": 1},
    ]


SISTER = {
    "nik": "3205014502900001",
    "nik_usable": True,
    "tahun": 1990,
    "jenis_kelamin": "P",
    "fon_depan": "SITI",
    "fon_langka": "AISA",
}
NOBODY = dict.fromkeys(SISTER, None) | {"nik_usable": False}


@pytest.mark.parametrize(
    ("other", "merged"),
    [
        (SISTER, 0),
        (NOBODY, 0),
        (SISTER | {"nik": "3205014502900002"}, 0),
        (SISTER | {"jenis_kelamin": "L"}, 0),
        (SISTER | {"nik": "3205014502900002", "tahun": 1991}, 0),
        (SISTER | {"nik": "3205014502900002", "nik_usable": False, "tahun": 1992}, 0),
        (SISTER | {"tahun": 1992, "fon_depan": "AISA", "fon_langka": "NURA"}, 0),
        (SISTER | {"nik": "3205014502900002", "tahun": 1992}, 1),
        (SISTER | {"tahun": 1992, "jenis_kelamin": "L"}, 1),
        (SISTER | {"jenis_kelamin": "L", "fon_depan": "BUDI", "fon_langka": "ANTO"}, 1),
    ],
)
def test_two_rows_of_a_unit_in_one_person_are_a_canary_where_they_differ_twice(other, merged):
    engine = DuckDBEngine(threads=1)
    ids = ("dtks:1", "dtks:2", "dtks:3")
    pairs = zip(ids, (SISTER, other, NOBODY), strict=True)
    engine.register(
        "link_record", arrow("link_record", [row("link_record", record_id=key, **who) for key, who in pairs])
    )
    kept = [
        row("gold_person_source", record_id=key, source="dtks", person_id=person_id, unit_id="dtks:K")
        for key, person_id in zip(ids, ("P1", "P1", "P2"), strict=True)
    ]
    engine.register("gold_person_source", arrow("gold_person_source", kept))
    _count_within(engine)
    rows = engine.query("SELECT name, value FROM tmp_metric_within WHERE name LIKE 'co_resident%'").to_pylist()
    found = {item["name"]: item["value"] for item in rows}
    assert found == {"co_resident_pairs": 3} | ({"co_resident_pairs_merged": 1} if merged else {})


def test_conflicts_by_type_role_and_area(metrics):
    conflicts = metrics["conflicts"]
    assert conflicts["by_type"] == {"TANPA_DESIL": {"1": 1}}
    assert conflicts["by_role"] == {"bps_kab": {"TANPA_DESIL": 1}}
    assert conflicts["by_prov"] == {"32": {"TANPA_DESIL": 1}}
    assert conflicts["type_group"] == {"TANPA_DESIL": {"status": 1}}


def test_settings_say_nothing_of_the_machine(metrics):
    told = {
        "out",
        "work",
        "folder",
        "threads",
        "memory_limit",
        "temp_limit",
        "id_key_file",
        "partition",
        "increment_from",
    }
    assert not told & set(metrics["settings"])
    assert metrics["settings"]["seed"] == 20260101


def test_what_may_differ_between_runs_stands_apart(metrics):
    assert metrics["run"]["seconds"] == {"ingest": 1.2}
    told = {"seconds", "stages", "threads", "memory_limit", "temp_limit", "peak_memory_bytes", "engine", "partition"}
    assert set(metrics["run"]) == told | {"versions"}
    assert metrics["run"]["peak_memory_bytes"] == 10**8


def test_every_gate_has_an_outcome(metrics):
    assert {gate["outcome"] for gate in metrics["gates"]} <= {"ok", "warn", "unknown"}
    assert {gate["name"]: gate["value"] for gate in metrics["gates"]}["candidate_pairs_per_record"] == 0.5
