"""Record ids hang on source and key alone; copies and empty rows are set aside and counted."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.unit.ingest.delivered import HEADER, Ingested, config, ingest, source

UNLIKE = [
    "1,K1,,ANI,JL A",
    "1,K1,,ANITA,JL A",
    "1,K1,,ANI,JL A",
    "2,K1,,BUDI,",
    "2#2,K9,,CITRA,",
    ",K2,,DEDE,",
    ",K2,,EKA,",
]


def people(found: Ingested) -> list[tuple[str, str, int]]:
    return [(person["record_id"], person["nama"], person["key_repeat"]) for person in found.people]


def test_unlike_rows_of_one_key_are_all_kept_and_copies_are_rejected(tmp_path: Path) -> None:
    found = ingest(tmp_path, {"data.csv": HEADER + "1,K,,ANI,\n1,K,,ANITA,\n1,K,,ANI,\n"})
    assert sorted(person["record_id"] for person in found.people) == ["dtks:1", "dtks:1#2"]
    assert sorted(found.values("nama")) == ["ANI", "ANITA"]
    assert found.values("source_record_id") == ["1", "1"]
    assert [(row["line"], row["reason"]) for row in found.rejects] == [(4, "BARIS_KEMBAR")]
    assert "dtks:1" in found.rejects[0]["detail"]
    assert "ANI" in found.rejects[0]["raw_text"]


def test_the_order_of_rows_and_files_never_matters(tmp_path: Path) -> None:
    whole = people(ingest(tmp_path, {"data1.csv": HEADER + "\n".join(UNLIKE)}))
    for seed in range(5):
        rows = random.Random(seed).sample(UNLIKE, len(UNLIKE))
        cut = random.Random(seed).randrange(1, len(rows))
        files = {f"data{n}.csv": HEADER + "\n".join(part) for n, part in ((1, rows[:cut]), (2, rows[cut:]))}
        assert people(ingest(tmp_path, files)) == whole


def test_an_empty_key_is_made_from_the_content_and_the_file_is_flagged(tmp_path: Path) -> None:
    found = ingest(tmp_path, {"data.csv": HEADER + ",K2,,DEDE,\n,K2,,EKA,\n,K2,,EKA,\n"})
    assert len({person["record_id"] for person in found.people}) == 2
    assert all(key.startswith("tanpa-kunci-") for key in found.values("source_record_id"))
    assert found.files[0]["flags"] == ["key_missing"]
    assert [row["reason"] for row in found.rejects] == ["BARIS_KEMBAR"]


def test_a_key_that_looks_like_a_repeat_meets_no_other(tmp_path: Path) -> None:
    found = ingest(tmp_path, {"data.csv": HEADER + "2,K,,ANI,\n2,K,,BUDI,\n2#2,K,,CITRA,\n"})
    assert [person["record_id"] for person in found.people] == ["dtks:2", "dtks:2#2", "dtks:2#2#1"]


def test_rows_without_any_value_are_rejected_as_empty(tmp_path: Path) -> None:
    found = ingest(tmp_path, {"data.csv": HEADER + "1,K,,ANI,\n,,,,\n\n, ,\u00a0,,\n"})
    assert [(row["line"], row["reason"]) for row in found.rejects] == [
        (3, "BARIS_KOSONG"),
        (4, "BARIS_KOSONG"),
        (5, "BARIS_KOSONG"),
    ]
    assert (found.files[0]["rows_read"], found.files[0]["rows_kept"], found.files[0]["rows_rejected"]) == (4, 1, 3)


def test_the_same_key_in_two_sources_is_two_records(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text(HEADER + "1,K,,ANI,\n", encoding="utf-8")
    found = Ingested(config(tmp_path, source(name="p3ke"), source(name="dtks")))
    assert [person["record_id"] for person in found.people] == ["dtks:1", "p3ke:1"]


def test_a_key_of_several_columns_is_joined_and_leaves_out_empty_parts(tmp_path: Path) -> None:
    columns = {"source_record_id": ("id", "kel"), "nama": "nama"}
    found = ingest(
        tmp_path,
        {"data.csv": HEADER + "1,K,,ANI,\n2,,,BUDI,\n"},
        columns=columns,
        family_unit="none",
        ignore=("nik", "alamat"),
    )
    assert found.values("source_record_id") == ["1|K", "2"]


def test_sensitive_columns_go_into_a_table_of_their_own(tmp_path: Path) -> None:
    text = "id,kel,nik,nama,alamat,Penyakit,disabilitas\n1,K,,ANI,,TBC,\n2,K,,BUDI,,, \n3,K,,CITRA,,ASMA,NETRA\n"
    found = ingest(tmp_path, {"data.csv": text}, sensitive=("penyakit", "disabilitas"))
    assert [(row["record_id"], row["field"], row["value"]) for row in found.sensitive] == [
        ("dtks:1", "penyakit", "TBC"), ("dtks:3", "disabilitas", "NETRA"), ("dtks:3", "penyakit", "ASMA"),
    ]  # fmt: skip
    assert found.files[0]["flags"] == []


def test_rows_that_differ_in_a_sensitive_value_only_are_no_copies(tmp_path: Path) -> None:
    text = "id,kel,nik,nama,alamat,penyakit\n1,K,,ANI,,TBC\n1,K,,ANI,,ASMA\n"
    found = ingest(tmp_path, {"data.csv": text}, sensitive=("penyakit",))
    assert [row["record_id"] for row in found.sensitive] == ["dtks:1", "dtks:1#2"]


@pytest.mark.parametrize(
    "header", ["ID,KEL,NIK,NAMA,ALAMAT", " id ,Kel,nik , nama,alamat ", '"Id","Kel","Nik","Nama","Alamat"']
)
def test_column_names_are_matched_without_case_and_blanks(tmp_path: Path, header: str) -> None:
    assert ingest(tmp_path, {"data.csv": header + "\n1,K,,ANI,\n"}).values("nama") == ["ANI"]


def test_columns_the_configuration_does_not_know_are_flagged(tmp_path: Path) -> None:
    text = HEADER.replace("\n", ",hp,catatan\n") + "1,K,,ANI,,08,x\n"
    assert ingest(tmp_path, {"data.csv": text}).files[0]["flags"] == ["unmapped_columns"]
    assert ingest(tmp_path, {"data.csv": text}, ignore=("HP", "catatan")).files[0]["flags"] == []


def test_many_files_are_accounted_for_one_by_one(tmp_path: Path) -> None:
    files = {f"data{n}.csv": HEADER + f"{n},K,,ANI {n},\n" * n + "x\n" for n in range(1, 6)}
    found = ingest(tmp_path, files)
    told = [(f["file"], f["rows_read"], f["rows_kept"], f["rows_rejected"]) for f in found.files]
    assert told == [(f"data{n}.csv", n + 1, 1, n) for n in range(1, 6)]
