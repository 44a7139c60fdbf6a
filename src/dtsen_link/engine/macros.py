"""Macros of sql/0_macros written out where they are called, for an engine that knows none.

A macro's arguments go in as they stand, so that one named twice in a macro's body is written twice; that is how DuckDB
expands them, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlglot
from sqlglot import exp

from dtsen_link.engine.sqlfile import macro_order
from dtsen_link.errors import DtsenLinkError


@dataclass(frozen=True)
class Macro:
    """One macro: the names of its parameters and what a call stands for, macros in it already written out."""

    parameters: tuple[str, ...]
    body: exp.Expr


def is_macro(statement: exp.Expr) -> bool:
    """Whether a statement creates a macro."""
    return isinstance(statement, exp.Create) and isinstance(statement.this, exp.UserDefinedFunction)


def read_macros(paths: Sequence[Path]) -> dict[str, Macro]:
    """All macros that the files create, by name."""
    macros: dict[str, Macro] = {}
    for path in macro_order(paths):
        for statement in statements(path.read_text(encoding="utf-8")):
            if not is_macro(statement):
                raise DtsenLinkError(f"{path.name}: holds more than macros")
            name = statement.this.this.name.lower()
            body = _own_names(name, expand(statement.expression, macros))
            macros[name] = Macro(tuple(parameter.name for parameter in statement.this.expressions), body)
    return macros


def statements(sql: str) -> list[exp.Expr]:
    """The statements of a DuckDB text."""
    return [statement for statement in sqlglot.parse(sql, read="duckdb") if statement is not None]


def expand(tree: exp.Expr, macros: Mapping[str, Macro]) -> exp.Expr:
    """The tree with every call of a macro replaced by what it stands for; the tree given is used up.

    Raises:
        DtsenLinkError: a macro is called with more or fewer arguments than it has parameters.
    """
    # Inner calls first: an argument that holds a macro is expanded once, however often the outer macro names it.
    for node in reversed(list(tree.find_all(exp.Anonymous))):
        macro = macros.get(node.name.lower())
        if macro is None:
            continue
        if len(node.expressions) != len(macro.parameters):
            raise DtsenLinkError(
                f"macro {node.name} has {len(macro.parameters)} parameters, not {len(node.expressions)}"
            )
        called = _closed(_filled(macro, node.expressions))
        if node is tree:
            return called
        node.replace(called)
    return tree


def _filled(macro: Macro, arguments: Iterable[exp.Expr]) -> exp.Expr:
    given = dict(zip(macro.parameters, arguments, strict=True))
    holder = exp.Paren(this=macro.body.copy())
    for column in list(holder.find_all(exp.Column)):
        if not column.table and column.name in given:
            column.replace(_closed(given[column.name].copy()))
    body = holder.this
    body.pop()
    return body  # type: ignore[no-any-return]


def _closed(part: exp.Expr) -> exp.Expr:
    """In brackets where its neighbours could tear it apart; elsewhere brackets cost Spark's parser seconds."""
    whole = (exp.Column, exp.Literal, exp.Null, exp.Boolean, exp.Paren, exp.Case, exp.Func)
    torn = (exp.Binary, exp.Connector, exp.Predicate, exp.Unary)
    return (
        part
        if isinstance(part, whole) and (isinstance(part, exp.Paren) or not isinstance(part, torn))
        else exp.Paren(this=part)
    )


def _own_names(macro: str, body: exp.Expr) -> exp.Expr:
    """The body with its lambdas' parameters named after the macro, or they would capture columns of a caller's argument."""
    for function in body.find_all(exp.Lambda):
        names = {parameter.name for parameter in function.expressions}
        for word in list(function.find_all(exp.Identifier)):
            if word.name in names and not isinstance(word.parent, exp.Column):
                word.set("this", f"{macro}_{word.name}")
    return body
