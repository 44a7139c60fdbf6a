"""compare_releases: what became of each person and family, by ids and by records, and why deciles 1 to 4 changed."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.unit.diff.folders import World

from dtsen_link.diff.account import Account, Flow
from dtsen_link.diff.compare import compare_releases
from dtsen_link.errors import SourceError, StorageError


def quarters() -> tuple[World, World]:
    """Two quarters in which one of each kind of thing happens. dtks was delivered anew, p3ke as before."""
    old, new = World("2026Q1", dtks="a", p3ke="x"), World("2026Q2", dtks="b", p3ke="x")
    for world in (old, new):
        world.family("K1", no_kk="1", kepala_person_id="P1", kode_prov="32", kode_kab="3201", desil=2)
    old.family("K2", kepala_person_id="P4")
    new.family("K2", member_n=0)
    new.family("K9", kepala_person_id="P4")
    old.person("P1", "dtks:1", family="K1", desil=2)
    new.person("P1", "dtks:1", "p3ke:2", family="K1", desil=2)
    old.person("P2", "p3ke:2", desil=3)  # turns out to be P1
    old.person("P3", "dtks:3", desil=4)  # in no delivery any more
    old.person("P4", "dtks:4", "p3ke:4", "p3ke:44", family="K2", desil=3)
    new.person(
        "P4", "dtks:4", "p3ke:4@K2", "p3ke:44@K2", family="K9", kab="3301", desil=6
    )  # moved, into a family of its own
    old.person("P5", "dtks:5", "p3ke:5", desil=None, nik="1" * 16)
    new.person("P5", "dtks:5", "p3ke:5", desil=1, decided="p3ke:5", nik="2" * 16)  # ranked at last
    old.person("P6", "dtks:6", "dtks:8", desil=5)
    new.person("P6", "dtks:6", desil=4)  # DTKS says so now
    new.person("P7", "dtks:7", desil=1)  # new
    new.person("P8", "dtks:8", desil=9)  # was taken to be P6
    old.absent("P9")
    new.person("P9", "dtks:9", desil=10)  # is back
    return old, new


def with_ids(old: World, new: World) -> None:
    for person_id in ("P1", "P4", "P5", "P6", "P7", "P8", "P9"):
        new.known("person", person_id, person_id)
    new.known("person", "P2", "P1")
    new.known("person", "P3", None)
    for family_id, current in (("K1", "K1"), ("K2", None), ("K9", "K9")):
        new.known("family", family_id, current)
    new.event("person", "P3", "absent")
    new.event("person", "P7", "new")
    new.event("person", "P8", "split", "P6")
    new.event("person", "P9", "returned")


@pytest.fixture(params=["ids", "records"])
def account(request, tmp_path) -> Account:
    old, new = quarters()
    if request.param == "ids":
        with_ids(old, new)
    found = compare_releases(old.write(tmp_path), new.write(tmp_path), person_list=tmp_path / "list.parquet")
    assert found.matched_by == request.param
    return found


def test_everybody_has_one_fate(account):
    flow = account.persons.all
    assert (flow.before, flow.after) == (6, 7)
    assert (flow.merged, flow.absent, flow.reported_dead) == (1, 1, 0)
    assert (flow.new, flow.split, flow.returned) == (1, 1, 1)


def test_families_whose_members_live_elsewhere_are_dissolved(account):
    flow = account.families.all
    assert (flow.before, flow.after, flow.dissolved, flow.absent) == (2, 2, 1, 0)


def test_what_is_different_about_those_in_both_is_counted(account):
    assert {name: number for name, number in account.persons.changes.items() if number} == {
        "moved_provinsi": 1,
        "other_family": 1,
        "nik_changed": 1,
    }


def test_each_crossing_of_deciles_1_to_4_has_its_reason(account):
    reasons = {(row.direction, row.reason, row.source): row.count for row in account.persons.low_reasons}
    assert reasons == {
        ("came", "new", "dtks"): 1,
        ("came", "ranked", "p3ke"): 1,
        ("came", "source_data", "dtks"): 1,
        ("left", "absent", "dtks"): 1,
        ("left", "merged_low", "p3ke"): 1,
        ("left", "other_family", "dtks"): 1,
    }


def test_the_matrix_holds_everybody_of_both_releases(account):
    matrix = account.persons.matrix
    assert sum(sum(row.values()) for code, row in matrix.items() if code != "out") == 6
    assert sum(number for row in matrix.values() for code, number in row.items() if code != "out") == 7
    assert matrix["2"] == {"2": 1}
    assert matrix["3"] == {"6": 1, "out": 1}
    assert matrix["-"] == {"1": 1}


def balance(flow: Flow) -> int:
    return flow.before + flow.gained + flow.came - flow.lost - flow.went


def test_each_group_adds_up(account):
    for entities in (account.persons, account.families):
        assert balance(entities.all) == entities.all.after
        for groups in (entities.by_province, entities.by_kabupaten, entities.by_decile):
            assert [group.code for group in groups if balance(group) != group.after] == []
            assert [
                group.code
                for group in groups
                if group.low_before + group.low_entered - group.low_left != group.low_after
            ] == []
            assert sum(group.before for group in groups) == entities.all.before
            assert sum(group.after for group in groups) == entities.all.after


def test_a_move_is_told_of_both_areas(account):
    areas = {group.code: group for group in account.persons.by_province}
    assert (areas["32"].went, areas["33"].came, areas["33"].after) == (1, 1, 1)
    assert areas["33"].name.upper() == "JAWA TENGAH"


def test_the_list_names_whoever_is_not_as_before_by_ids_alone(account, tmp_path):
    table = pq.read_table(tmp_path / "list.parquet")
    fates = {row["person_id_old"] or row["person_id"]: row["fate"] for row in table.to_pylist()}
    assert fates == {
        "P2": "merged", "P3": "absent", "P4": "kept", "P5": "kept", "P6": "kept", "P7": "new", "P8": "split", "P9": "returned",
    }  # fmt: skip
    assert "nik" not in table.column_names
    assert "nama" not in table.column_names


def test_only_matching_by_records_needs_a_word(account):
    assert bool(account.notes) == (account.matched_by == "records")
    assert account.delivered_anew == ("dtks",)


def test_questions_are_told_by_type(tmp_path):
    old, new = quarters()
    for world, ids in ((old, "ABF"), (new, "BCDE")):
        for conflict_id in ids:
            world.conflict(conflict_id)
    old.question("D", "closed_by_data")
    new.question("F", "decided")
    new.question("E", "reopened")
    (row,) = compare_releases(old.write(tmp_path), new.write(tmp_path)).conflicts
    assert (row.open_before, row.decided, row.closed_by_data, row.still_open) == (3, 1, 1, 1)
    assert (row.open_now, row.opened, row.reopened) == (4, 1, 2)


def test_a_release_between_is_bridged_by_the_list_of_ids(tmp_path):
    """P1's records have all new keys and an id of a release between: only ids/ can tell."""
    old, new = World("2026Q1", dtks="a"), World("2026Q3", dtks="b")
    old.person("P1", "dtks:1", desil=1)
    old.person("P2", "dtks:2", desil=1)
    new.person("P1", "dtks:n1", desil=1)
    new.person("P5", "dtks:n5", desil=2)
    for person_id, current in (("P1", "P1"), ("P2", "P5"), ("P5", "P5")):
        new.known("person", person_id, current)
    account = compare_releases(old.write(tmp_path), new.write(tmp_path))
    assert (account.matched_by, account.records_in_both) == ("ids", 0)
    assert (account.persons.all.lost, account.persons.all.gained) == (0, 0)


