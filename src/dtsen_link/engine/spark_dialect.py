"""Our DuckDB statements as Spark SQL that gives the same rows.

sqlglot knows how the two write the same thing. What stands here is where they mean different things by the same word, or
where one has no word for it: each rule says which. A rule works on one node of the statement as DuckDB reads it and gives
what Spark is to read instead; tests/unit/engine/test_spark_dialect.py holds each against both engines.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlglot import ErrorLevel, exp, transforms
from sqlglot.dialects.spark import Spark
from sqlglot.generators.spark import SparkGenerator

from dtsen_link.engine.base import Value
from dtsen_link.engine.java_regex import java_pattern, java_replacement
from dtsen_link.engine.macros import Macro, expand
from dtsen_link.errors import DtsenLinkError

# Spark has a jaro_winkler_similarity of its own, and it would win over one registered under that name (spark_functions.py).
JARO_WINKLER = "duckdb_jaro_winkler"
# Macros within macros nest deeper than Python's limit lets sqlglot's generator go.
_DEPTH = 20_000
_DECIMAL = r"^[\t\n\x0B\f\r ]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?[\t\n\x0B\f\r ]*$"
_WHOLE_NUMBERS = (exp.DataType.Type.INT, exp.DataType.Type.BIGINT)


def _without_grouped_qualify(select: exp.Expr) -> exp.Expr:
    """Spark stops at QUALIFY over groups; elsewhere it stays, as sqlglot's way around it adds a column to `SELECT *`."""
    return transforms.eliminate_qualify(select) if select.args.get("group") else select


class _Generator(SparkGenerator):
    TRANSFORMS = {  # noqa: RUF012 - sqlglot's own way to say it
        **SparkGenerator.TRANSFORMS,
        exp.Select: transforms.preprocess([_without_grouped_qualify]),
    }


def spark_sql(tree: exp.Expr, macros: Mapping[str, Macro], variables: Mapping[str, Value] | None = None) -> str:
    """One query of ours as Spark SQL; the tree given is used up.

    Raises:
        DtsenLinkError: a variable is not given, or something in the query has no counterpart in Spark.
    """
    with _deep():
        holder = exp.Paren(this=expand(tree, macros))
        # Inner nodes first, each once: what a rule makes is not looked at again.
        for node in reversed(list(holder.walk(bfs=False))):
            rule = _RULES.get(type(node))
            made = rule(node, variables or {}) if rule else None
            if made is not None:
                node.replace(made)
        generator = _Generator(dialect=Spark, unsupported_level=ErrorLevel.RAISE, comments=False)
        return generator.generate(holder.this, copy=False)


@contextmanager
def _deep() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _call(name: str, *arguments: exp.Expr | str | int) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=[exp.convert(a) if isinstance(a, str | int) else a for a in arguments])


def _function(node: Any, variables: Mapping[str, Value]) -> exp.Expr | None:
    """Functions sqlglot does not know: variables become literals, the rest other names."""
    name = node.name.lower()
    if name == "getvariable":
        wanted = node.expressions[0].name
        if wanted not in variables:
            raise DtsenLinkError(f"variable {wanted} is not given")
        value = variables[wanted]
        # A float is a DOUBLE to DuckDB; as a bare number Spark would take it for a DECIMAL.
        literal = exp.convert(value)
        return exp.cast(exp.Literal.string(repr(value)), "DOUBLE") if isinstance(value, float) else literal
    if name == "damerau_levenshtein":
        return exp.cast(_call(name, *node.expressions), "BIGINT")
    if name == "to_json":  # Spark leaves out fields that are null
        return _call(name, *node.expressions, _call("map", "ignoreNullFields", "false"))
    if name == "list_has_all":
        whole, part = node.expressions
        missing = _call("array_except", part, whole)
        return exp.Paren(this=exp.EQ(this=_call("size", missing), expression=exp.Literal.number(0)))
    return _call(_OTHER_NAMES[name], *node.expressions) if name in _OTHER_NAMES else None


_OTHER_NAMES = {"hash": "xxhash64", "list_intersect": "array_intersect"}


def _unfolded(node: Any, _: Mapping[str, Value]) -> exp.Expr:
    """unnest() beside other tables: sqlglot puts it behind all joins, where they cannot name what it gives."""
    return exp.Lateral(this=_call("explode", node.expressions[0]), alias=node.args["alias"])


