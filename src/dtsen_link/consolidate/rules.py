"""The survivorship rules of this build, shipped ones with the configuration's own in their place, as a table for SQL."""

from __future__ import annotations

import tomllib
from math import prod
from typing import TYPE_CHECKING

import pyarrow as pa

from dtsen_link import resources
from dtsen_link.domain.survivorship import COMPARING_RULES, FIELDS, MOST_RULES, REACH, RULES, Field, fault
from dtsen_link.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

_SCHEMA = pa.schema(
    [
        ("field", pa.string()),
        ("field_no", pa.int32()),
        ("entity", pa.string()),
        ("published_field", pa.string()),
        ("compares_values", pa.bool_()),
        *((f"weight_{rule}", pa.int64()) for rule in RULES),
        *((f"rule_{place + 1}", pa.string()) for place in range(MOST_RULES)),
        *((f"place_{place + 1}", pa.int64()) for place in range(MOST_RULES)),
    ]
)


def survivorship_rules(own: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Rules in order for every field.

    Args:
        own: the configuration's `[survivorship]`, which replaces the shipped rules field by field.

    Raises:
        ConfigError: an unknown field or rule, a rule named twice, more rules than SQL has room for.
    """
    shipped = tomllib.loads((resources.configs_dir() / "survivorship.toml").read_text(encoding="utf-8"))
    rules = {**{name: tuple(value) for name, value in shipped.items()}, **own}
    for name, chosen in rules.items():
        if problem := fault(name, chosen):
            raise ConfigError(f"survivorship.{problem}")
    return rules


def as_table(rules: Mapping[str, tuple[str, ...]]) -> pa.Table:
    """One row per field.

    field, field_no (1 on), its entity and name in gold_provenance, whether a rule compares the value with others
    (`compares_values`) or looks at its letters, which is costly; rule_1 to rule_8 in order with place_1 to place_8, the
    weight of each, null where it has fewer; and weight_<rule>, 0 for a rule that the field has not.

    A measure times its weight adds up to one number for all rules: a weight is the number of all that the rules after it can
    tell apart, so that no sum of theirs outweighs one step of the rule.
    """
    return pa.Table.from_pylist(
        [_row(number, field, rules[field.setting]) for number, field in enumerate(FIELDS, 1)], _SCHEMA
    )


def _row(number: int, field: Field, chosen: tuple[str, ...]) -> dict[str, str | int | bool | None]:
    weights = {rule: prod(REACH[later] for later in chosen[place + 1 :]) for place, rule in enumerate(chosen)}
    row: dict[str, str | int | bool | None] = {
        "field": field.setting,
        "field_no": number,
        "entity": field.entity,
        "published_field": field.name,
        "compares_values": not COMPARING_RULES.isdisjoint(chosen),
    }
    row |= {f"weight_{rule}": weights.get(rule, 0) for rule in RULES}
    for place in range(MOST_RULES):
        rule = chosen[place] if place < len(chosen) else None
        row |= {f"rule_{place + 1}": rule, f"place_{place + 1}": weights[rule] if rule else None}
    return row
