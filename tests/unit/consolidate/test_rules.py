from __future__ import annotations

from math import prod

import pytest

from dtsen_link.config import MOST_SOURCES
from dtsen_link.consolidate.rules import as_table, survivorship_rules
from dtsen_link.domain.survivorship import FIELDS, MOST_RULES, REACH
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
        ({"alamat": ("longest",)}, "survivorship.alamat: rule 'longest' looks at letters, and this field is a number or a group"),
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


def test_one_step_of_a_rule_outweighs_all_that_the_rules_after_it_can_say() -> None:
    rules = survivorship_rules({})
    for row, field in zip(as_table(rules).to_pylist(), FIELDS, strict=True):
        weights = [row[f"weight_{rule}"] for rule in rules[field.setting]]
        most = [(REACH[rule] - 1) * weight for rule, weight in zip(rules[field.setting], weights, strict=True)]
        assert all(weight > sum(most[place + 1 :]) for place, weight in enumerate(weights)), field.setting
        assert weights == [row[f"place_{place + 1}"] for place in range(len(weights))]


def test_all_rules_together_fit_in_64_bits() -> None:
    assert prod(REACH.values()) < 2**63


def test_as_many_sources_as_may_be_are_told_apart() -> None:
    assert REACH["most_frequent"] > MOST_SOURCES
