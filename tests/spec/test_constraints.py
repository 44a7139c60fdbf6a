"""What may never be joined, whatever the weights say."""

from __future__ import annotations

import pytest
from tests.linking import Linked
from tests.town import town


@pytest.fixture(scope="module", name="linked")
def linked_town() -> Linked:
    return town()


def test_twins_are_never_joined_though_each_source_lists_one_of_them(linked: Linked) -> None:
    assert linked.distinct("dtks:kembar.hasan", "regsosek:kembar.husen")


def test_twins_do_not_meet_through_a_third_record(linked: Linked) -> None:
    """A row without NIK, its name cut to the token that both share, matches either."""
    assert linked.distinct("dtks:kembar_tiga.rafi", "regsosek:kembar_tiga.rifki")


def test_a_twin_joins_itself_not_the_other(linked: Linked) -> None:
    assert linked.one_person("dtks:kembar_putri.aisyah", "regsosek:kembar_putri.aisyah")
    assert linked.distinct("regsosek:kembar_putri.aisyah", "regsosek:kembar_putri.aminah")


def test_father_and_son_of_one_name_stay_two(linked: Linked) -> None:
    for key in ("ayah", "anak"):
        assert linked.one_person(f"dtks:seayah.{key}", f"regsosek:seayah.{key}")
    assert linked.one_person("dtks:seayah.ayah", "p3ke:seayah.ayah")
    assert linked.distinct("dtks:seayah.ayah", "dtks:seayah.anak")


def test_neighbours_of_one_name_and_birth_year_stay_two(linked: Linked) -> None:
    assert linked.distinct("dtks:tetangga.asep", "regsosek:tetangga.asep")


def test_one_nik_borne_by_two_plainly_different_people_joins_nobody(linked: Linked) -> None:
    assert linked.distinct("dtks:niksama.satu", "regsosek:niksama.dua")


def test_one_person_with_two_nik_is_one_person(linked: Linked) -> None:
    assert linked.one_person("dtks:duanik.suami", "regsosek:duanik.suami")


def test_a_row_written_twice_is_one_person(linked: Linked) -> None:
    assert linked.one_person("dtks:gandabaris.anak", "dtks:gandabaris.anak2")
    assert linked.distinct("dtks:gandabaris.anak", "dtks:gandabaris.ayah")


def test_two_rows_of_a_unit_share_a_person_only_where_they_are_alike(linked: Linked) -> None:
    """Held over the whole town: rows of one unit in one cluster never differ in NIK, birth year and name together."""
    records = {row["record_id"]: row for row in linked.rows("link_record")}
    members: dict[tuple[str, str], list[str]] = {}
    for row in linked.rows("link_person"):
        unit = records[row["record_id"]]["unit_id"]
        if unit is not None:
            members.setdefault((unit, row["cluster_id"]), []).append(row["record_id"])
    repeated = [sorted(names) for names in members.values() if len(names) > 1]
    assert ["dtks:gandabaris.anak", "dtks:gandabaris.anak2"] in repeated
    for names in repeated:
        rows = [records[name] for name in names]
        known = [row for row in rows if row["nik"] and row["tahun"] and row["fon_langka"]]
        assert not any(
            a["nik"] != b["nik"] and abs(a["tahun"] - b["tahun"]) > 1 and a["fon_langka"] != b["fon_langka"]
            for a in known
            for b in known
        )


def test_father_and_son_whose_birth_dates_differ_in_one_digit_stay_two(linked: Linked) -> None:
    """The NIK differ in that digit as well, and each agrees with its own date: no slip of a finger."""
    assert linked.distinct("dtks:seulang.ayah", "dtks:seulang.anak")
