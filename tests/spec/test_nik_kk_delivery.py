"""What only a whole delivery can tell about its numbers."""

from __future__ import annotations

from tests.standardising import configuration, person_of, raw, source, standardise

from dtsen_link.config import StandardiseConfig

NIK = "3201011001850001"


def test_a_nik_borne_by_more_people_than_the_limit_is_a_placeholder_everywhere() -> None:
    config = configuration(source("uji"), source("lain"), standardise=StandardiseConfig(nik_placeholder_min=3))
    rows = [raw(f"uji:{name}", nik=NIK, nama=name) for name in ("ANI", "BUDI", "CICI")]
    people = standardise(rows, config)["std_person"]
    assert {(p["nik_status"], p["nik_shared_n"], p["nik_usable"]) for p in people} == {("ok", 3, False)}
    assert all("NIK_DIPAKAI_BERSAMA" in p["quality_flags"] for p in people)

    people = standardise([*rows, raw("lain:DEDI", nik=NIK, nama="DEDI")], config)["std_person"]
    assert {(p["nik_status"], p["nik"], p["nik_shared_n"]) for p in people} == {("placeholder", None, 0)}


def test_one_person_twice_in_a_source_does_not_make_the_nik_shared() -> None:
    people = standardise([raw(f"uji:{key}", nik=NIK, nama="ANI", tanggal_lahir="10-01-1985") for key in "ab"])[
        "std_person"
    ]
    assert {(p["nik_shared_n"], p["nik_usable"]) for p in people} == {(1, True)}


def test_the_heads_nik_in_a_members_box_is_flagged() -> None:
    rows = [
        raw("uji:a", source_family_id="F1", nik=NIK, nama="BUDI", shdk="1"),
        raw("uji:b", source_family_id="F1", nik=NIK, nama="ANI", shdk="2"),
        raw("uji:c", source_family_id="F2", nik="3201011001850002", nama="CICI", shdk="1"),
    ]
    people = standardise(rows)["std_person"]
    assert ["NIK_ANGGOTA_LAIN" in p["quality_flags"] for p in people] == [True, True, False]


def test_a_kabupaten_cut_to_15_digits_by_a_spreadsheet_is_seen_as_a_whole() -> None:
    cut = [
        raw(f"uji:{n:03d}", file="x.xlsx", kode_wilayah="3201011001", nik=f"3201011001{n:02d}0010", nama=f"NAMA {n}")
        for n in range(60, 85)
    ]
    sound = raw("uji:900", file="x.xlsx", kode_wilayah="3273011001", nik="3273011001850010", nama="ANI")
    people = {p["source_record_id"]: p for p in standardise([*cut, sound])["std_person"]}
    assert people["060"]["nik_status"] == "serial_zero"
    assert "NIK_TERPOTONG_15" in people["060"]["quality_flags"]
    assert people["900"]["nik_status"] == "ok"


def test_a_few_numbers_that_end_in_zero_are_no_signature() -> None:
    rows = [
        raw(f"uji:{n}", kode_wilayah="3201011001", nik=f"3201011001{n}0010", nama=f"NAMA {n}") for n in range(70, 80)
    ]
    assert {p["nik_status"] for p in standardise(rows)["std_person"]} == {"ok"}


def test_ages_count_from_the_year_the_source_shows_itself() -> None:
    told = [raw(f"uji:{n:02d}", tanggal_lahir=f"05-03-{1960 + n}", umur=str(2023 - 1960 - n)) for n in range(40)]
    person = standardise([raw("uji:00x", umur="23"), *told])["std_person"]
    assert next(p for p in person if p["source_record_id"] == "00x")["tahun_lahir"] == 2000


def test_a_value_that_is_not_listed_is_null_and_flagged() -> None:
    config = configuration(source("uji", values={"jenis_kelamin": {"1": "L", "2": "P"}}))
    person = person_of([raw("uji:a", jenis_kelamin="L", shdk="KEPONAKAN")], config)
    assert (person["jenis_kelamin"], person["shdk"]) == (None, None)
    assert {"NILAI_TAK_DIKENAL:jenis_kelamin", "NILAI_TAK_DIKENAL:shdk"} <= set(person["quality_flags"])


def test_without_a_list_the_usual_words_for_sex_are_known() -> None:
    rows = [raw(f"uji:{n}", jenis_kelamin=word) for n, word in enumerate(["L", "pr", "Laki-laki", "F", " perempuan "])]
    assert [p["jenis_kelamin"] for p in standardise(rows)["std_person"]] == ["L", "P", "L", "P", "P"]


def test_the_forms_eight_relations_become_dukcapils_eleven_by_sex() -> None:
    pairs = [("1", "L"), ("2", "L"), ("2", "P"), ("3", "P"), ("4", "L"), ("5", "L"), ("6", "P"), ("7", "P"), ("8", "L")]
    rows = [raw(f"uji:{n}", shdk=shdk, jenis_kelamin=sex) for n, (shdk, sex) in enumerate(pairs)]
    assert [p["shdk"] for p in standardise(rows)["std_person"]] == [1, 2, 3, 4, 5, 6, 7, 10, 11]


def test_every_record_comes_out_even_when_it_says_nothing() -> None:
    assert len(standardise([raw("uji:a"), raw("uji:b", nama="", nik="", alamat="")])["std_person"]) == 2


def test_deciles_outside_one_to_ten_are_null_and_flagged() -> None:
    people = standardise([raw("uji:a", desil="10"), raw("uji:b", desil="11"), raw("uji:c", desil="-")])["std_person"]
    assert [p["desil"] for p in people] == [10, None, None]
    assert ["NILAI_TAK_DIKENAL:desil" in p["quality_flags"] for p in people] == [False, True, False]


def test_a_source_key_that_came_twice_is_flagged() -> None:
    assert "KUNCI_GANDA" in person_of([raw("uji:a", key_repeat=2)])["quality_flags"]