@pytest.mark.parametrize("told_by", ["event", "absent"])
def test_reported_dead_is_told_apart_from_absent(tmp_path, told_by):
    old, new = quarters()
    with_ids(old, new)
    if told_by == "event":
        new.event("person", "P3", "reported_dead")
    else:
        new.absent("P3", "MENINGGAL")
    account = compare_releases(old.write(tmp_path), new.write(tmp_path))
    assert (account.persons.all.reported_dead, account.persons.all.absent) == (1, 0)


@pytest.mark.parametrize(
    ("records_new", "decided_old", "decided_new", "deliveries", "expected"),
    [
        (("dtks:1", "p3ke:1"), "dtks:1", "p3ke:1", "x", ("other_rule", "p3ke")),
        (("dtks:1", "p3ke:1"), "dtks:1", "p3ke:1", "y", ("source_data", "p3ke")),
        (("p3ke:1",), "dtks:1", "p3ke:1", "x", ("record_gone", "dtks")),
        (("dtks:1", "p3ke:1", "p3ke:2"), "dtks:1", "p3ke:2", "x", ("joined", "p3ke")),
        (("dtks:1", "p3ke:1", "p3ke:3"), "dtks:1", "p3ke:3", "x", ("source_data", "p3ke")),
    ],
)
def test_the_record_that_decides_tells_why(tmp_path, records_new, decided_old, decided_new, deliveries, expected):
    old, new = World("2026Q1", dtks="a", p3ke="x"), World("2026Q2", dtks="a", p3ke=deliveries)
    old.person("P1", "dtks:1", "p3ke:1", desil=7, decided=decided_old)
    old.person("P2", "p3ke:2", "p3ke:9", "p3ke:8", desil=8)
    new.person("P2", "p3ke:9", "p3ke:8", desil=8)
    new.person("P1", *records_new, desil=2, decided=decided_new)
    (reason,) = compare_releases(old.write(tmp_path), new.write(tmp_path)).persons.low_reasons
    assert (reason.reason, reason.source) == expected


