"""The published code lists know every code the program can write."""

from __future__ import annotations

import re

import pytest

from dtsen_link.conflicts.routes import CONFLICT_TYPES, routes
from dtsen_link.contracts import TABLES
from dtsen_link.publish.schema import code_lists
from dtsen_link.source_config import PERSON_COLUMNS

LISTS = {name: [row["code"] for row in rows] for name, rows in code_lists().items()}


def promised(table: str, column: str) -> set[str]:
    """The codes that a column's meaning lists, what brackets explain left out."""
    (meaning,) = [item.meaning for item in TABLES[table].columns if item.name == column]
    listed = re.sub(r"\(.*?\)", "", meaning.split(":")[-1].replace(" or ", ", "))
    return {word.strip() for word in listed.split(",")}


@pytest.mark.parametrize(
    ("table", "column", "name"),
    [
        ("std_person", "nik_status", "nik_status"),
        ("std_person", "kk_status", "kk_status"),
        ("std_person", "dob_precision", "dob_precision"),
        ("std_person", "keberadaan", "keberadaan"),
        ("std_person", "wilayah_grade", "wilayah_grade"),
        ("gold_person_source", "rule", "link_rule"),
        ("gold_person", "desil_alasan_null", "desil_alasan_null"),
        ("gold_person", "tanpa_keluarga_alasan", "tanpa_keluarga_alasan"),
        ("reject", "reason", "reject_reason"),
    ],
)
def test_every_code_of_the_contract_is_explained(table, column, name):
    missing = {code for code in promised(table, column) if re.fullmatch(r"\w+", code)} - set(LISTS[name])
    assert missing == set()


def test_every_conflict_type_and_role_is_explained():
    assert set(CONFLICT_TYPES) <= set(LISTS["jenis_konflik"])
    assert set(routes().column("peran").to_pylist()) <= set(LISTS["peran"])


def test_no_code_stands_twice_in_a_list():
    for name, codes in LISTS.items():
        assert len(set(codes)) == len(codes), name


def test_every_row_has_a_label_and_a_meaning():
    assert all(row["label"] and row["meaning"] for rows in code_lists().values() for row in rows)


def test_lists_are_named_after_columns():
    columns = {column.name for table in TABLES.values() for column in table.columns} | set(PERSON_COLUMNS)
    assert set(LISTS) - columns == {"jenis_konflik", "unit_rule", "reject_reason"}
