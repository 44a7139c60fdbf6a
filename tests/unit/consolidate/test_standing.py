"""The standing of records is one number: in order of place, hash and own number, and never that of two records."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtsen_link.engine import DuckDBEngine

GREATEST = 2**63 - 1
MOST_RECORDS = 2**30

Standing = tuple[int, str, int]
standings = st.tuples(
    st.integers(1, 511),
    st.text().map(lambda text: hashlib.sha256(text.encode()).hexdigest()),
    st.integers(0, MOST_RECORDS - 1),
)


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    engine = DuckDBEngine(threads=1)
    yield engine
    engine.close()


def number(engine: DuckDBEngine, standing: Standing) -> int:
    place, hashed, own = standing
    rows = engine.query(f"SELECT standing_no({place}, '{hashed}', {own}) AS no").to_pylist()
    return int(rows[0]["no"])


@given(standings, standings)
def test_numbers_stand_as_the_parts_do(engine: DuckDBEngine, one: Standing, other: Standing) -> None:
    def parts(standing: Standing) -> tuple[int, str, int]:
        return standing[0], standing[1][:4], standing[2]

    smaller = number(engine, one) < number(engine, other)
    assert smaller == (parts(one) < parts(other))


@pytest.mark.parametrize("place", [1, 511, 512, 10_000])
def test_the_greatest_fits_in_64_bits_and_sources_beyond_count_run_together(engine: DuckDBEngine, place: int) -> None:
    assert 0 < number(engine, (place, "f" * 64, MOST_RECORDS - 1)) <= GREATEST


offers = st.tuples(st.integers(0, 10**17), st.integers(0, GREATEST))


@given(offers, offers)
def test_of_two_offers_the_score_counts_first(
    engine: DuckDBEngine, one: tuple[int, int], other: tuple[int, int]
) -> None:
    keys = [f"offer_key(CAST({score} AS BIGINT), CAST({record_no} AS BIGINT))" for score, record_no in (one, other)]
    found = engine.query(f"SELECT {keys[0]} < {keys[1]} AS less, {keys[0]} = {keys[1]} AS same").to_pylist()
    assert found == [{"less": (one[0], -one[1]) < (other[0], -other[1]), "same": one == other}]
