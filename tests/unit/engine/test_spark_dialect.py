"""Where DuckDB and Spark mean different things by one word, the translation makes them agree: each case runs on both."""

from __future__ import annotations

import pyarrow as pa
import pytest
from tests.sparking import rows

from dtsen_link.engine import DuckDBEngine
from dtsen_link.engine.macros import statements
from dtsen_link.engine.spark_dialect import spark_sql
from dtsen_link.errors import DtsenLinkError

T = "(VALUES (1, NULL, 'b'), (1, 3, 'a'), (2, 2, NULL), (2, NULL, 'c'), (2, 1, 'd')) AS t(g, n, s)"
NUMBERS = [
    "12",
    " 12 ",
    "+12",
    "-7",
    "012",
    "1.5",
    "2.5",
    "-2.5",
    "1e2",
    "1e-2",
    ".5",
    "5.",
    "",
    "12a",
    "9999999999",
    "1,5",
]
SAME = {
    "nulls come last upwards": f"SELECT s, row_number() OVER (ORDER BY n, s) AS r FROM {T}",
    "nulls come last downwards": f"SELECT s, row_number() OVER (ORDER BY n DESC, s DESC) AS r FROM {T}",
    "a list is ordered and keeps nulls": f"SELECT g, list(s ORDER BY n, s) AS l FROM {T} GROUP BY g",
    "a list ordered downwards": f"SELECT g, list(s ORDER BY n DESC, s) AS l FROM {T} GROUP BY g",
    "a list of different values": f"SELECT list(DISTINCT g ORDER BY g) AS l FROM {T}",
    "a list of nothing is null": f"SELECT g, list(s ORDER BY s) FILTER (WHERE n = 3) AS l FROM {T} GROUP BY ALL",
    "a list over a window": f"SELECT s, list(n ORDER BY n) OVER (PARTITION BY g) AS l FROM {T}",
    "min_by passes over null values": f"SELECT g, min_by(s, n) AS a, max_by(s, (n, s)) AS b FROM {T} GROUP BY g",
    "min_by with a key of several parts": f"SELECT g, min_by(s, (n, s)) AS a FROM {T} GROUP BY g",
    "min_by of some rows": f"SELECT g, min_by(s, n) FILTER (WHERE n > 1) AS a FROM {T} GROUP BY g",
    "qualify": f"SELECT * FROM {T} QUALIFY row_number() OVER (PARTITION BY g ORDER BY n, s) = 1",
    "qualify over groups": (
        f"SELECT g, count(*) AS c FROM {T} GROUP BY g QUALIFY row_number() OVER (ORDER BY count(*) DESC) = 1"
    ),
    "count over a window, some rows": f"SELECT s, count(*) FILTER (WHERE n > 1) OVER (PARTITION BY g) AS c FROM {T}",
    "count of different pairs": f"SELECT count(DISTINCT (g, s)) AS c FROM {T}",
    "concat passes over nulls": f"SELECT concat(s, '|', n) AS a, concat_ws('|', s, 'x') AS b, s || 'x' AS c FROM {T}",
    "division is of doubles": "SELECT 1 / 3 AS a, 7 // 2 AS b, -7 // 2 AS c, 7 % 3 AS d, 1.00 / 3 AS e",
    "numbers beyond 64 bits": (
        "SELECT s, r, row_number() OVER (ORDER BY offer_key(s, r)) AS place FROM (VALUES "
        "(CAST(85000000000000000 AS BIGINT), CAST(9223372036854775806 AS BIGINT)), (85000000000000000, 450000000), "
        "(85000000000000001, 9223372036854775807), (0, 0)) AS t(s, r)"
    ),
    "the standing of a record": "SELECT p, standing_no(p, sha256('dtks:1'), 7) AS n FROM (VALUES (1), (511), (600)) AS t(p)",
    "whole numbers out of text": f"SELECT n, try_cast(n AS INTEGER) AS i FROM (SELECT unnest({NUMBERS}) AS n)",
    "items of a list": "SELECT l[1] AS a, l[n] AS b, l[9] AS c, l[-1] AS d FROM (SELECT ['x', 'y'] AS l, 2 AS n)",
    "a pattern ends at the end": "SELECT regexp_matches(chr(97) || chr(10), 'a$') AS a, regexp_matches('a', 'a$') AS b",
    "a dot stops at line feeds alone": (
        "SELECT regexp_matches('a' || chr(13) || 'b', 'a.b') AS a, regexp_matches('a' || chr(10) || 'b', 'a.b') AS b"
    ),
    "blanks": "SELECT regexp_matches(chr(11), '\\s') AS a, regexp_matches(chr(9), '[\\s]') AS b",
    "groups of a pattern": (
        "SELECT regexp_extract('xay', 'a') AS a, regexp_extract('xay', '(x)(b)?', 2) AS b, regexp_extract('x', 'y', 0) AS c"
    ),
    "a replacement is no pattern": "SELECT regexp_replace('a.b.c', '[.]', '$0', 'g') AS a",
    "text in capitals": "SELECT upper('straße ñandú é') AS a",
    "joined lists": "SELECT array_to_string(['a', NULL, 'b'], ' ') AS a, array_to_string(CAST([] AS VARCHAR []), ' ') AS b",
    "split text": "SELECT string_split('', ' ') AS a, string_split('a  b ', ' ') AS b, split_part('a b', ' ', 3) AS c",
    "sorted lists": "SELECT list_sort(['b', NULL, 'a']) AS a, list_filter([1, 2], lambda x: x > 1) AS b",
    "lists held against lists": (
        "SELECT list_has_all(a, b) AS h, array_length(list_intersect(a, b)) AS n FROM (VALUES (['x', 'y'], ['y']), "
        "(['x'], ['x', 'y']), (CAST([] AS VARCHAR []), CAST([] AS VARCHAR [])), "
        "(NULL, ['x']), (['x', 'x'], ['x', 'x'])) AS t(a, b)"
    ),
    "fields of facts": (
        "SELECT CAST(to_json({'a': CAST(NULL AS VARCHAR), 'b': ['x'], 'n': 3, 's': 'it''s'}) AS VARCHAR) AS j"
    ),
    "dates": "SELECT strftime(DATE '0985-07-01', '%Y%m%d') AS a, year(DATE '1985-07-01') AS b, day(DATE '1985-07-31') AS c",
    "hashes": "SELECT sha256('x') AS a, upper(substr(sha256(concat('k', sha256('x'))), 1, 20)) AS b",
    "alike": (
        "SELECT a, b, jaro_winkler_similarity(a, b) AS v "
        "FROM (VALUES ('DBADADDE', 'ADBDAEBDD'), ('', ''), ('SITI', NULL), ('SITI', 'SITTI'), ('ABC', 'CABBCE')) AS t(a, b)"
    ),
    "slips": "SELECT damerau_levenshtein('abcd', 'acbd') AS a, damerau_levenshtein('ca', 'abc') AS b",
    "one slip": (
        "SELECT a, b, within_one_edit(a, b) AS v FROM (VALUES ('', ''), ('a', ''), ('ab', 'ba'), ('abcd', 'acbd'), "
        "('abcdef', 'abcxef'), ('abcdef', 'bcdefa'), (NULL, 'a'), ('SITI', 'SITTI')) AS t(a, b)"
    ),
    "rows without a partner": f"SELECT s FROM {T} ANTI JOIN (SELECT 'a' AS s) AS u ON t.s = u.s",
    "rows with a partner": f"SELECT s FROM {T} SEMI JOIN (SELECT 'a' AS s) AS u ON t.s = u.s",
    "a list taken apart": "SELECT w.g, u.x FROM (SELECT 1 AS g, ['a', 'b'] AS l) AS w CROSS JOIN unnest(w.l) AS u(x)",
    "a list taken apart and joined": (
        "SELECT w.g, u.x, v.n FROM (SELECT 1 AS g, ['a', 'b'] AS l) AS w CROSS JOIN unnest(w.l) AS u(x) "
        "INNER JOIN (SELECT 'a' AS x, 7 AS n) AS v ON u.x = v.x"
    ),
    "macros": "SELECT mask_name(' siti  aminah') AS a, name_fon('CHAIRUDDIN DJOKO') AS b, number_shape('0', '0') AS c",
}


