"""What stands in the way of running one of our SQL files on Spark. Used by test_spark_dialect.py."""

from __future__ import annotations

from pathlib import Path

import sqlglot
from sqlglot import ErrorLevel, exp
from sqlglot.errors import SqlglotError
from sqlglot.tokens import Token, TokenType

from dtsen_link.engine.dialect import ENGINE_MAPPED
from dtsen_link.engine.sqlfile import read_header

SPARK_FUNCTIONS = frozenset(
    word
    for line in Path(__file__).with_name("spark_functions.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)
# Words that stand before a bracket in Spark SQL without being functions, and the types that take a length.
_NOT_FUNCTIONS = {"over", "group", "within", "values", "using", "as", "on", "and", "or", "not", "by", "select", "from",
    "where", "then", "else", "when", "union", "all", "except", "distinct", "join", "varchar", "recursive", "with"}  # fmt: skip
# sqlglot spells one mapped function in its own way.
_SPELLING = {"jarowinkler_similarity": "jaro_winkler_similarity"}
# What sqlglot passes through, or quietly changes, although Spark has no such thing.
_FORBIDDEN: tuple[tuple[type[exp.Expression], str], ...] = (
    (exp.Command, "a statement sqlglot cannot read"),
    (exp.Comprehension, "a list comprehension"),
    (exp.Slice, "a slice of a list"),
    (exp.ArrayOverlaps, "list_has_any"),
    (exp.PositionalColumn, "a column by position"),
    (exp.Pragma, "a statement sqlglot cannot read"),
)


def macro_names(paths: list[Path]) -> frozenset[str]:
    """Names of all macros that the files create."""
    return frozenset(name for path in paths for name in read_header(path).creates)


def parse(sql: str) -> list[exp.Expression]:
    return [statement for statement in sqlglot.parse(sql, read="duckdb") if statement is not None]


def is_macro(statement: exp.Expression) -> bool:
    return isinstance(statement, exp.Create) and isinstance(statement.this, exp.UserDefinedFunction)


def obstacles(sql: str, macros: frozenset[str]) -> list[str]:
    """Everything in a DuckDB text that Spark, our macros and the engine's mappings do not cover, in words."""
    found = []
    if any(token.token_type == TokenType.ARROW for token in sqlglot.tokenize(sql, read="duckdb")):
        found.append("-> : write lambda x: ...")
    try:
        statements = parse(sql)
    except SqlglotError as error:
        return [*found, f"sqlglot cannot read it: {str(error).splitlines()[0]}"]
    except RecursionError:
        return [*found, "sqlglot cannot read it: nested too deeply; split the expression into several macros"]
    for statement in statements:
        found += _constructs(statement)
        body = statement.expression if is_macro(statement) else statement
        try:
            spark = body.sql("spark", unsupported_level=ErrorLevel.RAISE)
        except SqlglotError as error:
            found.append(f"sqlglot cannot translate it: {str(error).splitlines()[0]}")
            continue
        found += [f"unknown function {name}" for name in sorted(functions(spark) - macros - _known())]
    return found


def functions(spark_sql: str) -> set[str]:
    """Names of all functions called in a Spark SQL text, lower case."""
    tokens = sqlglot.tokenize(spark_sql, read="spark")
    return {
        _SPELLING.get(token.text.lower(), token.text.lower())
        for number, token in enumerate(tokens[:-1])
        if _is_call(tokens[number - 1] if number else None, token, tokens[number + 1])
    }


def _is_call(before: Token | None, token: Token, after: Token) -> bool:
    """A name right before a bracket, unless it is a word of the language, an alias or a CTE with a column list."""
    adjacent = after.token_type == TokenType.L_PAREN and after.start == token.end + 1
    named = token.text.isidentifier() and token.token_type not in (TokenType.STRING, TokenType.IDENTIFIER)
    declared = before is not None and before.text.upper() in ("AS", "WITH", "TABLE", "VIEW")
    return adjacent and named and not declared and token.text.lower() not in _NOT_FUNCTIONS


def _known() -> frozenset[str]:
    return SPARK_FUNCTIONS | frozenset(ENGINE_MAPPED)


def _constructs(statement: exp.Expression) -> list[str]:
    found = [words for kind, words in _FORBIDDEN if any(True for _ in statement.find_all(kind))]
    if any("g" not in str(node.args.get("modifiers") or "") for node in statement.find_all(exp.RegexpReplace)):
        found.append("regexp_replace without 'g': Spark replaces all matches anyway")
    if any(isinstance(node.this, exp.Order) for node in statement.find_all(exp.First, exp.Last, exp.AnyValue)):
        found.append("first(x ORDER BY y): write min_by or max_by")
    if any(star.args.get("replace") for star in statement.find_all(exp.Star)):
        found.append("* REPLACE")
    return found
