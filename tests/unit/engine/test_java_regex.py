"""Patterns written for DuckDB say the same to Java."""

from __future__ import annotations

import pytest

from dtsen_link.engine.java_regex import java_pattern, java_replacement
from dtsen_link.errors import DtsenLinkError


@pytest.mark.parametrize(
    ("duckdb", "java"),
    [
        ("^[0-9]+$", r"(?d)^[0-9]+\z"),
        (r"a\$b", r"(?d)a\$b"),
        ("[$]", "(?d)[$]"),
        (r"\s+x", r"(?d)[\t\n\f\r ]+x"),
        (r"[\s']", r"(?d)[\t\n\f\r ']"),
        ("[[]", r"(?d)[\[]"),
        ("[a&&b]", r"(?d)[a\&\&b]"),
        ("[]a]", r"(?d)[\]a]"),
        (r"[^\]$]$", r"(?d)[^\]$]\z"),
        (r"[^\p{L}]+", r"(?d)[^\p{L}]+"),
    ],
)
def test_what_java_reads_in_another_way_is_rewritten(duckdb: str, java: str) -> None:
    assert java_pattern(duckdb) == java


@pytest.mark.parametrize("pattern", ["[[:alpha:]]", "(?P<year>[0-9]{4})"])
def test_what_java_spells_differently_is_refused(pattern: str) -> None:
    with pytest.raises(DtsenLinkError, match="spelt differently by Java"):
        java_pattern(pattern)


def test_a_replacement_is_taken_as_it_stands() -> None:
    assert java_replacement("$1 a") == r"\$1 a"


def test_a_replacement_that_names_a_group_is_refused() -> None:
    with pytest.raises(DtsenLinkError, match="groups are spelt differently by Java"):
        java_replacement(r"\1")
