"""NIK and KK in Python: parts, reasons, composing."""

from __future__ import annotations

import doctest
from datetime import date

import pytest

from dtsen_link.domain import kk, nik


@pytest.mark.parametrize("module", [nik, kk])
def test_examples_in_the_docstrings_hold(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 0
    assert result.failed == 0


def test_a_womans_day_has_40_added() -> None:
    assert nik.compose("320101", date(1985, 1, 31), "P", 1) == "3201017101850001"
    assert nik.parts("3201017101850001") == nik.Parts("320101", 31, 1, 85, "P", "0001")


def test_nothing_is_added_to_the_day_of_a_kk() -> None:
    assert kk.compose("320101", date(2016, 12, 5), 1) == "3201010512160001"


def test_the_century_needs_a_second_field() -> None:
    assert nik.birth_date("3201011001150001", None) is None
    assert nik.birth_date("3201011001150001", date(2015, 1, 10)) == date(2015, 1, 10)
    assert nik.birth_date("3201011001150001", date(1916, 5, 5)) == date(1915, 1, 10)


def test_an_impossible_birth_part_gives_no_date() -> None:
    assert nik.birth_date("3201013002850001", date(1985, 2, 28)) is None


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        (None, [nik.Reason.MISSING]),
        ("0", [nik.Reason.PLACEHOLDER]),
        ("3201010000000001", [nik.Reason.PLACEHOLDER]),
        ("0320101200100001", [nik.Reason.TEMPORARY]),
        ("320101010785", [nik.Reason.BAD_LENGTH]),
        ("9301010107850004.0", [nik.Reason.FLOAT_LOST]),
        ("3201013002850000", [nik.Reason.BIRTH_INVALID, nik.Reason.SERIAL_ZERO]),
    ],
)
def test_reasons_name_the_part_that_failed(text: str | None, reasons: list[nik.Reason]) -> None:
    assert nik.check(text) == reasons


def test_a_kk_from_after_the_data_date_or_before_numbered_cards_is_invalid() -> None:
    assert kk.check("3201010512260003", date(2025, 2, 28)) == [kk.Reason.DATE_INVALID]
    assert kk.check("3201010512890004", date(2025, 2, 28)) == [kk.Reason.DATE_INVALID]
    assert kk.check("3201010512990004", date(2025, 2, 28)) == []


def test_a_kk_of_a_bad_form_keeps_the_forms_reason() -> None:
    assert kk.check("TIDAK ADA") == [kk.Reason.MISSING]
    assert kk.check("3201010512160000") == [kk.Reason.SERIAL_ZERO]