@pytest.mark.parametrize("sql", SAME.values(), ids=SAME.keys())
def test_both_engines_give_the_same_rows(duckdb_engine: DuckDBEngine, spark_engine, sql: str) -> None:
    assert rows(spark_engine, sql) == rows(duckdb_engine, sql)


@pytest.mark.parametrize(
    "expression", ["count(*)", "length('x')", "row_number() OVER (ORDER BY 1)", "year(DATE '2020-01-01')"]
)
def test_whole_numbers_have_the_same_width(duckdb_engine: DuckDBEngine, spark_engine, expression: str) -> None:
    for engine in (duckdb_engine, spark_engine):
        engine.execute(f"CREATE OR REPLACE TABLE wide AS SELECT {expression} AS n")
        assert engine.columns("wide") == {"n": "BIGINT"}


def test_text_read_as_a_number_may_not_hold_what_only_duckdb_reads(duckdb_engine: DuckDBEngine, spark_engine) -> None:
    """Underscores and hexadecimal digits: no delivery has them, and Spark gives null."""
    sql = "SELECT try_cast('1_000' AS INTEGER) AS a, try_cast('0x1F' AS INTEGER) AS b"
    assert rows(duckdb_engine, sql) == [{"a": 1000, "b": 31}]
    assert rows(spark_engine, sql) == [{"a": None, "b": None}]


def test_letters_whose_capitals_differ_are_known(duckdb_engine: DuckDBEngine, spark_engine) -> None:
    """Latin letters that Java spells out in capitals and DuckDB leaves: no Indonesian name has them."""
    letters = pa.table({"letter": [chr(code) for code in range(32, 592)]})
    capitals = []
    for engine in (duckdb_engine, spark_engine):
        engine.register("letter", letters)
        found = engine.query("SELECT letter, upper(letter) AS capital FROM letter").to_pylist()
        capitals.append({row["letter"]: row["capital"] for row in found})
    assert {letter for letter, capital in capitals[0].items() if capitals[1][letter] != capital} == {"ŉ", "ǰ", "ƛ"}


def test_variables_become_literals() -> None:
    query = "SELECT getvariable('a') AS a, getvariable('b') AS b, getvariable('c') AS c, getvariable('d') AS d"
    made = spark_sql(statements(query)[0], {}, {"a": 0.5, "b": "it's", "c": None, "d": True})
    assert made == "SELECT CAST('0.5' AS DOUBLE) AS a, 'it\\'s' AS b, NULL AS c, TRUE AS d"


def test_a_variable_that_is_not_given_is_refused() -> None:
    with pytest.raises(DtsenLinkError, match="variable a is not given"):
        spark_sql(statements("SELECT getvariable('a')")[0], {}, {})


def test_a_pattern_that_is_no_text_is_refused() -> None:
    with pytest.raises(DtsenLinkError, match="a pattern must be written out"):
        spark_sql(statements("SELECT regexp_matches(a, b) FROM t")[0], {}, {})
