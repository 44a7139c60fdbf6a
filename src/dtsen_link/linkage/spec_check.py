"""Whether the SQL of a model description can run, told before a build begins and in words of the file.

A misspelt column would otherwise end a build in the middle, with an error of the database about a statement nobody wrote.
Every expression is bound to the table's columns, without a row.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from dtsen_link.config import Config
from dtsen_link.contracts import TABLES
from dtsen_link.engine import DuckDBEngine, Engine
from dtsen_link.errors import ConfigError
from dtsen_link.linkage.spec import Comparison, ModelSpec, load_spec, own_spec_file, shipped_spec

_ARROW = {
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
    "BIGINT": pa.int64(),
    "INTEGER": pa.int32(),
    "BOOLEAN": pa.bool_(),
}
_ELSE = "ELSE"


def check_person_model(config: Config) -> None:
    """Hold the user's own person model, if there is one, against the columns link_record will have.

    Raises:
        ConfigError: every expression that cannot run, and every level that cannot be reached.
    """
    if not own_spec_file(config, "person").is_file():
        return
    spec = load_spec(config, "person")
    engine = DuckDBEngine(threads=1)
    try:
        engine.register("link_record", _empty_records(config))
        columns = "Columns are those of link_record (docs/tables.md) and x_NAME of every [extra] of a source"
        _check(engine, own_spec_file(config, "person"), spec, "link_record", columns)
    finally:
        engine.close()


def check_family_model(engine: Engine, config: Config, spec: ModelSpec) -> None:
    """Hold the user's own family model, if there is one, against link_unit.

    Raises:
        ConfigError: every expression that cannot run, and every level that cannot be reached.
    """
    path = own_spec_file(config, "family")
    if path.is_file():
        _check(engine, path, spec, "link_unit", f"Columns are {', '.join(engine.columns('link_unit'))}")


def _check(engine: Engine, path: Path, spec: ModelSpec, table: str, columns: str) -> None:
    faults = list(_faults(engine, spec, table))
    if faults:
        raise ConfigError("\n".join(f"{path}: {place}: {what}. {columns}." for place, what in faults))


def _faults(engine: Engine, spec: ModelSpec, table: str) -> Iterator[tuple[str, str]]:
    """Place in the file and what is wrong there."""
    columns = engine.columns(table)
    sides = ", ".join(f"l.{name} AS {name}_l, r.{name} AS {name}_r" for name in columns)
    pair = f"(SELECT {sides} FROM {table} AS l CROSS JOIN {table} AS r)"
    single = [(f"blocking.{rule.name}.key", rule.key) for rule in spec.blocking]
    single += [("prior_columns", text) for texts in spec.prior_columns for text in texts]
    single += [("training.columns", text) for rule in spec.training for text in rule.columns]
    if spec.unique_id not in columns:
        yield "unique_id", f"{table} has no column {spec.unique_id}"
    for place, text in single:
        yield from _unbound(engine, place, text, f"SELECT ({text}) AS found FROM {table} LIMIT 0")
    for comparison in spec.comparisons:
        yield from _level_faults(engine, comparison, pair, set(columns))


def _level_faults(engine: Engine, comparison: Comparison, pair: str, columns: set[str]) -> Iterator[tuple[str, str]]:
    last = len(comparison.levels) - 1
    exact = {level.sql.replace(" ", "") for level in comparison.levels}
    for number, level in enumerate(comparison.levels):
        place = f"comparison.{comparison.name}, level {level.label!r}"
        if (level.sql.strip().upper() == _ELSE) != (number == last):
            yield place, "the last level, and no other, is written ELSE"
        elif number < last:
            yield from _unbound(
                engine,
                place,
                level.sql,
                f"SELECT CASE WHEN {level.sql} THEN 1 END AS found FROM {pair} AS pair LIMIT 0",
            )
        term = level.term_frequency
        if term and term not in columns:
            yield place, f"term_frequency: no column {term}"
        elif term and f"{term}_l={term}_r" not in exact:
            yield place, f"term_frequency: needs a level of this comparison that is {term}_l = {term}_r"


def _unbound(engine: Engine, place: str, text: str, sql: str) -> Iterator[tuple[str, str]]:
    try:
        engine.query(sql)
    except duckdb.Error as error:
        yield place, f"{text!r} cannot be used: {str(error).splitlines()[0]}"


def _empty_records(config: Config) -> pa.Table:
    fields = [(column.name, _ARROW[column.type]) for column in TABLES["link_record"].columns]
    text = pa.string()
    fields += [(rule.key, pa.int64()) for rule in shipped_spec("person").blocking]
    fields += [(f"x_{name}", text) for name in config.extra_names()]
    return pa.schema(fields).empty_table()
