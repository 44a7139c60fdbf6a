"""How the members of a source's families become family units."""

from __future__ import annotations

from typing import Any

import pytest
from tests.factories import Row
from tests.standardising import configuration, raw, source, standardise

KK_A, KK_B = "3201010512160001", "3201011703190002"
KEPALA, ISTRI, ANAK = "1", "2", "3"


def household(
    *members: tuple[str, str | None, str, str], family_unit: str = "ruta"
) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Members (key, KK, relation, address) of one household: record -> unit, and the units."""
    rows: list[Row] = [
        raw(f"uji:{key}", source_family_id="R1", no_kk=kk, shdk=shdk, alamat=alamat, nama=f"NAMA {key}")
        for key, kk, shdk, alamat in members
    ]
    tables = standardise(rows, configuration(source("uji", family_unit=family_unit)))
    return {row["source_record_id"]: row["unit_id"] for row in tables["std_person"]}, tables["std_family"]


def test_a_household_with_two_kk_and_two_heads_is_two_families() -> None:
    units, families = household(
        ("a", KK_A, KEPALA, "JL. MAWAR RT 1 RW 2"),
        ("b", KK_A, ISTRI, "JL. MAWAR RT 1 RW 2"),
        ("c", KK_B, KEPALA, "JL. MAWAR RT 1 RW 2"),
    )
    assert units == {"a": "uji:R1", "b": "uji:R1", "c": "uji:R1/2"}
    assert [(row["unit_id"], row["no_kk"], row["member_n"], row["head_n"]) for row in families] == [
        ("uji:R1", KK_A, 2, 1),
        ("uji:R1/2", KK_B, 1, 1),
    ]


def test_a_slip_in_one_members_kk_does_not_split_the_family() -> None:
    units, families = household(
        ("a", KK_A, KEPALA, "DSN KRAJAN RT 1 RW 2"),
        ("b", KK_A, ANAK, "DSN KRAJAN RT 1 RW 2"),
        ("c", "3210010512160001", ANAK, "DSN KRAJAN RT 1 RW 2"),
    )
    assert set(units.values()) == {"uji:R1"}
    assert families[0]["no_kk"] == KK_A


def test_neighbouring_kk_numbers_with_heads_at_two_addresses_stay_two_families() -> None:
    """Two cards recorded on one day at one desk differ in one digit."""
    units, _ = household(
        ("a", KK_A, KEPALA, "DSN KRAJAN RT 1 RW 2"),
        ("b", KK_A[:-1] + "2", KEPALA, "DSN SUKAJADI RT 4 RW 5"),
    )
    assert units == {"a": "uji:R1", "b": "uji:R1/2"}


def test_another_kk_without_a_head_at_the_same_address_is_a_stale_number() -> None:
    units, _ = household(
        ("a", KK_A, KEPALA, "JL. MAWAR RT 1 RW 2"),
        ("b", KK_A, ISTRI, "JL. MAWAR RT 1 RW 2"),
        ("c", KK_B, ANAK, "JL. MAWAR RT 1 RW 2"),
    )
    assert set(units.values()) == {"uji:R1"}


def test_another_kk_without_a_head_at_another_address_is_a_family() -> None:
    """Its head may have died."""
    units, _ = household(
        ("a", KK_A, KEPALA, "JL. MAWAR RT 1 RW 2"),
        ("b", KK_B, ISTRI, "DSN KRAJAN RT 6 RW 7"),
        ("c", KK_B, ANAK, "DSN KRAJAN RT 6 RW 7"),
    )
    assert units["b"] == units["c"] != units["a"]


def test_members_without_kk_go_with_those_who_share_their_address() -> None:
    units, _ = household(
        ("a", KK_A, KEPALA, "JL. MAWAR RT 1 RW 2"),
        ("b", KK_A, ISTRI, "JL. MAWAR RT 1 RW 2"),
        ("c", KK_B, KEPALA, "DSN KRAJAN RT 6 RW 7"),
        ("d", None, ANAK, "DSN KRAJAN RT 6 RW 7"),
    )
    assert units["d"] == units["c"] != units["a"]


def test_a_single_member_without_kk_and_head_goes_with_the_largest_group() -> None:
    units, _ = household(
        ("a", KK_A, KEPALA, "JL. MAWAR RT 1 RW 2"),
        ("b", KK_A, ISTRI, "JL. MAWAR RT 1 RW 2"),
        ("c", None, ANAK, "JL. MELATI RT 9 RW 9"),
    )
    assert units["c"] == units["a"]


def test_a_household_without_any_kk_is_split_by_heads_and_addresses() -> None:
    units, families = household(
        ("a", None, KEPALA, "JL. MAWAR RT 1 RW 2"),
        ("b", None, ANAK, "JL. MAWAR RT 1 RW 2"),
        ("c", None, KEPALA, "DSN KRAJAN RT 6 RW 7"),
    )
    assert units == {"a": "uji:R1", "b": "uji:R1", "c": "uji:R1/2"}
    assert {row["kk_status"] for row in families} == {"missing"}


def test_two_heads_at_one_address_without_kk_stay_one_family() -> None:
    """One head written down twice looks like this; the family model and the conflicts stage see two heads."""
    units, families = household(("a", None, KEPALA, "JL. MAWAR RT 1 RW 2"), ("b", None, KEPALA, "JL. MAWAR RT 1 RW 2"))
    assert set(units.values()) == {"uji:R1"}
    assert families[0]["head_n"] == 2


@pytest.mark.parametrize("family_unit", ["kk", "couple"])
def test_a_family_of_a_kk_or_couple_source_is_one_unit_as_delivered(family_unit: str) -> None:
    units, families = household(
        ("a", KK_A, KEPALA, "JL. MAWAR RT 1 RW 2"), ("b", KK_B, KEPALA, "DSN KRAJAN RT 6 RW 7"), family_unit=family_unit
    )
    assert set(units.values()) == {"uji:R1"}
    assert families[0]["unit_type"] == family_unit


@pytest.mark.parametrize("family_id", ["0", "000", "-", "0-0"])
def test_a_family_id_of_zeros_or_dashes_merges_nobody(family_id: str) -> None:
    rows = [raw(f"uji:{key}", source_family_id=family_id, shdk=KEPALA) for key in "ab"]
    tables = standardise(rows)
    assert [row["unit_id"] for row in tables["std_person"]] == [None, None]
    assert all("TANPA_KELUARGA" in row["quality_flags"] for row in tables["std_person"])
    assert tables["std_family"] == []


def test_a_source_without_families_has_no_units_and_no_flag() -> None:
    tables = standardise([raw("uji:a")], configuration(source("uji", family_unit="none")))
    assert tables["std_person"][0]["unit_id"] is None
    assert tables["std_person"][0]["quality_flags"] == []


def test_head_spouse_and_address_of_a_unit() -> None:
    _, families = household(
        ("a", KK_A, ISTRI, "JL. MAWAR RT 1 RW 2"),
        ("b", KK_A, KEPALA, "JL. MAWAR RT 1 RW 2"),
        ("c", KK_A, ANAK, "JL. MELATI RT 1 RW 2"),
    )
    (family,) = families
    assert (family["head_record_id"], family["spouse_record_id"]) == ("uji:b", "uji:a")
    assert (family["jalan"], family["rt"], family["rw"]) == ("MAWAR", "001", "002")
