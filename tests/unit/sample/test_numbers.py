"""NIK and KK composed as columns, against the rules of domain/nik.py."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dtsen_link.domain import nik
from dtsen_link.sample.numbers import birth_part, calendar, day_number, from_calendar, numbered

EPOCH = date(1970, 1, 1)
days = st.dates(date(1900, 1, 1), date(2099, 12, 31)).map(lambda day: (day - EPOCH).days)


@given(days, st.integers(0, 1), st.integers(110000, 969999))
def test_a_number_is_the_one_the_domain_rule_composes(day: int, sex: int, kec: int) -> None:
    number = numbered(np.array([kec]), birth_part(np.array([day]), np.array([sex])), 0, 1)[0]
    serial = int(number % 10_000)
    assert 1 <= serial <= 9
    assert str(number) == nik.compose(str(kec), EPOCH + timedelta(days=day), "LP"[sex], serial)
    fields = nik.parts(str(number))
    assert (fields.region, fields.sex) == (str(kec), "LP"[sex])
    assert nik.check(str(number)) == []


@given(days)
def test_the_calendar_is_the_standard_library_s(day: int) -> None:
    year, month, date_ = calendar(np.array([day]))
    expected = EPOCH + timedelta(days=day)
    assert (year[0], month[0], date_[0]) == (expected.year, expected.month, expected.day)
    assert from_calendar(year, month, date_)[0] == day == day_number(expected.year, expected.month, expected.day)


def test_a_day_beyond_the_end_of_the_month_is_its_last() -> None:
    assert from_calendar(np.array([2023]), np.array([2]), np.array([31]))[0] == day_number(2023, 2, 28)


def test_neighbours_of_one_day_get_consecutive_serials() -> None:
    kec, birth = np.array([320501, 320501, 320502]), np.array([10190, 10190, 10190])
    first, twin, other = numbered(kec, birth, 0, 1)
    assert twin - first == 1
    assert other // 10_000 != first // 10_000


def test_laps_never_give_the_same_number() -> None:
    kec, birth = np.full(50, 320501), np.full(50, 10770)
    laps = [numbered(kec, birth, lap, 3) for lap in range(3)]
    assert len(np.unique(np.concatenate(laps))) == 150


def test_twins_have_neighbouring_serials_in_every_lap() -> None:
    kec, birth = np.full(2, 320501), np.full(2, 10770)
    for lap in range(3):
        first, second = numbered(kec, birth, lap, 3)
        assert second - first == 1
