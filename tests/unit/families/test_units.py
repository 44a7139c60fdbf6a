"""Units with their members as person clusters, in role classes; best partners between two units; the family model's levels."""

from __future__ import annotations

import pyarrow as pa
import pytest
from tests.factories import Row, arrow, row, unit
from tests.linking import ANAK, CUCU, KEPALA, ORANGTUA, PASANGAN, configuration

from dtsen_link.engine import DuckDBEngine
from dtsen_link.linkage.spec import load_spec
from dtsen_link.linkage.unit_pairs import make_units
from dtsen_link.resources import sql_dir

KK = "3201010512160001"
NO_EVIDENCE = "no evidence"  # the null level, whatever it is called
OTHER_KK = "3201011703190002"


def units_of(members: dict[str, dict[str, int | None]], **values: Row) -> DuckDBEngine:
    """An engine with link_unit and tmp_shared_member of units: unit -> person cluster (numbered by name) -> shdk_coarse.

    values: columns of std_family by unit, the colon written as two underscores (dtks__a={"no_kk": KK}).
    """
    engine = DuckDBEngine(threads=1)
    records, clusters, families = [], [], []
    numbers = {
        name: number for number, name in enumerate(sorted({name for roles in members.values() for name in roles}))
    }
    for unit_id, roles in members.items():
        source = unit_id.partition(":")[0]
        kind = "couple" if source == "p3ke" else "kk"
        families.append(unit(unit_id, **{"unit_type": kind, **values.get(unit_id.replace(":", "__"), {})}))
        for cluster, role in roles.items():
            record = f"{unit_id}.{cluster}"
            records.append(row("link_record", record_id=record, source=source, unit_id=unit_id, shdk_coarse=role))
            clusters.append({"record_id": record, "cluster_id": numbers[cluster]})
    engine.register("linked_family", arrow("std_family", families))
    engine.register("link_record", arrow("link_record", records))
    engine.register("tmp_cluster", pa.Table.from_pylist(clusters))
    make_units(engine)
    return engine


def shared(engine: DuckDBEngine) -> Row:
    rows: list[Row] = engine.query("SELECT * FROM tmp_shared_member").to_pylist()
    assert len(rows) == 1
    return rows[0]


def level(engine: DuckDBEngine, comparison: str = "anggota") -> str:
    """The level of the family model that the two units show, found as Splink finds it."""
    levels = load_spec(configuration(), "family").comparison(comparison).levels
    cases = " ".join(
        f"WHEN {item.sql} THEN '{NO_EVIDENCE if item.is_null else item.label}'" for item in levels if item.sql != "ELSE"
    )
    sides = ", ".join(f"{side}.{name} AS {name}_{side}" for side in "lr" for name in engine.columns("link_unit"))
    rows = engine.query(
        f"SELECT CASE {cases} ELSE '{levels[-1].label}' END AS found "
        f"FROM (SELECT {sides} FROM link_unit AS l INNER JOIN link_unit AS r ON l.unit_id < r.unit_id) AS p"
    ).to_pylist()
    assert len(rows) == 1
    return str(rows[0]["found"])


def test_heads_and_spouses_are_one_class() -> None:
    """The widow is head now: the same family."""
    engine = units_of({"dtks:a": {"suami": KEPALA, "istri": PASANGAN}, "regsosek:b": {"istri": KEPALA}})
    assert shared(engine)["level"] == "anggota_1_semua"


def test_a_child_who_heads_a_unit_has_changed_role() -> None:
    engine = units_of({"dtks:a": {"ayah": KEPALA, "anak": ANAK}, "regsosek:b": {"anak": KEPALA}})
    assert shared(engine)["level"] == "anggota_1_peran_lain"


@pytest.mark.parametrize("role", [ORANGTUA, 4], ids=["parent or parent-in-law", "child-in-law"])
def test_a_couples_head_may_be_the_kks_parent_or_child_in_law(role: int) -> None:
    engine = units_of({"p3ke:b": {"x": KEPALA, "y": PASANGAN}, "regsosek:a": {"kepala": KEPALA, "x": role}})
    assert shared(engine)["level"] == "anggota_1"


def test_between_two_kk_the_parent_who_is_head_elsewhere_has_moved() -> None:
    engine = units_of({"dtks:b": {"x": KEPALA, "y": PASANGAN}, "regsosek:a": {"kepala": KEPALA, "x": ORANGTUA}})
    assert shared(engine)["level"] == "anggota_1_peran_lain"


