"""Person evidence and household evidence of one pair become one probability, and the probability a decision."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from tests.factories import Row, arrow, row

from dtsen_link.engine import DuckDBEngine
from dtsen_link.resolve.evidence import gather
from dtsen_link.resources import sql_dir

FOLDER = sql_dir() / "5_resolve"
VARIABLES = {
    "duplicate_log_odds": -8.0,
    "context_log_odds": -2.0,
    "coverage": 0.8,
    "twin_share": 0.45,
    "join_probability": 0.8,
    "member_join_probability": 0.5,
    "duplicate_probability": 0.9,
    "plausible_probability": 0.2,
}
EVIDENCE = pa.schema(
    [
        ("record_id_l", pa.string()),
        ("record_id_r", pa.string()),
        ("household_weight", pa.float64()),
        ("person_weight", pa.float64()),
        ("one_unit", pa.bool_()),
        ("is_twin", pa.bool_()),
        ("family_probability", pa.float64()),
        ("leftover_n", pa.int32()),
        ("unit_id_l", pa.string()),
        ("unit_id_r", pa.string()),
        ("near", pa.bool_()),
        ("confident", pa.bool_()),
        ("witnessed", pa.bool_()),
    ]
)
FAMILY_PAIR = pa.schema(
    [
        ("unit_id_l", pa.int64()),
        ("unit_id_r", pa.int64()),
        ("match_probability", pa.float64()),
        ("members_matched_n", pa.int32()),
    ]
)


def evidence(**values: Any) -> Row:
    """A pair of two units that nothing is known of, and what is given."""
    defaults: Row = {"record_id_l": "a:1", "record_id_r": "b:1", "one_unit": False, "is_twin": False}
    return {**dict.fromkeys(EVIDENCE.names), **defaults, "near": True, "witnessed": True, **values}


def weighed(*rows: Row, outside_weight: float = 0.0) -> DuckDBEngine:
    engine = DuckDBEngine(threads=1)
    engine.register("tmp_pair_evidence", pa.Table.from_pylist(list(rows), schema=EVIDENCE))
    engine.register("tmp_outside", pa.table({"near": [True], "outside_weight": [outside_weight]}))
    for name in ("tmp_pair_weight", "tmp_edge", "tmp_duplicate", "tmp_plausible"):
        engine.run_file(FOLDER / f"{name}.sql", VARIABLES)
    return engine


def probability(*, outside_weight: float = 0.0, **values: Any) -> float:
    engine = weighed(evidence(**values), outside_weight=outside_weight)
    (found,) = engine.query("SELECT match_probability FROM tmp_pair_weight").to_pylist()
    return float(found["match_probability"])


def decisions(**values: Any) -> list[str]:
    """Which of the tables of joins the pair went into."""
    engine = weighed(evidence(**values))
    names = ("tmp_edge", "tmp_duplicate", "tmp_plausible")
    return [name for name in names if engine.query(f"SELECT * FROM {name}").num_rows]


def test_without_families_the_person_evidence_stands_alone() -> None:
    assert probability(person_weight=0.0) == 0.5
    assert probability(person_weight=3.0) == pytest.approx(8 / 9, abs=1e-6)


def test_outside_a_matched_family_a_pair_loses() -> None:
    assert probability(person_weight=3.0, outside_weight=-3.0) == 0.5


@pytest.mark.parametrize(
    "values", [{"witnessed": False}, {"near": False}], ids=["nobody to testify", "no such pair known"]
)
def test_a_pair_loses_nothing_where_nobody_testifies(values: Row) -> None:
    assert probability(person_weight=0.0, outside_weight=-3.0, **values) == 0.5


def test_inside_a_matched_family_the_household_evidence_stands_in_its_place() -> None:
    """household_weight holds the prior of a row written twice; between families the prior of members takes its place."""
    inside = {"household_weight": -6.0, "person_weight": -20.0, "outside_weight": -6.0, "family_probability": 1.0}
    assert probability(**inside) == 0.5
    assert probability(**{**inside, "family_probability": 0.0}) == pytest.approx(0, abs=1e-6)


def test_what_is_half_a_family_is_weighed_half() -> None:
    halves = {"household_weight": 12.0, "person_weight": -20.0, "family_probability": 0.5}
    assert probability(**halves) == pytest.approx(0.5, abs=1e-3)


def test_a_household_says_nothing_where_families_do_not_match() -> None:
    assert probability(household_weight=20.0, person_weight=-9.0) < 0.01


def test_the_fewer_members_are_left_the_more_a_weak_likeness_means() -> None:
    weak = {"household_weight": -8.0, "family_probability": 1.0}
    last, one_of_two, one_of_nine, taken = (probability(**weak, leftover_n=count) for count in (1, 2, 9, None))
    assert last == pytest.approx(0.8, abs=1e-6)
    assert last > one_of_two > taken
    assert one_of_nine == taken


def test_a_pair_with_no_evidence_at_all_is_no_match() -> None:
    assert probability() == 0


def test_inside_one_unit_only_a_row_written_twice_counts() -> None:
    assert probability(one_unit=True, household_weight=0.0, person_weight=40.0) == 0.5


@pytest.mark.parametrize("weight", [5.0, 40.0])
def test_twins_are_scaled_into_the_range_of_questions(weight: float) -> None:
    between = {"household_weight": weight, "person_weight": weight, "family_probability": 1.0, "is_twin": True}
    for one_unit in (False, True):
        found = probability(**between, one_unit=one_unit)
        assert 0.4 < found <= VARIABLES["twin_share"]
        assert decisions(**between, one_unit=one_unit) == []


def test_certain_pairs_have_finite_weights() -> None:
    engine = weighed(evidence(person_weight=900.0), evidence(record_id_r="b:2", person_weight=-900.0))
    weights = engine.query("SELECT match_weight FROM tmp_pair_weight ORDER BY 1")["match_weight"].to_pylist()
    assert weights == pytest.approx([-29.9, 29.9], abs=0.1)


@pytest.mark.parametrize(
    ("values", "tables"),
    [
        ({"person_weight": 2.1}, ["tmp_edge"]),
        ({"person_weight": 1.9}, []),
        ({"household_weight": -5.9, "family_probability": 1.0}, ["tmp_edge"]),
        ({"household_weight": -6.1, "family_probability": 1.0}, []),
        ({"household_weight": 3.3, "one_unit": True}, ["tmp_duplicate", "tmp_plausible"]),
        ({"household_weight": 0.0, "one_unit": True}, ["tmp_plausible"]),
        ({"household_weight": -2.1, "one_unit": True}, []),
    ],
    ids=[
        "above the limit",
        "below the limit",
        "in a matched family, above",
        "in a matched family, below",
        "written twice",
        "perhaps written twice",
        "two rows of a family",
    ],
)
def test_probabilities_become_joins(values: Row, tables: list[str]) -> None:
    assert decisions(**values) == tables


def test_near_the_top_the_person_evidence_settles_the_order() -> None:
    engine = weighed(evidence(person_weight=45.0), evidence(record_id_r="b:2", person_weight=60.0))
    order = engine.query("SELECT record_id_r FROM tmp_edge ORDER BY match_weight DESC").to_pylist()
    assert [row_["record_id_r"] for row_ in order] == ["b:2", "b:1"]


def bearer(record_id: str, nik: str, name: str, **values: Any) -> Row:
    """A record of link_record as far as twins are concerned."""
    tokens = name.split()
    form = {"nama_tokens": tokens, "nama_urut": " ".join(sorted(tokens)), "tgl": "20050211", "nik_usable": True}
    digits = {"nik_12": nik[:12], "nik_serial": int(nik[12:])}
    return row("link_record", **{"record_id": record_id, "source": "a", **form, **digits, **values})


HASAN = bearer("a:1", "3205081102050004", "MUHAMMAD HASAN")


def are_twins(other: Row) -> bool:
    engine = DuckDBEngine(threads=1)
    engine.register("link_record", arrow("link_record", [HASAN, other]))
    engine.run_file(FOLDER / "tmp_twin.sql")
    return engine.query("SELECT * FROM tmp_twin").num_rows == 1


@pytest.mark.parametrize(
    ("nik", "name"),
    [("3205081102050005", "MUHAMMAD HUSEN"), ("3205081102050003", "SITI AISYAH"), ("3205081102050007", "HUSEN")],
    ids=["next serial", "a boy and a girl by mistake of sex", "three serials on"],
)
def test_next_serials_of_one_day_under_unlike_names_are_twins(nik: str, name: str) -> None:
    assert are_twins(bearer("b:1", nik, name))


@pytest.mark.parametrize(
    "other",
    [
        bearer("b:1", "3205081102050005", "MUHAMMAD HASAN"),
        bearer("b:1", "3205081102050005", "HASAN MUHAMMAD"),
        bearer("b:1", "3205081102050005", "HASAN"),
        bearer("b:1", "3205081102050005", "M HASAN"),
        bearer("b:1", "3205081102050004", "MUHAMMAD HUSEN"),
        bearer("b:1", "3205081102050014", "MUHAMMAD HUSEN"),
        bearer("b:1", "3205091102050005", "MUHAMMAD HUSEN"),
        bearer("b:1", "3205081102050005", "MUHAMMAD HUSEN", tgl="20050212"),
        bearer("b:1", "3205081102050005", "MUHAMMAD HUSEN", nik_usable=False),
    ],
    ids=[
        "one name",
        "the same tokens",
        "a shorter name",
        "an abbreviated name",
        "one serial",
        "a far serial",
        "another kecamatan",
        "another birth date",
        "a NIK that is no key",
    ],
)
def test_a_shortened_name_or_a_mistyped_number_is_no_twin(other: Row) -> None:
    assert not are_twins(other)


def outside(*pairs: tuple[bool, bool, int]) -> dict[bool, float]:
    """near -> outside_weight, out of confident pairs (near, in a matched family, members of the smaller unit)."""
    engine = DuckDBEngine(threads=1)
    clusters, scored, families = [], [], []
    for number, (near, matched, members) in enumerate(pairs):
        left, right = 10 * number, 10 * number + 5
        sizes = {left: members, right: 4}
        clusters += [
            {"record_id": first + place, "unit_id": first, "cluster_id": first + place}
            for first, size in sizes.items()
            for place in range(size)
        ]
        place = 5.0 if near else -3.0
        scored.append({"record_id_l": left, "record_id_r": right, "match_weight": 20.0, "mw_wilayah": place})
        if matched:
            families.append({"unit_id_l": left, "unit_id_r": right, "match_probability": 0.9, "members_matched_n": 0})
    engine.register("tmp_cluster", pa.Table.from_pylist(clusters))
    engine.register("link_person_pair", pa.Table.from_pylist(scored))
    engine.register("link_family_pair", pa.Table.from_pylist(families, schema=FAMILY_PAIR))
    for name in ("tmp_household_pair", "tmp_twin"):
        engine.execute(f"CREATE TABLE {name} (record_id_l BIGINT, record_id_r BIGINT, household_weight DOUBLE)")
    gather(engine, strict_weight=12.0, changed_alone=False)
    engine.run_file(FOLDER / "tmp_outside.sql")
    return {found["near"]: found["outside_weight"] for found in engine.query("FROM tmp_outside").to_pylist()}


def test_who_is_seldom_found_outside_a_matched_family_loses_much_there() -> None:
    found = outside(*[(True, True, 4)] * 14)
    assert found == {True: pytest.approx(-4.0)}


def test_near_and_far_are_counted_apart() -> None:
    found = outside(*[(True, True, 4)] * 6, *[(False, False, 4)] * 6)
    assert found == {True: pytest.approx(-3.0), False: pytest.approx(-0.1926)}


def test_a_unit_of_one_cannot_testify() -> None:
    assert outside((True, True, 4), (True, False, 1), (True, False, 1)) == {True: pytest.approx(-1.585)}
