"""Records that came again are tied to their person; persons none of whose records came again are carried over."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.factories import Row, arrow, row
from tests.standardising import raw, standardise

from dtsen_link.engine import DuckDBEngine

NIK, OTHER = "3205081203700001", "3205084912680003"
BORN = date(1970, 3, 12)


def before(record_id: str = "uji:1", **person: Any) -> dict[str, list[Row]]:
    """A previous release of one person with one record, who lives in family K1."""
    known = {"nik": NIK, "nik_status": "ok", "nama": "DARSONO KERTAPATI", "tanggal_lahir": BORN, "tahun_lahir": 1970}
    return {
        "prev_person": [
            row(
                "gold_person",
                person_id="P1",
                family_id="K1",
                kode_kec="320508",
                **{**known, "kode_kab": "3205", **person},
            )
        ],
        "prev_person_source": [
            row("gold_person_source", record_id=record_id, source="uji", person_id="P1", content_hash="before")
        ],
        "prev_family": [row("gold_family", family_id="K1", no_kk="3205081203080017", kode_desa="3205082008")],
        "prev_member": [row("gold_member", family_id="K1", person_id="P1", shdk=3)],
    }


def again(**values: Any) -> list[Row]:
    """The record delivered this quarter under the same key."""
    plain = {"nik": NIK, "nama": "DARSONO KERTAPATI", "tanggal_lahir": "12-03-1970"}
    return [raw("uji:1", **{**plain, **values})]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"nik": OTHER},
        {"nama": "DARSONO K"},
        {"tanggal_lahir": "12-03-1971"},
        {"nik": None, "nama": None},
        {"nik": None, "tanggal_lahir": None},
    ],
)
def test_a_changed_record_is_the_same_person_where_two_agree_or_one_and_nothing_differs(change: dict[str, Any]) -> None:
    tables = standardise(again(**change), before=before())
    assert [(tie["person_id"], tie["basis"]) for tie in tables["record_tie"]] == [("P1", "agreeing")]
    assert tables["carried_person"] == []


@pytest.mark.parametrize(
    "change",
    [
        {"nik": OTHER, "nama": "WAGIYEM ROSMALA", "tanggal_lahir": "09-12-1968"},
        {"nik": OTHER, "nama": "WAGIYEM ROSMALA"},
        {"nama": "WAGIYEM ROSMALA", "tanggal_lahir": "09-12-1968"},
        {"nik": None, "nama": None, "tanggal_lahir": None},
    ],
)
def test_a_key_that_is_somebody_elses_now_ties_nobody(change: dict[str, Any]) -> None:
    tables = standardise(again(**change), before=before())
    assert tables["record_tie"] == []
    assert [carried["person_id"] for carried in tables["carried_person"]] == ["P1"]


def test_an_unchanged_record_is_tied_whatever_the_person_was_made_of() -> None:
    """The golden values came from other records; this one said something else then and says it still."""
    (first,) = standardise(again())["std_person"]
    other = before(nik=OTHER, nama="WAGIYEM ROSMALA", tanggal_lahir=date(1968, 12, 9))
    other["prev_person_source"][0]["content_hash"] = hash_of(first)
    assert [tie["basis"] for tie in standardise(again(), before=other)["record_tie"]] == ["same_content"]


def hash_of(record: Row) -> str:
    """The content hash that the release kept of a record, made without a secret as here."""
    engine = DuckDBEngine(threads=1)
    engine.register("std_person", arrow("std_person", [record]))
    found = engine.query(
        "SELECT content_hash(nik_raw, nama_raw, tanggal_lahir, jenis_kelamin, '') AS hash FROM std_person"
    ).to_pylist()[0]["hash"]
    engine.close()
    return str(found)


def renumbered(delivered: list[Row], then: int = 1) -> list[Row]:
    """Ties of records delivered under new keys, where so many records of the previous release said what the first says."""
    known = before("uji:old")
    kept = hash_of(standardise(delivered)["std_person"][0])
    known["prev_person_source"] = [
        row("gold_person_source", record_id=f"uji:old{number}", source="uji", person_id="P1", content_hash=kept)
        for number in range(then)
    ]
    return standardise(delivered, before=known)["record_tie"]


def test_a_record_that_alone_says_the_same_under_a_new_key_is_tied() -> None:
    ties = renumbered(again())
    assert [(tie["record_id"], tie["basis"], tie["earlier_record_id"]) for tie in ties] == [
        ("uji:1", "new_key", "uji:old0")
    ]


def test_what_two_records_say_names_neither() -> None:
    twice = [*again(), raw("uji:2", nik=NIK, nama="DARSONO KERTAPATI", tanggal_lahir="12-03-1970")]
    assert renumbered(twice) == []
    assert renumbered(again(), then=2) == []


def test_a_record_without_a_nik_is_known_by_its_key_alone() -> None:
    assert renumbered(again(nik=None)) == []


def test_a_carried_person_has_what_was_last_known_and_its_family() -> None:
    tables = standardise([raw("uji:9", nama="WAGIYEM")], before=before())
    (carried,) = tables["carried_person"]
    assert (carried["record_id"], carried["unit_id"], carried["source"]) == ("rilis:P1", "rilis:K1", "rilis")
    assert (carried["nik"], carried["nik_usable"], carried["no_kk"]) == (NIK, True, "3205081203080017")
    assert carried["nama_tokens"] == ["DARSONO", "KERTAPATI"]
    assert len(carried["nama_fon"]) == 2
    assert carried["shdk_coarse"] == 2
    (family,) = tables["carried_family"]
    assert (family["unit_id"], family["unit_type"], family["kode_desa"]) == ("rilis:K1", "kk", "3205082008")


def test_a_nik_of_two_persons_of_the_release_is_no_key() -> None:
    two = before()
    two["prev_person"].append({**two["prev_person"][0], "person_id": "P2"})
    carried = standardise([raw("uji:9", nama="WAGIYEM")], before=two)["carried_person"]
    assert [person["nik_usable"] for person in carried] == [False, False]


def test_who_was_absent_is_carried_too() -> None:
    absent = row("gold_absent", person_id="P7", nama="LASMINAH WIDURI", no_kk="3205081203080017", shdk=1)
    tables = standardise([raw("uji:9", nama="WAGIYEM")], before={"prev_absent": [absent]})
    (carried,) = tables["carried_person"]
    assert (carried["person_id"], carried["shdk_coarse"], carried["unit_id"]) == ("P7", 1, None)