def test_a_child_who_heads_a_couple_has_moved_out() -> None:
    engine = units_of({"p3ke:b": {"anak": KEPALA, "y": PASANGAN}, "regsosek:a": {"kepala": KEPALA, "anak": ANAK}})
    assert shared(engine)["level"] == "anggota_1_peran_lain"


def test_an_unknown_role_equals_an_unknown_role_only() -> None:
    same = units_of({"dtks:a": {"x": None, "y": ANAK}, "regsosek:b": {"x": None, "z": ANAK}})
    assert shared(same)["level"] == "anggota_1"
    other = units_of({"dtks:a": {"x": None, "y": ANAK}, "regsosek:b": {"x": ANAK, "z": ANAK}})
    assert shared(other)["level"] == "anggota_1_peran_lain"


def test_a_person_written_twice_in_a_unit_is_one_member() -> None:
    engine = units_of({"dtks:a": {"x": KEPALA, "y": ANAK}})
    twice = row("link_record", record_id="dtks:a.x2", source="dtks", unit_id="dtks:a", shdk_coarse=KEPALA)
    records = engine.query("SELECT * FROM link_record").to_pylist()
    engine.register("link_record", arrow("link_record", [*records, twice]))
    engine.execute("INSERT INTO tmp_cluster VALUES ('dtks:a.x2', 0)")
    make_units(engine)
    (made,) = engine.query("SELECT anggota, anggota_n, kepala FROM link_unit").to_pylist()
    assert made == {"anggota": [0, 1], "anggota_n": 2, "kepala": 0}


FAMILY = {"a": KEPALA, "b": PASANGAN, "c": ANAK, "d": ANAK}
MEMBERS: list[tuple[str, dict[str, int], dict[str, int]]] = [
    ("three or more members shared", FAMILY, FAMILY),
    ("two shared, all of the smaller", FAMILY, {"a": KEPALA, "b": PASANGAN}),
    ("two shared", FAMILY, {"a": KEPALA, "b": PASANGAN, "x": ANAK}),
    ("one shared in one role, both units of one", {"a": KEPALA}, {"a": KEPALA}),
    ("one shared in one role, all of the smaller", FAMILY, {"c": ANAK}),
    ("one shared in one role", FAMILY, {"a": KEPALA, "x": PASANGAN}),
    ("one shared, role changed", FAMILY, {"c": KEPALA, "x": PASANGAN}),
    ("no member shared", FAMILY, {"x": KEPALA, "c2": CUCU}),
]
# What measures.py counts for each of these levels; no member shared is what random pairs show.
COUNTED = (
    "anggota_3",
    "anggota_2_semua",
    "anggota_2",
    "anggota_1_tunggal",
    "anggota_1_semua",
    "anggota_1",
    "anggota_1_peran_lain",
)


@pytest.mark.parametrize(("label", "left", "right"), MEMBERS, ids=[label for label, _, _ in MEMBERS])
def test_member_level(label: str, left: dict[str, int | None], right: dict[str, int | None]) -> None:
    assert level(units_of({"dtks:a": left, "regsosek:b": right})) == label


@pytest.mark.parametrize("number", range(len(COUNTED)))
def test_the_level_that_is_counted_is_the_level_that_is_scored(number: int) -> None:
    label, left, right = MEMBERS[number]
    engine = units_of({"dtks:a": dict(left), "regsosek:b": dict(right)})
    described = load_spec(configuration(), "family").comparison("anggota").levels
    assert shared(engine)["level"] == COUNTED[number] == next(item.u for item in described if item.label == label)


def test_every_member_level_has_a_pair() -> None:
    described = load_spec(configuration(), "family").comparison("anggota").levels
    assert {item.label for item in described if not item.is_null} == {label for label, _, _ in MEMBERS}


MOVED = ({"ayah": KEPALA, "anak": ANAK}, {"anak": KEPALA})
TOGETHER = ({"ayah": KEPALA}, {"ayah": KEPALA})


