from __future__ import annotations

import pytest

from dtsen_link.consolidate.rules import as_table, survivorship_rules
from dtsen_link.domain.survivorship import FIELDS, MOST_RULES
from dtsen_link.errors import ConfigError


def test_every_field_has_shipped_rules() -> None:
    rules = survivorship_rules({})
    assert {field.setting for field in FIELDS} == set(rules)
    assert all(rules.values())


def test_own_rules_replace_the_shipped_ones_of_that_field_alone() -> None:
    rules = survivorship_rules({"nik": ("trust",)})
    assert rules["nik"] == ("trust",)
    assert rules["nama"] == survivorship_rules({})["nama"]


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ({"nikk": ("trust",)}, "survivorship.nikk: no such field; fields are"),
        ({"nik": ("newest",)}, "survivorship.nik: no rule 'newest'; rules are"),
        ({"nik": ("trust", "trust")}, "survivorship.nik: a rule is named twice"),
        (
            {"nik": ("unflagged", "padan_dukcapil", "trust", "most_recent", "most_frequent", "precise", "agreeing", "longest",
                     "most_tokens")},
            f"9 rules; at most {MOST_RULES} are read",
        ),
    ],
)  # fmt: skip
def test_bad_rules_are_refused(own: dict[str, tuple[str, ...]], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        survivorship_rules(own)


def test_the_table_has_a_row_per_field_and_nulls_after_the_last_rule() -> None:
    rows = as_table(survivorship_rules({"no_kk": ("trust",)})).to_pylist()
    assert len(rows) == len(FIELDS)
    kk = next(row for row in rows if row["field"] == "no_kk")
    assert (kk["entity"], kk["rule_1"], kk["rule_2"]) == ("family", "trust", None)
