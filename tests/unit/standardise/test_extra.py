"""Extras are cleaned so that they can be compared, and no further: what they mean only the user knows."""

from __future__ import annotations

import pytest
from tests.factories import row
from tests.standardising import raw, standardise


@pytest.mark.parametrize(
    ("delivered", "compared"),
    [
        (" Ny. Siti  Aminah ", "NY SITI AMINAH"),
        ("0812-3333", "0812 3333"),
        ("José", "JOSE"),
        ("Νίκος", "ΝΊΚΟΣ"),
        ("12|A", "12 A"),
    ],
)
def test_case_signs_and_accents_go_letters_and_digits_stay(delivered: str, compared: str) -> None:
    extra = row("raw_extra", record_id="uji:1", field="ibu", value=delivered)
    tables = standardise([raw("uji:1", nama="BUDI")], extras=[extra])
    assert tables["std_extra"] == [{"record_id": "uji:1", "field": "ibu", "value": compared}]


def test_a_value_of_signs_alone_has_no_row() -> None:
    extra = row("raw_extra", record_id="uji:1", field="ibu", value="-")
    assert standardise([raw("uji:1", nama="BUDI")], extras=[extra])["std_extra"] == []