@pytest.mark.parametrize(
    ("label", "members", "left", "right"),
    [
        (NO_EVIDENCE, TOGETHER, None, KK),
        (NO_EVIDENCE, MOVED, KK, KK),
        ("same", TOGETHER, KK, KK),
        ("one edit apart", TOGETHER, KK, KK[:-1] + "2"),
        ("another KK", TOGETHER, KK, OTHER_KK),
    ],
)
def test_kk_level(label: str, members: tuple[dict[str, int | None], ...], left: str | None, right: str | None) -> None:
    engine = units_of(
        {"dtks:a": members[0], "regsosek:b": members[1]}, dtks__a={"no_kk": left}, regsosek__b={"no_kk": right}
    )
    assert level(engine, "no_kk") == label


@pytest.mark.parametrize(("right", "label"), [(OTHER_KK, NO_EVIDENCE), (KK, "same")], ids=["a new KK", "the old KK"])
def test_a_move_to_another_kecamatan_renews_the_kk(right: str, label: str) -> None:
    moved = {"no_kk": right, "kode_kec": "730826"}
    family = {"a": KEPALA, "b": PASANGAN}
    engine = units_of({"dtks:a": family, "regsosek:b": family}, dtks__a={"no_kk": KK}, regsosek__b=moved)
    assert level(engine, "no_kk") == label
    assert shared(engine)["kk_same"] is None


HOME = {"kode_kab": "3201", "kode_desa": "3201012001", "rt": "001", "rw": "002"}


@pytest.mark.parametrize(
    ("label", "members", "changes"),
    [
        (NO_EVIDENCE, TOGETHER, {"kode_kab": None}),
        (NO_EVIDENCE, MOVED, {}),
        ("same desa, RT and RW", TOGETHER, {}),
        ("same desa", TOGETHER, {"rt": None}),
        ("same kabupaten", TOGETHER, {"kode_desa": "3201012002"}),
        ("elsewhere", TOGETHER, {"kode_desa": "7371032001", "kode_kab": "7371"}),
    ],
)
def test_address_level(label: str, members: tuple[dict[str, int | None], ...], changes: Row) -> None:
    engine = units_of({"dtks:a": members[0], "regsosek:b": members[1]}, dtks__a=HOME, regsosek__b={**HOME, **changes})
    assert level(engine, "alamat") == label


def strict_edges(*pairs: tuple[str, str, float]) -> set[tuple[str, str]]:
    """Strict edges out of pairs of records named source:unit.member; a record without a point has no unit."""
    names = sorted({name for left, right, _ in pairs for name in (left, right)})
    engine = DuckDBEngine(threads=1)
    records = [
        row("link_record", record_id=name, source=name[0], unit_id=name.partition(".")[0] if "." in name else None)
        for name in names
    ]
    engine.register("link_record", arrow("link_record", records))
    scored = [
        row("link_person_pair", record_id_l=left, record_id_r=right, match_weight=weight)
        for left, right, weight in pairs
    ]
    engine.register("link_person_pair", arrow("link_person_pair", scored))
    engine.run_file(sql_dir() / "4_families" / "tmp_strict_edge.sql", {"strict_weight": 10.0})
    found = engine.query("SELECT record_id_l, record_id_r FROM tmp_strict_edge").to_pylist()
    return {(row_["record_id_l"], row_["record_id_r"]) for row_ in found}


def test_a_record_matches_its_best_partner_of_a_unit_alone() -> None:
    """The runner-up is what a brother looks like."""
    pairs = (("a:1.x", "b:1.x", 30.0), ("a:1.x", "b:1.y", 12.0), ("a:1.y", "b:1.y", 25.0))
    assert strict_edges(*pairs) == {("a:1.x", "b:1.x"), ("a:1.y", "b:1.y")}


def test_who_is_best_must_be_best_for_the_other_too() -> None:
    assert strict_edges(("a:1.x", "b:1.x", 20.0), ("a:1.y", "b:1.x", 15.0)) == {("a:1.x", "b:1.x")}


def test_weak_pairs_and_rows_of_one_unit_are_no_strict_edges() -> None:
    assert strict_edges(("a:1.x", "b:1.x", 9.9), ("a:1.y", "a:1.z", 40.0)) == set()


def test_a_record_may_match_one_member_of_each_of_several_units() -> None:
    pairs = (("a:1.x", "b:1.x", 20.0), ("a:1.x", "b:2.x", 15.0))
    assert strict_edges(*pairs) == {("a:1.x", "b:1.x"), ("a:1.x", "b:2.x")}


def test_records_without_units_are_units_of_their_own() -> None:
    assert strict_edges(("a:1", "b:1", 20.0), ("a:1", "b:2", 15.0)) == {("a:1", "b:1"), ("a:1", "b:2")}
