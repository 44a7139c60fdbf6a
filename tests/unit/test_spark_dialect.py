"""Every SQL file runs on Spark as well: sqlglot translates it, and each function left is one somebody provides."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.spark_translation import functions, macro_names, obstacles

from dtsen_link import resources
from dtsen_link.engine.dialect import ENGINE_MAPPED

FILES = sorted(resources.sql_dir().rglob("*.sql"))
MACROS = macro_names(sorted((resources.sql_dir() / "0_macros").glob("*.sql")))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_file_runs_on_spark_too(path: Path) -> None:
    assert obstacles(path.read_text(encoding="utf-8"), MACROS) == []


def test_there_are_files_to_hold_against_spark() -> None:
    assert FILES


@pytest.mark.parametrize(
    ("sql", "complaint"),
    [
        ("SELECT no_such_function(a) FROM t", "unknown function no_such_function"),
        ("SELECT list_aggregate(l, 'sum') FROM t", "unknown function list_aggregate"),
        ("SELECT strip_accents(a) FROM t", "unknown function strip_accents"),
        ("CREATE OR REPLACE MACRO m(a) AS hamming(a, 'x')", "unknown function hamming"),
        ("CREATE OR REPLACE TABLE t AS SELECT list_zip(a, b) AS z FROM t", "unknown function list_zip"),
        ("SELECT l[2:] FROM t", "a slice of a list"),
        ("SELECT [x FOR x IN l] FROM t", "a list comprehension"),
        ("SELECT list_transform(l, x -> x + 1) FROM t", "-> : write lambda x: ..."),
        ("SELECT list_has_any(a, b) FROM t", "list_has_any"),
        ("SELECT regexp_replace(a, 'b', 'c') FROM t", "regexp_replace without 'g': Spark replaces all matches anyway"),
        ("SELECT first(a ORDER BY b) FROM t", "first(x ORDER BY y): write min_by or max_by"),
        ("SELECT * REPLACE (a + 1 AS a) FROM t", "* REPLACE"),
        ("SELECT (", "sqlglot cannot read it"),
        ("PRAGMA enable_progress_bar", "a statement sqlglot cannot read"),
    ],
)
def test_what_spark_lacks_is_found(sql: str, complaint: str) -> None:
    assert any(found.startswith(complaint) for found in obstacles(sql, frozenset()))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT list_transform(l, lambda x: upper(x)) AS a, list_filter(l, lambda x: x > 1) AS b, l[1] AS c FROM t",
        "SELECT x.a, u.token FROM x CROSS JOIN unnest(x.tokens) AS u(token)",
        "WITH a (b) AS (SELECT 1) SELECT b FROM a WHERE b IN (1, 2) AND EXISTS (SELECT 1 FROM a)",
        "SELECT count(*) FILTER (WHERE a) AS n, row_number() OVER (PARTITION BY a ORDER BY b) AS r FROM t",
        "SELECT try_cast(a AS DECIMAL(10, 2)) AS d, regexp_replace(a, 'x', '', 'g') AS r, sha256(a) AS h FROM t",
        "SELECT my_macro(a) AS m, getvariable('v') AS v, jaro_winkler_similarity(a, b) AS s FROM t",
    ],
)
def test_what_spark_has_passes(sql: str) -> None:
    assert obstacles(sql, frozenset({"my_macro"})) == []


def test_functions_are_read_from_the_translated_text() -> None:
    spark = (
        "WITH a(b) AS (SELECT 1) SELECT UPPER(b), SIZE(FILTER(l, x -> x > 1)) FROM a WHERE b IN (1) OR EXISTS(SELECT 1)"
    )
    assert functions(spark) == {"upper", "size", "filter", "exists"}


def test_nothing_is_mapped_that_no_file_uses() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in FILES)
    assert sorted(name for name in ENGINE_MAPPED if f"{name}(" not in text) == []