def _text(node: exp.Expr | None, what: str) -> str:
    if not (isinstance(node, exp.Literal) and node.is_string):
        raise DtsenLinkError(f"{what} must be written out, so that it can be told to Java")
    return str(node.this)


def _matches(node: Any, _: Mapping[str, Value]) -> exp.Expr:
    return exp.RegexpLike(
        this=node.this, expression=exp.Literal.string(java_pattern(_text(node.expression, "a pattern")))
    )


def _extract(node: Any, _: Mapping[str, Value]) -> exp.Expr:
    pattern = java_pattern(_text(node.expression, "a pattern"))
    # DuckDB gives the whole match where no group is named, Spark the first group.
    return _call("regexp_extract", node.this, pattern, node.args.get("group") or 0)


def _replaced(node: Any, _: Mapping[str, Value]) -> exp.Expr:
    pattern = java_pattern(_text(node.expression, "a pattern"))
    return _call(
        "regexp_replace", node.this, pattern, java_replacement(_text(node.args["replacement"], "a replacement"))
    )


def _upper(node: Any, _: Mapping[str, Value]) -> exp.Expr:
    """Java makes SS of a sharp s, DuckDB one capital letter."""
    return exp.Upper(this=_call("replace", node.this, "ß", "ẞ"))


def _number_of_text(node: Any, _: Mapping[str, Value]) -> exp.Expr | None:
    """try_cast of a text to a whole number: DuckDB also takes 1.5 (2), 1e2 and .5, Spark only digits."""
    if node.to.this not in _WHOLE_NUMBERS:
        return None
    text = node.this
    whole = _tried(text, node.to)
    rounded = _tried(exp.Round(this=_tried(text, exp.DataType.build("DOUBLE"))), node.to)
    decimal = exp.RegexpLike(this=text.copy(), expression=exp.Literal.string(_DECIMAL))
    return exp.Coalesce(this=whole, expressions=[exp.Case(ifs=[exp.If(this=decimal, true=rounded)])])


def _of_128_bits(node: Any, _: Mapping[str, Value]) -> exp.Expr | None:
    """HUGEINT: Spark has no whole numbers beyond 64 bits, but decimals of 38 digits."""
    return exp.cast(node.this, "DECIMAL(38, 0)") if node.to.this == exp.DataType.Type.INT128 else None


def _tried(value: exp.Expr, to: exp.DataType) -> exp.Expr:
    # Without `safe` sqlglot writes a plain CAST, which stops at the first bad text.
    return exp.TryCast(this=value.copy(), to=to.copy(), safe=True)


def _wide(node: Any, _: Mapping[str, Value]) -> exp.Expr:
    """What DuckDB counts in BIGINT and Spark in INT."""
    return exp.cast(node.copy(), "BIGINT")


def _ranked(node: Any, _: Mapping[str, Value]) -> exp.Expr | None:
    """A row number is a BIGINT to DuckDB; in QUALIFY it stays bare, or Spark would not see that few rows are wanted."""
    if not isinstance(node.this, exp.RowNumber | exp.DenseRank | exp.Rank) or node.find_ancestor(exp.Qualify):
        return None
    return exp.cast(node.copy(), "BIGINT")


def _item(node: Any, _: Mapping[str, Value]) -> exp.Expr:
    """An element of a list: counted from 1, null beyond the end; `l[n]` of Spark counts from 0 and stops."""
    index = node.expressions[0]
    if index.is_int:  # sqlglot keeps a number that is written out as counted from 0
        index = exp.convert(index.to_py() + 1)
    return _call("try_element_at", node.this, index)


def _joined_text(node: Any, _: Mapping[str, Value]) -> exp.Expr:
    """concat() passes over nulls in DuckDB and gives null in Spark."""
    parts = [part if isinstance(part, exp.Literal) and part.is_string else _or_empty(part) for part in node.expressions]
    return _call("concat", *parts)


def _or_empty(part: exp.Expr) -> exp.Expr:
    return exp.Coalesce(this=exp.cast(part, "TEXT"), expressions=[exp.Literal.string("")])


def _divided(node: Any, _: Mapping[str, Value]) -> exp.Expr:
    """DuckDB divides in DOUBLE; Spark would divide decimals as decimals."""
    return exp.Div(this=exp.cast(node.this, "DOUBLE"), expression=node.expression)


