"""What each SQL file says in its header is what its statements do, and each file is run by exactly one stage."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from dtsen_link import resources
from dtsen_link.engine.sqlfile import SqlHeader, read_header

SQL = resources.sql_dir()
FILES = sorted(SQL.rglob("*.sql"))
MACRO_FILES = [path for path in FILES if path.parent.name == "0_macros"]
TABLE_FILES = [path for path in FILES if path.parent.name != "0_macros"]
FILE_LINES = 130


def file_id(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def interface(sql: str) -> tuple[set[str], set[str], set[str]]:
    """What a text creates, reads and needs: tables or macros left behind, tables read, variables."""
    created: set[str] = set()
    dropped: set[str] = set()
    read: set[str] = set()
    variables: set[str] = set()
    for statement in sqlglot.parse(sql, read="duckdb"):
        if statement is None:
            continue
        target = statement.find(exp.Table)
        if isinstance(statement, exp.Create | exp.Insert) and target is not None:
            created.add(target.name)
        elif isinstance(statement, exp.Drop) and target is not None:
            dropped.add(target.name)
            continue
        defined = {cte.alias for cte in statement.find_all(exp.CTE)}
        tables = [table for table in statement.find_all(exp.Table) if table is not target or not created]
        read |= {table.name for table in tables if isinstance(table.this, exp.Identifier)} - defined
        variables |= {
            call.expressions[0].name for call in statement.find_all(exp.Anonymous) if call.name.lower() == "getvariable"
        }
    return created - dropped, read - created, variables


def declared(header: SqlHeader) -> tuple[set[str], set[str], set[str]]:
    return set(header.creates), set(header.reads), set(header.variables)


@pytest.mark.parametrize("path", FILES, ids=file_id)
def test_header_says_what_the_statements_do(path: Path) -> None:
    assert declared(read_header(path)) == interface(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", TABLE_FILES, ids=file_id)
def test_file_makes_one_table_and_bears_its_name(path: Path) -> None:
    assert read_header(path).creates == (path.stem,)


@pytest.mark.parametrize("path", FILES, ids=file_id)
def test_file_is_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= FILE_LINES or path in MACRO_FILES


def test_each_file_is_run_by_exactly_one_stage() -> None:
    from dtsen_link.pipeline import STAGES

    listed = Counter(
        f"{number}_{stage.name}/{name}" for number, stage in enumerate(STAGES, start=1) for name in stage.sql
    )
    present = {file_id(path) for path in TABLE_FILES if path.parent.name[0].isdigit()}
    assert [name for name, times in listed.items() if times > 1] == []
    assert set(listed) == present


def test_no_macro_is_made_twice() -> None:
    made = Counter(name for path in MACRO_FILES for name in read_header(path).creates)
    assert [name for name, times in made.items() if times > 1] == []


def test_a_stage_makes_its_tables_before_it_reads_them() -> None:
    from dtsen_link.pipeline import STAGES

    late = []
    for number, stage in enumerate(STAGES, start=1):
        made_by = {name: place for place, name in enumerate(stage.sql)}
        for place, name in enumerate(stage.sql):
            reads = read_header(SQL / f"{number}_{stage.name}" / f"{name}.sql").reads
            late += [f"{stage.name}/{name} reads {table}" for table in reads if made_by.get(table, -1) > place]
    assert late == []


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("CREATE OR REPLACE TABLE a AS SELECT b.x FROM b", ({"a"}, {"b"}, set())),
        ("CREATE OR REPLACE TABLE a AS WITH c AS (SELECT x FROM b) SELECT x FROM c", ({"a"}, {"b"}, set())),
        ("CREATE TABLE a AS SELECT 1 AS x; CREATE TABLE d AS SELECT x FROM a; DROP TABLE a", ({"d"}, set(), set())),
        (
            "CREATE TABLE a AS SELECT getvariable('v') AS x FROM b WHERE x IN (SELECT x FROM e)",
            ({"a"}, {"b", "e"}, {"v"}),
        ),
        ("CREATE TABLE a AS SELECT t.x FROM b CROSS JOIN unnest(b.xs) AS t(x)", ({"a"}, {"b"}, set())),
        ("CREATE OR REPLACE MACRO m(p) AS p + getvariable('v')", ({"m"}, set(), {"v"})),
        ("CREATE OR REPLACE MACRO m(p) AS (SELECT max(x) FROM b WHERE y = p)", ({"m"}, {"b"}, set())),
    ],
)
def test_interface_is_read_from_the_statements(sql: str, expected: tuple[set[str], set[str], set[str]]) -> None:
    assert interface(sql) == expected
