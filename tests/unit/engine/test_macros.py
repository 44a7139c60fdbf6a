"""Macros written out where they are called mean what DuckDB makes of the call."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from sqlglot import exp

from dtsen_link import resources
from dtsen_link.engine.macros import expand, read_macros, statements
from dtsen_link.errors import DtsenLinkError

MACROS = """
CREATE OR REPLACE MACRO plus(a, b) AS a + b;
CREATE OR REPLACE MACRO twice(a) AS plus(a, a);
CREATE OR REPLACE MACRO cut(words, least) AS list_filter(words, lambda x: length(x) >= least);
"""
HEADER = "-- Title: t\n-- Creates: macro plus, macro twice, macro cut\n-- Reads: nothing\n-- Variables: none\n"
CALLS = [
    "2 * plus(1, 2) * 3",
    "plus(x * 2, 1) - plus(1, x)",
    "twice(twice(x)) = 20 AND NOT plus(x, 1) = 5",
    "CASE WHEN twice(x) > 5 THEN plus(x, 1) END",
    "cut(['a', 'bb', 'ccc'], plus(1, 1))",
    # The lambda inside has a parameter x as well: it must not take the column's place.
    "cut(['a', 'bbbbb'], x)",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.sql").write_text(HEADER + MACROS, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("call", CALLS)
def test_a_call_written_out_gives_what_the_call_gives(folder: Path, call: str) -> None:
    connection = duckdb.connect()
    connection.execute(MACROS)
    query = f"SELECT {call} AS v FROM (SELECT 5 AS x)"
    written_out = expand(statements(query)[0], read_macros([folder / "a.sql"])).sql("duckdb")
    assert not any(f"{name}(" in written_out.lower() for name in ("plus", "twice", "cut"))
    without = duckdb.connect()
    assert without.execute(written_out).fetchall() == connection.execute(query).fetchall()


def test_a_wrong_number_of_arguments_is_refused(folder: Path) -> None:
    with pytest.raises(DtsenLinkError, match="macro plus has 2 parameters, not 1"):
        expand(statements("SELECT plus(1)")[0], read_macros([folder / "a.sql"]))


def test_a_file_of_macros_holds_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.sql"
    path.write_text(HEADER + "SELECT 1", encoding="utf-8")
    with pytest.raises(DtsenLinkError, match="holds more than macros"):
        read_macros([path])


def test_no_shipped_macro_is_left_in_another() -> None:
    macros = read_macros(resources.sql_files("0_macros"))
    assert len(macros) > 50
    calls = {node.name.lower() for macro in macros.values() for node in macro.body.find_all(exp.Anonymous)}
    assert calls & set(macros) == set()
