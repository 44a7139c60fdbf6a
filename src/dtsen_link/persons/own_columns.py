"""What an own model sees beyond the shipped columns: extras as x_*, and blocking keys made of any expression.

The shipped keys are columns of tmp_record_form, written out in SQL. Every other key is an expression of the model
description; its values go into tmp_own_key, so that tmp_block limits them like the rest, and those within the limit come
back as columns of link_record. Without extras and own keys nothing is rewritten.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from dtsen_link.engine import Engine
from dtsen_link.linkage.spec import BlockingRule, ModelSpec, shipped_spec

EXTRA = "x_"
_OWN = "own_"
_NUMBERED = [
    "tmp_record_form AS r INNER JOIN tmp_record_no AS n ON r.record_id = n.record_id",
    "tmp_unit_no AS u ON r.unit_id = u.unit_id",
]
_EXTRAS = ["tmp_extra AS e ON r.record_id = e.record_id"]


def make_extra_columns(engine: Engine, names: Sequence[str]) -> None:
    """Make tmp_extra: one row per record that has an extra, one column per extra."""
    if names:
        columns = ", ".join(f"max(CASE WHEN field = '{name}' THEN value END) AS {EXTRA}{name}" for name in names)
        engine.execute(f"CREATE TABLE tmp_extra AS SELECT record_id, {columns} FROM std_extra GROUP BY record_id")


def make_own_keys(engine: Engine, spec: ModelSpec, extras: Sequence[str]) -> None:
    """Make tmp_own_key (record_id, rule, kunci) and tmp_rule (rule, block): what a rule's blocks are called in tmp_block."""
    own = _own_rules(spec)
    shipped = {rule.key: rule.name for rule in shipped_spec("person").blocking}
    blocks = [shipped.get(rule.key, f"{_OWN}{rule.name}") for rule in spec.blocking]
    engine.register("tmp_rule", pa.table({"rule": [rule.name for rule in spec.blocking], "block": blocks}))
    if not own:
        fields = [("record_id", pa.string()), ("rule", pa.string()), ("kunci", pa.int64())]
        engine.register("tmp_own_key", pa.schema(fields).empty_table())
        return
    columns = ["r.*", "n.record_no", "u.unit_no", *(f"e.{EXTRA}{name}" for name in extras)]
    records = f"SELECT {', '.join(columns)} FROM {' LEFT JOIN '.join(_NUMBERED + (_EXTRAS if extras else []))}"
    keys = " UNION ALL ".join(
        f"SELECT record_id, '{_OWN}{rule.name}' AS rule, CAST(({rule.key}) AS VARCHAR) AS kunci FROM record"
        for rule in own
    )
    engine.execute(
        f"CREATE TABLE tmp_own_key AS WITH record AS ({records}), own_key AS ({keys}) "
        "SELECT record_id, rule, text_hash(kunci) AS kunci FROM own_key WHERE kunci <> ''"
    )


def add_own_columns(engine: Engine, spec: ModelSpec, extras: Sequence[str]) -> None:
    """Add the extras and the own keys within the block limit to link_record."""
    own = _own_rules(spec)
    if not own and not extras:
        return
    columns, joins = ["r.*"], ["link_record AS r"]
    if extras:
        columns += [f"e.{EXTRA}{name}" for name in extras]
        joins += _EXTRAS
    if own:
        names = [rule.name for rule in own]
        columns += [f"k.kunci_{_OWN}{name}" for name in names]
        keys = ", ".join(
            f"max(CASE WHEN o.rule = '{_OWN}{name}' THEN o.kunci END) AS kunci_{_OWN}{name}" for name in names
        )
        joins.append(
            f"(SELECT o.record_id, {keys} FROM tmp_own_key AS o LEFT JOIN tmp_block AS b "
            "ON o.rule = b.rule AND o.kunci = b.kunci AND b.crowded WHERE b.rule IS NULL GROUP BY o.record_id) AS k "
            "ON r.record_id = k.record_id"
        )
    engine.execute(f"CREATE TABLE tmp_wide_record AS SELECT {', '.join(columns)} FROM {' LEFT JOIN '.join(joins)}")
    engine.drop(["link_record"])
    engine.execute("CREATE TABLE link_record AS SELECT * FROM tmp_wide_record")
    engine.drop(["tmp_wide_record"])


def _own_rules(spec: ModelSpec) -> list[BlockingRule]:
    limited = spec.with_key_columns().blocking
    return [rule for rule, column in zip(spec.blocking, limited, strict=True) if rule.key != column.key]
