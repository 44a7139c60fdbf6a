"""What a reader of a report, a log or a queue may see of a NIK, a KK or a name. The SQL and the Python form agree."""

from __future__ import annotations

import pytest
from tests.factories import engine_with

from dtsen_link.domain.masking import mask_name, mask_number
from dtsen_link.engine import DuckDBEngine


@pytest.fixture(scope="module")
def engine() -> DuckDBEngine:
    return engine_with()


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("3201010107850001", "320101********01"),
        ("32010101078500012", "320101********12"),
        ("320101010785", "320101********85"),
        ("32010101078", "********"),
        ("", "********"),
        (None, None),
    ],
)
def test_a_number_shows_its_region_and_last_two_digits(
    engine: DuckDBEngine, number: str | None, shown: str | None
) -> None:
    assert mask_number(number) == shown
    assert _in_sql(engine, "mask_number", number) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("SITI AMINAH", "S*** A***"),
        ("  SITI \t NUR  AMINAH ", "S*** N*** A***"),
        ("M", "M***"),
        ("", ""),
        (None, None),
    ],
)
def test_a_name_shows_the_first_letter_of_each_token(engine: DuckDBEngine, name: str | None, shown: str | None) -> None:
    assert mask_name(name) == shown
    assert _in_sql(engine, "mask_name", name) == shown


def _in_sql(engine: DuckDBEngine, macro: str, value: str | None) -> str | None:
    result: str | None = engine.connection.execute(f"SELECT {macro}(?::VARCHAR)", [value]).fetchall()[0][0]
    return result
