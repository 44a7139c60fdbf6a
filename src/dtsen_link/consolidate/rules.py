"""The survivorship rules of this build, shipped ones with the configuration's own in their place, as a table for SQL."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pyarrow as pa

from dtsen_link import resources
from dtsen_link.domain.survivorship import FIELDS, LETTER_RULES, MOST_RULES, fault
from dtsen_link.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping


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

    field, its entity and name in gold_provenance, whether a rule counts sources or looks at the letters of a value, which is
    costly, and rule_1 to rule_8; null where it has fewer rules.
    """
    rows = []
    for field in FIELDS:
        chosen = rules[field.setting]
        row: dict[str, str | bool | None] = {
            "field": field.setting,
            "entity": field.entity,
            "published_field": field.name,
            "counts_sources": "most_frequent" in chosen,
            "looks_at_letters": not LETTER_RULES.isdisjoint(chosen),
        }
        for place in range(MOST_RULES):
            row[f"rule_{place + 1}"] = chosen[place] if place < len(chosen) else None
        rows.append(row)
    texts = ("field", "entity", "published_field", *(f"rule_{place + 1}" for place in range(MOST_RULES)))
    flags = ("counts_sources", "looks_at_letters")
    schema = [*((name, pa.string()) for name in texts), *((name, pa.bool_()) for name in flags)]
    return pa.Table.from_pylist(rows, schema=pa.schema(schema))
