"""How often different families share members is read off the KK, without a label."""

from __future__ import annotations

import pyarrow as pa
import pytest
from tests.linking import configuration

from dtsen_link.engine import DuckDBEngine
from dtsen_link.linkage.spec import load_spec
from dtsen_link.linkage.unit_pairs import LEAST_DOUBT, LEAST_KK_U, LEAST_U, MOST_DOUBT, measure_kk_u, measure_u

UNITS = 201
PAIRS = UNITS * (UNITS - 1) / 2


def measured(*levels: tuple[str, int, int, int], units: int = UNITS) -> dict[str, float]:
    """u of every level, out of (level, pairs whose KK agree, pairs whose KK differ, pairs without KK)."""
    engine = DuckDBEngine(threads=1)
    rows = [
        {"level": level, "kk_same": same}
        for level, equal, other, unknown in levels
        for same, count in ((True, equal), (False, other), (None, unknown))
        for _ in range(count)
    ]
    schema = pa.schema([("level", pa.string()), ("kk_same", pa.bool_())])
    engine.register("tmp_shared_member", pa.Table.from_pylist(rows, schema=schema))
    engine.register("link_unit", pa.table({"unit_id": [str(number) for number in range(units)]}))
    found = measure_u(engine)
    engine.close()
    return found


# Three members in common: hardly ever wrong. Eight in ten of them bear one KK, which is then what true pairs show.
SURE = ("anggota_3", 80, 20, 0)


def test_a_level_whose_kk_agree_as_often_as_in_true_pairs_is_hardly_doubted() -> None:
    found = measured(SURE, ("anggota_2", 40, 10, 0))
    assert found["anggota_2"] == pytest.approx(LEAST_DOUBT * 50 / PAIRS, rel=1e-5)
    assert found["anggota_3"] == pytest.approx(LEAST_DOUBT * 100 / PAIRS, rel=1e-5)


def test_a_level_whose_kk_agree_half_as_often_is_wrong_half_the_time() -> None:
    assert measured(SURE, ("anggota_1", 20, 30, 0))["anggota_1"] == pytest.approx(0.5 * 50 / PAIRS, rel=1e-5)


def test_a_level_whose_kk_never_agree_is_nearly_all_chance() -> None:
    found = measured(SURE, ("anggota_1_peran_lain", 0, 50, 0))
    assert found["anggota_1_peran_lain"] == pytest.approx(MOST_DOUBT * 50 / PAIRS, rel=1e-5)


def test_pairs_without_kk_count_but_bear_no_witness() -> None:
    assert measured(SURE, ("anggota_1", 20, 30, 50))["anggota_1"] == pytest.approx(0.5 * 100 / PAIRS, rel=1e-5)


def test_too_few_witnesses_leave_it_at_even_odds() -> None:
    assert measured(SURE, ("anggota_1", 19, 0, 11))["anggota_1"] == pytest.approx(0.5 * 30 / PAIRS, rel=1e-5)


def test_without_any_sure_pairs_agreement_is_held_against_one() -> None:
    assert measured(("anggota_1", 40, 10, 0))["anggota_1"] == pytest.approx(0.2 * 50 / PAIRS, rel=1e-5)


def test_a_level_nobody_shows_is_held_at_the_floor() -> None:
    assert measured(SURE)["anggota_1_tunggal"] == LEAST_U


@pytest.mark.parametrize("units", [0, 1])
def test_no_units_give_numbers_too(units: int) -> None:
    assert set(measured(units=units).values()) == {LEAST_U}


def test_every_measure_is_used_by_the_family_model() -> None:
    named = {level.u for comparison in load_spec(configuration(), "family").comparisons for level in comparison.levels}
    assert named - {""} == set(measured(SURE)) | {"kk_same", "kk_near"}


def kk_measured(numbers: list[str | None], sharing: list[tuple[int, int]]) -> dict[str, float]:
    engine = DuckDBEngine(threads=1)
    units = [str(place) for place in range(len(numbers))]
    engine.register("link_unit", pa.table({"unit_id": units, "no_kk": pa.array(numbers, pa.string())}))
    pairs = [{"unit_id_l": str(left), "unit_id_r": str(right)} for left, right in sharing]
    schema = pa.schema([("unit_id_l", pa.string()), ("unit_id_r", pa.string())])
    engine.register("tmp_shared_member", pa.Table.from_pylist(pairs, schema=schema))
    found = measure_kk_u(engine)
    engine.close()
    return found


def test_units_under_one_kk_that_share_nobody_are_two_families_under_one_number() -> None:
    # Three units under A make three pairs, one of which shares a member; B and the unknown make none.
    found = kk_measured(["A", "A", "A", "B", None], [(0, 1)])
    assert found["kk_same"] == pytest.approx(2 / 6, rel=1e-5)
    assert found["kk_near"] == 0.5


def test_without_kk_the_number_has_a_floor() -> None:
    assert kk_measured([None, None], [])["kk_same"] == LEAST_KK_U