def test_another_id_key_is_said(tmp_path):
    old, new = World("2026Q1", dtks="a"), World("2026Q2", dtks="b")
    old.person("P1", "dtks:1")
    new.person("PX", "dtks:1")
    account = compare_releases(old.write(tmp_path), new.write(tmp_path))
    assert "different id keys" in account.notes[-1]
    assert account.persons.all.lost == 0


def test_two_releases_with_nothing_in_common_are_refused(tmp_path):
    old, new = World("2026Q1", dtks="a"), World("2026Q2", dtks="b")
    old.person("P1", "dtks:1")
    new.person("PX", "dtks:2")
    with pytest.raises(SourceError, match="neither an id nor a source record in common"):
        compare_releases(old.write(tmp_path), new.write(tmp_path))


def test_the_same_folder_twice_is_refused(tmp_path):
    path = quarters()[0].write(tmp_path)
    with pytest.raises(SourceError, match="same folder"):
        compare_releases(path, path.parent / "." / path.name)


def test_releases_in_the_wrong_order_are_refused(tmp_path):
    old, new = quarters()
    with_ids(old, new)
    first, second = old.write(tmp_path), new.write(tmp_path)
    with pytest.raises(SourceError, match="name the earlier release first"):
        compare_releases(second, first)


@pytest.mark.parametrize(
    ("gone", "said"), [("manifest.json", "it has no manifest.json"), ("persons/persons.parquet", "it has no persons/")]
)
def test_what_is_no_release_is_refused(tmp_path: Path, gone, said):
    old, new = (world.write(tmp_path) for world in quarters())
    (new / gone).unlink()
    with pytest.raises(SourceError, match=said):
        compare_releases(old, new)


def test_a_damaged_manifest_is_named(tmp_path):
    old, new = (world.write(tmp_path) for world in quarters())
    (new / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(SourceError, match="is damaged"):
        compare_releases(old, new)


def test_a_list_that_cannot_be_written_is_named(tmp_path):
    old, new = (world.write(tmp_path) for world in quarters())
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StorageError, match="list"):
        compare_releases(old, new, person_list=tmp_path / "file" / "list.parquet")