def _extreme(node: Any, _: Mapping[str, Value]) -> exp.Expr | None:
    """min_by and max_by: DuckDB passes over rows whose value is null and sorts nulls within a key last."""
    key = node.expression
    if isinstance(key, exp.Tuple):
        parts = [part for item in key.expressions for part in (exp.Is(this=item.copy(), expression=exp.Null()), item)]
        key = _call("struct", *parts)
    name = "min_by" if isinstance(node, exp.ArgMin) else "max_by"
    known = exp.Not(this=exp.Is(this=node.this.copy(), expression=exp.Null()))
    if isinstance(node.parent, exp.Filter):
        where = node.parent.expression
        where.set("this", exp.and_(where.this, known))
        return _call(name, node.this, key)
    return exp.Filter(this=_call(name, node.this, key), expression=exp.Where(this=known))


def _listed(node: Any, _: Mapping[str, Value]) -> None:
    """list(x ORDER BY y): collect_list has no order, leaves nulls out, and makes an empty list where DuckDB makes null."""
    inner = node.this
    keys = inner.expressions if isinstance(inner, exp.Order) else []
    value = inner.this if isinstance(inner, exp.Order) else inner
    distinct = isinstance(value, exp.Distinct)
    value = value.expressions[0] if distinct else value
    parts: list[exp.Expr] = []
    for number, key in enumerate(keys):
        missing = exp.Is(this=key.this.copy(), expression=exp.Null())
        parts += [exp.alias_(missing, f"missing_{number}"), exp.alias_(key.this.copy(), f"key_{number}")]
    parts.append(exp.alias_(value.copy(), "value"))
    packed: exp.Expr = _call("struct", *parts)
    collected = _call("collect_list", exp.Distinct(expressions=[packed]) if distinct else packed)
    top = node
    while isinstance(top.parent, exp.Filter | exp.Window) and top.parent.this is top:
        top = top.parent
    node.replace(collected)
    top = collected if top is node else top
    mark = exp.Placeholder()
    top.replace(mark)
    descending = any(key.args.get("desc") for key in keys)
    # Items compare field by field, and so by the keys in their order; only a descending key needs a comparison of its own.
    ordered = _call("array_sort", top, *([_comparison(keys)] if descending else [])) if keys else top
    one = exp.Identifier(this="item", quoted=False)
    values = _call("transform", ordered, exp.Lambda(this=exp.column("value", "item"), expressions=[one]))
    mark.replace(_call("nullif", values, exp.Array()))


def _comparison(keys: list[Any]) -> exp.Expr:
    """Compares two packed items key by key, nulls last."""
    cases = []
    for number, key in enumerate(keys):
        a, b = (exp.column(f"key_{number}", side) for side in ("a", "b"))
        a_missing, b_missing = (exp.column(f"missing_{number}", side) for side in ("a", "b"))
        before, after = (exp.GT, exp.LT) if key.args.get("desc") else (exp.LT, exp.GT)
        cases += [
            exp.If(this=exp.LT(this=a_missing, expression=b_missing), true=exp.Literal.number(-1)),
            exp.If(this=exp.GT(this=a_missing, expression=b_missing), true=exp.Literal.number(1)),
            exp.If(this=before(this=a, expression=b), true=exp.Literal.number(-1)),
            exp.If(this=after(this=a.copy(), expression=b.copy()), true=exp.Literal.number(1)),
        ]
    sides = [exp.Identifier(this=side, quoted=False) for side in ("a", "b")]
    return exp.Lambda(this=exp.Case(ifs=cases, default=exp.Literal.number(0)), expressions=sides)


_Rule = Callable[[Any, Mapping[str, Value]], exp.Expr | None]
_RULES: Mapping[type[exp.Expr], _Rule] = {
    exp.Anonymous: _function,
    exp.RegexpLike: _matches,
    exp.RegexpExtract: _extract,
    exp.RegexpReplace: _replaced,
    exp.Upper: _upper,
    exp.Cast: _of_128_bits,
    exp.TryCast: _number_of_text,
    exp.Length: _wide,
    exp.ArraySize: _wide,
    exp.StrPosition: _wide,
    exp.Year: _wide,
    exp.Month: _wide,
    exp.Day: _wide,
    exp.Window: _ranked,
    exp.Bracket: _item,
    exp.Concat: _joined_text,
    exp.Div: _divided,
    exp.ArgMin: _extreme,
    exp.ArgMax: _extreme,
    exp.ArrayAgg: _listed,
    exp.Unnest: _unfolded,
    exp.JarowinklerSimilarity: lambda node, _: _call(JARO_WINKLER, node.this, node.expression),
}
