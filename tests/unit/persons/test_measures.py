"""The u of the NIK levels is counted over all records, since random pairs never show an equal NIK."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from tests.factories import Row, arrow, row
from tests.linking import configuration

from dtsen_link.engine import DuckDBEngine
from dtsen_link.linkage.spec import load_spec
from dtsen_link.persons.measures import LEAST_U, measure_u


def bearer(number: int, nik: str, **values: Any) -> Row:
    """A record with a NIK and a name and birth year of its own, in a block of its own."""
    defaults = {
        "record_id": f"dtks:{number:03d}",
        "source": "dtks",
        "nik_digits": nik,
        "nik_12": nik[:12],
        "nik_15": nik[:15],
        "nik_16": nik[15:16],
        "nik_tanpa_7": nik[:6] + nik[7:],
        "nik_serial": int(nik[12:16]),
        "nik_usable": True,
        "fon_langka": f"LANGKA{number:03d}",
        "fon_depan": f"DEPAN{number:03d}",
        "tahun": 1900 + 2 * number,
        "kunci_kec_lahir": f"block {number}",
    }
    given = {**defaults, **values}
    key = given.pop("kunci_kec_lahir")
    return {**row("link_record", **given), "kunci_kec_lahir": key}


def measured(records: list[Row]) -> dict[str, float]:
    engine = DuckDBEngine(threads=1)
    keys = [record.pop("kunci_kec_lahir") for record in records]
    table = arrow("link_record", records)
    engine.register("link_record", table.append_column("kunci_kec_lahir", pa.array(keys, pa.string())))
    return measure_u(engine)


def strangers(count: int, start: int = 50) -> list[Row]:
    return [bearer(start + number, f"73710{number:02d}501{number:02d}0001") for number in range(count)]


NIK = "3201011503900001"


def test_nik_that_nobody_shares_is_held_at_the_floor() -> None:
    found = measured(strangers(10))
    assert {found[name] for name in ("nik_same", "nik_shared", "nik_15")} == {LEAST_U}


def test_an_empty_delivery_gives_numbers_too() -> None:
    found = measured([])
    assert all(LEAST_U <= value <= 0.5 for value in found.values())


def test_two_different_people_under_one_nik_are_counted_over_all_pairs() -> None:
    found = measured([bearer(1, NIK), bearer(30, NIK), *strangers(8)])
    assert found["nik_same"] == pytest.approx(1 / 45, rel=1e-5)
    assert found["nik_shared"] == pytest.approx(1 / 45, rel=1e-5)


def test_a_doubtful_nik_counts_for_the_doubtful_level_alone() -> None:
    found = measured([bearer(1, NIK), bearer(30, NIK, nik_usable=False), *strangers(8)])
    assert found["nik_same"] == LEAST_U
    assert found["nik_shared"] == pytest.approx(1 / 45, rel=1e-5)


@pytest.mark.parametrize(
    "alike",
    [{"fon_langka": "LANGKA001"}, {"fon_depan": "DEPAN001"}, {"tahun": 1903}],
    ids=["rarest token", "first token", "birth year"],
)
def test_who_may_be_one_person_is_no_witness(alike: Row) -> None:
    assert measured([bearer(1, NIK), bearer(30, NIK, **alike), *strangers(8)])["nik_same"] == LEAST_U


def test_fifteen_equal_digits_of_different_people_are_counted() -> None:
    found = measured([bearer(1, NIK), bearer(30, NIK[:15] + "0"), *strangers(8)])
    assert found["nik_15"] == pytest.approx(1 / 45, rel=1e-5)


def test_what_a_date_and_place_have_said_is_not_said_again_by_the_nik() -> None:
    """Among people of one kecamatan, sex and birth date: one pair of next serials, one far, one near before the serial."""
    niks = (NIK, NIK[:12] + "0002", NIK[:12] + "0060", "3201021503900001")
    block = [bearer(10 * number + 1, nik, kunci_kec_lahir="one day") for number, nik in enumerate(niks)]
    found = measured([*block, *strangers(4)])
    pairs = 6
    assert found["nik_serial_given_date"] == pytest.approx(min((1 + 1) / (pairs + 2), 0.5), rel=1e-5)
    assert found["nik_far_serial_given_date"] == pytest.approx((2 + 1) / (pairs + 2), rel=1e-5)
    assert found["nik_near_given_date"] == pytest.approx((1 + 1) / (pairs + 2), rel=1e-5)


def test_a_boy_and_a_girl_of_one_birth_are_not_near() -> None:
    girl = NIK[:6] + "5" + NIK[7:]
    found = measured([bearer(1, NIK, kunci_kec_lahir="day"), bearer(30, girl, kunci_kec_lahir="day"), *strangers(4)])
    assert found["nik_near_given_date"] == pytest.approx(1 / 3, rel=1e-5)


def test_no_level_is_believed_beyond_bounds_and_every_measure_is_used() -> None:
    crowd = [bearer(number, NIK) for number in range(1, 40, 3)]
    found = measured(crowd)
    assert all(LEAST_U <= value <= 0.5 for value in found.values())
    named = {level.u for comparison in load_spec(configuration(), "person").comparisons for level in comparison.levels}
    assert named - {""} == set(found)
