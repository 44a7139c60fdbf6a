"""Every promise of a release has a test that breaks it; a broken one stops the publish and is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.factories import row
from tests.unit.publish.world import World, open_event, open_world, small_world

from dtsen_link import resources
from dtsen_link.config import Config, load_config
from dtsen_link.engine import DuckDBEngine
from dtsen_link.errors import BacklogError, GateError
from dtsen_link.previous import PREVIOUS_TABLES
from dtsen_link.publish.stage import STAGE

SHARED_NIK = "3201011005900000"


@pytest.fixture(scope="module")
def config() -> Config:
    return load_config(resources.configs_dir() / "dtsen.toml")


def published(world: World, config: Config) -> DuckDBEngine:
    engine = open_world(world)
    STAGE.run(engine, config)
    return engine


def set_first(table: str, **values: object) -> Callable[[World], None]:
    def change(world: World) -> None:
        world[table][0].update(values)

    return change


def remove_first(table: str) -> Callable[[World], None]:
    def change(world: World) -> None:
        del world[table][0]

    return change


def append(table: str, **values: object) -> Callable[[World], None]:
    def change(world: World) -> None:
        shape = PREVIOUS_TABLES[table][1] if table in PREVIOUS_TABLES else table
        world.setdefault(table, []).append(row(shape, **values))
        if table == "conflict":
            world["conflict_event"].append(open_event(world[table][-1]))

    return change


def where(table: str, column: str, value: object, **values: object) -> Callable[[World], None]:
    def change(world: World) -> None:
        for item in world[table]:
            if item[column] == value:
                item.update(values)

    return change


def asked_about_another_nik(world: World) -> None:
    """Two persons share a NIK, and both are named in a conflict that is about another one."""
    where("gold_person", "person_id", "P000010", nik=SHARED_NIK)(world)
    where("std_person", "record_id", "dtks:1-0", nik=SHARED_NIK)(world)
    people = ["P000000", "P000010"]
    # p3ke:1-0 is a record of the second person that bears that person's own NIK.
    append(
        "conflict",
        conflict_id="C2",
        jenis="NIK_GANDA_BEDA_ORANG",
        person_ids=people,
        record_ids=["p3ke:1-0"],
        tingkat=3,
    )(world)


def asked_about_two_nik(world: World, person_id: str) -> None:
    """The person P000010 bears two NIKs, and a conflict asks about that of the person given."""
    where("std_person", "record_id", "p3ke:1-0", nik="3273011005907777")(world)
    append("conflict", conflict_id="C2", jenis="ORANG_DUA_NIK", person_ids=[person_id], tingkat=2)(world)


def gone(world: World, records: list[str]) -> None:
    """A person of the previous release, with a record there, is in no delivery and is said to be absent."""
    append("prev_person", person_id="P9")(world)
    append("prev_person_source", record_id="dtks:8", person_id="P9")(world)
    append("id_event", entity="person", entity_id="P9", event="absent", record_ids=records)(world)
    append("gold_absent", person_id="P9", keberadaan="MENINGGAL")(world)
    append("gold_id", entity="person", id="P9", status="absent")(world)
    for event in world["id_event"]:
        event["record_ids"] = event["record_ids"] or (["dtks:0-0"] if event["event"] == "new" else [])


BREAKS: list[tuple[str, Callable[[World], None]]] = [
    ("rows_add_up", set_first("raw_file", rows_rejected=0)),
    ("rows_in_rows_out", set_first("raw_file", rows_read=99, rows_kept=98)),
    ("records_of_known_files", set_first("reject", file="other.csv")),
    ("records_standardised", remove_first("raw_person")),
    ("sensitive_of_known_records", append("raw_sensitive", record_id="dtks:x", field="penyakit", value="1")),
    ("record_in_one_person", remove_first("gold_person_source")),
    ("record_in_one_person", where("gold_person_source", "record_id", "dtks:0-0", person_id="P9")),
    ("person_has_records", set_first("gold_person", record_n=2)),
    ("person_has_records", append("gold_person", person_id="P9", tanpa_keluarga_alasan="SUMBER_TANPA_KELUARGA")),
    ("person_is_cluster", where("link_person", "record_id", "dtks:0-0", cluster_id="P000001")),
    ("person_is_cluster", where("gold_person_source", "record_id", "p3ke:1-0", person_id="P000000")),
    ("person_family_or_reason", set_first("gold_person", tanpa_keluarga_alasan="SUMBER_TANPA_KELUARGA")),
    ("person_family_or_reason", set_first("gold_person", family_id=None)),
    ("person_in_one_family", remove_first("gold_member")),
    ("person_in_one_family", append("gold_member", family_id="F00001", person_id="P000000", record_id="dtks:0-0")),
    ("member_of_known_family", remove_first("gold_family")),
    ("family_size", set_first("gold_family", member_n=4)),
    ("family_head", set_first("gold_family", kepala_person_id="P000001")),
    ("family_head", where("gold_member", "person_id", "P000001", is_kepala=True)),
    ("unit_in_one_family", where("gold_person_source", "record_id", "dtks:0-0", family_id="F00001")),
    ("unit_in_one_family", where("gold_person_source", "record_id", "dtks:0-0", family_id=None)),
    ("unit_in_one_family", remove_first("link_family")),
    ("person_value_has_source", remove_first("gold_provenance")),
    ("person_value_has_source", where("gold_provenance", "field", "alamat", field="street")),
    ("family_value_has_source", where("gold_provenance", "field", "kepala", field="head")),
    ("value_of_own_record", set_first("gold_provenance", record_id="dtks:1-0")),
    ("value_of_own_record", set_first("gold_provenance", record_id="keputusan:D1", rule="keputusan")),
    ("value_stands_in_record", set_first("gold_person", nik="3201014502900001")),
    ("value_stands_in_record", set_first("gold_person", nama="SESEORANG")),
    ("nik_one_person", where("gold_person", "person_id", "P000010", nik="3201011005900000")),
    ("nik_one_person", lambda world: asked_about_another_nik(world)),
    ("person_one_nik", where("std_person", "record_id", "p3ke:1-0", nik="3273011005907777")),
    ("person_one_nik", lambda world: asked_about_two_nik(world, "P000000")),
    ("conflict_names_known_persons", set_first("conflict", person_ids=["P9"])),
    ("conflict_names_known_families", set_first("conflict", family_ids=["F9"])),
    ("conflict_names_known_records", set_first("conflict", record_ids=["dtks:9"])),
    ("id_has_event", remove_first("id_event")),
    ("previous_id_has_event", append("prev_person", person_id="P9")),
    ("event_names_known_records", where("id_event", "entity_id", "P000000", record_ids=["dtks:9"])),
    ("event_names_known_records", lambda world: gone(world, ["dtks:9"])),
    ("known_id_is_kept", append("prev_id", entity="person", id="P9")),
    ("current_id_is_released", set_first("gold_id", current_id="P9")),
    ("nobody_vanishes", append("prev_person", person_id="P9")),
    ("absent_is_asked", append("gold_absent", person_id="P9")),
    ("conflict_accounted_for", append("prev_conflict", conflict_id="C9")),
    ("conflict_has_event", remove_first("conflict_event")),
    ("conflict_has_event", append("conflict_event", conflict_id="C9", event="reopened")),
]


@pytest.mark.parametrize(
    ("name", "change"), BREAKS, ids=[f"{name}-{number}" for number, (name, _) in enumerate(BREAKS)]
)
def test_a_broken_promise_stops_the_publish_and_is_named(name, change, config):
    world = small_world()
    change(world)
    with pytest.raises(GateError, match=rf"broken by [\d,]+ rows \({name}\)"):
        published(world, config)


def test_every_promise_has_a_test_that_breaks_it(config):
    engine = published(small_world(), config)
    names = engine.query("SELECT name FROM invariant").column("name").to_pylist()
    assert sorted(names) == sorted({name for name, _ in BREAKS})


def test_a_whole_world_keeps_every_promise(config):
    engine = published(small_world(), config)
    assert engine.query("SELECT sum(broken_n) AS n FROM invariant").to_pylist() == [{"n": 0}]


def test_one_nik_of_two_persons_passes_where_a_conflict_says_so(config):
    world = small_world()
    asked_about_another_nik(world)
    world["conflict"][-1]["record_ids"] = ["dtks:0-0", "dtks:1-0"]
    # Its other record then bears another NIK, which is a question of its own.
    append("conflict", conflict_id="C3", jenis="ORANG_DUA_NIK", person_ids=["P000010"], tingkat=2)(world)
    published(world, config)


def test_two_niks_of_one_person_pass_where_a_conflict_says_so(config):
    world = small_world()
    asked_about_two_nik(world, "P000010")
    published(world, config)


def test_a_second_nik_that_is_no_exact_key_needs_no_conflict(config):
    world = small_world()
    where("std_person", "record_id", "p3ke:1-0", nik="3273011005907777", nik_usable=False)(world)
    published(world, config)


def test_events_name_records_of_either_release_or_a_decision(config):
    world = small_world()
    gone(world, ["dtks:8"])
    where("id_event", "entity_id", "P000000", record_ids=["dtks:0-0", "keputusan:D1"])(world)
    published(world, config)


def test_who_was_absent_before_may_name_no_records(config):
    world = small_world()
    gone(world, [])
    world["prev_absent"] = [row("gold_absent", person_id="P9")]
    world["prev_person"] = []
    published(world, config)


def test_all_broken_promises_are_named_at_once(config):
    world = small_world()
    set_first("gold_family", member_n=4)(world)
    remove_first("id_event")(world)
    with pytest.raises(GateError, match=r"(?s)family_size.*id_has_event"):
        published(world, config)


def test_a_backlog_above_the_limit_stops_the_publish(config):
    world = small_world()
    append("conflict", conflict_id="C2", jenis="TANPA_DESIL", tingkat=1)(world)
    limited = config.model_copy(update={"queues": config.queues.model_copy(update={"max_open_conflicts": 1})})
    with pytest.raises(BacklogError, match=r"2 open conflicts, queues\.max_open_conflicts allows 1"):
        published(world, limited)


def test_a_failed_gate_stops_the_publish(config):
    limited = config.model_copy(update={"link": config.link.model_copy(update={"max_cluster_size": 2})})
    with pytest.raises(GateError, match=r"gate largest_person: 3, allowed is at most 2"):
        published(small_world(), limited)


def test_a_configured_limit_replaces_the_shipped_one(tmp_path: Path):
    path = tmp_path / "dtsen.toml"
    text = (resources.configs_dir() / "dtsen.toml").read_text(encoding="utf-8")
    path.write_text(text + "\n[gates.share_rejected]\nmax_fail = 0.05\n", encoding="utf-8")
    with pytest.raises(GateError, match=r"gate share_rejected: 0\.0769\d+, allowed is at most 0\.05"):
        published(small_world(), load_config(path))
