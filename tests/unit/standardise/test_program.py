"""Programme marks: yes, no, and everything that is neither; what a source does not say is never a no."""

from __future__ import annotations

import pytest
from tests.standardising import Row, configuration, person_of, raw, source


def marked(**values: str) -> Row:
    """A delivered record with its programme marks."""
    return raw("uji:1", nama="SITI AMINAH", program=[f"{name}\x1f{value}" for name, value in sorted(values.items())])


@pytest.mark.parametrize(
    ("marks", "program", "said"),
    [
        ({"PKH": "YA", "BPNT": "ya", "BST": "TIDAK"}, ["BPNT", "PKH"], ["BPNT", "BST", "PKH"]),
        ({"PKH": "TIDAK", "BPNT": ""}, [], ["PKH"]),
        ({"PKH": "1", "BPNT": "0", "BST": "-"}, ["PKH"], ["BPNT", "PKH"]),
        ({"PKH": "", "BPNT": " "}, None, None),
    ],
)
def test_yes_and_no_are_read_and_what_is_empty_says_nothing(
    marks: dict[str, str], program: list[str] | None, said: list[str] | None
) -> None:
    person = person_of([marked(**marks)])
    assert (person["program"], person["program_disebut"]) == (program, said)
    assert "NILAI_TAK_DIKENAL:program" not in person["quality_flags"]


def test_a_value_that_is_not_listed_is_flagged_and_is_no_answer() -> None:
    person = person_of([marked(PKH="MUNGKIN", BPNT="TIDAK")])
    assert (person["program"], person["program_disebut"]) == ([], ["BPNT"])
    assert "NILAI_TAK_DIKENAL:program" in person["quality_flags"]


def test_a_record_of_unlisted_values_alone_says_nothing() -> None:
    person = person_of([marked(PKH="MUNGKIN")])
    assert (person["program"], person["program_disebut"]) == (None, None)
    assert "NILAI_TAK_DIKENAL:program" in person["quality_flags"]


def test_without_the_columns_the_source_says_nothing() -> None:
    person = person_of([raw("uji:1", nama="SITI AMINAH")])
    assert (person["program"], person["program_disebut"]) == (None, None)
    assert "NILAI_TAK_DIKENAL:program" not in person["quality_flags"]


def test_the_values_of_the_source_may_say_what_an_empty_cell_means() -> None:
    config = configuration(source("uji", values={"program": {"v": "ya", "": "tidak"}}))
    person = person_of([marked(PKH="V", BPNT="", BST="YA")], config)
    assert (person["program"], person["program_disebut"]) == (["PKH"], ["BPNT", "PKH"])
    assert "NILAI_TAK_DIKENAL:program" in person["quality_flags"]
