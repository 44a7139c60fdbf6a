"""When each type of conflict is raised, how grave, and what it says: one rule per test, on a few records."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.consolidating import SOURCE, Registry, question
from tests.factories import Row, person

from dtsen_link.conflicts.routes import CONFLICT_TYPES, routes

REGSOSEK = {"data_date": date(2022, 11, 14), "trust": 80}
P3KE = {"data_date": date(2023, 12, 31), "trust": 40}
DTKS = {"data_date": date(2025, 2, 28), "trust": 60}
OF = {"regsosek": REGSOSEK, "p3ke": P3KE, "dtks": DTKS}
NIK, SLIP, OTHER_NIK, THIRD_NIK = "3201014502900001", "3201014502900002", "3202027103850007", "3203035508770003"
KK = "3201010101200001"


def rec(record_id: str, **values: Any) -> Row:
    """A record that raises no conflict by itself."""
    return person(record_id, **{**OF[record_id.partition(":")[0]], **values})


def alone(record_id: str, **values: Any) -> list[Row]:
    return [rec(record_id, **values)]


def test_a_plain_person_raises_nothing(tmp_path: Path) -> None:
    assert (
        Registry(tmp_path, [[rec("regsosek:1", family="F1", shdk=1), rec("dtks:1", family="F1", shdk=1)]]).conflicts()
        == []
    )


# -- identity


def test_one_nik_golden_for_two_persons_is_grave(tmp_path: Path) -> None:
    registry = Registry(tmp_path, [alone("dtks:1", nik=NIK), alone("p3ke:2", nik=NIK, nama_std="NUR AISYAH")])
    (found,) = registry.conflicts("NIK_GANDA_BEDA_ORANG")
    assert (found["tingkat"], found["peran"], found["kelompok"]) == (3, "disdukcapil", "identitas")
    assert found["record_ids"] == ["dtks:1", "p3ke:2"]
    assert found["person_ids"] == sorted(row["person_id"] for row in registry.table("gold_person"))
    assert found["bukti"] == (
        "NIK 320101********01 tercatat pada 2 orang di 2 keluarga: N*** A*** (lahir 1990, p3ke); S*** A*** (lahir 1990, dtks)."
    )
    assert json.loads(found["bukti_fields"])["nik"] == NIK


def test_a_partners_nik_on_one_record_is_less_grave(tmp_path: Path) -> None:
    wife = [rec("regsosek:1", nik=OTHER_NIK, family="F1"), rec("p3ke:1", nik=NIK, nik_usable=False, family="F1")]
    husband = [rec("regsosek:2", nik=NIK, family="F1", shdk=1)]
    (found,) = Registry(tmp_path, [wife, husband], families=[["regsosek:F1", "p3ke:F1"]]).conflicts(
        "NIK_GANDA_BEDA_ORANG"
    )
    assert found["tingkat"] == 2
    assert "2 orang dalam satu keluarga" in found["bukti"]


def test_a_placeholder_borne_by_many_is_no_shared_nik(tmp_path: Path) -> None:
    clusters = [alone(f"dtks:{n}", nik=None, nik_status="placeholder", nik_raw="0") for n in range(3)]
    assert Registry(tmp_path, clusters).conflicts("NIK_GANDA_BEDA_ORANG") == []


def test_of_many_bearers_five_are_named(tmp_path: Path) -> None:
    clusters = [alone(f"dtks:{n}", nik=NIK, nama_std=f"NAMA {n}") for n in range(7)]
    (found,) = Registry(tmp_path, clusters).conflicts("NIK_GANDA_BEDA_ORANG")
    assert len(found["person_ids"]) == 7
    assert found["bukti"].count("(lahir") == 5
    assert found["bukti"].endswith("; dan lainnya.")


@pytest.mark.parametrize(
    ("second", "severity", "words"),
    [
        (rec("p3ke:1", nik=SLIP), 1, "Bedanya satu angka"),
        (
            rec("p3ke:1", nik=OTHER_NIK),
            2,
            "tercatat dengan 2 NIK berbeda: 320101********01 (dtks); 320202********07 (p3ke).",
        ),
        (rec("dtks:2", nik=OTHER_NIK), 3, "Dua NIK ada dalam satu sumber"),
    ],
)
def test_one_person_with_two_niks(tmp_path: Path, second: Row, severity: int, words: str) -> None:
    (found,) = Registry(tmp_path, [[rec("dtks:1", nik=NIK), second]]).conflicts("ORANG_DUA_NIK")
    assert found["tingkat"] == severity
    assert words in found["bukti"]


def test_a_nik_that_is_no_key_makes_no_second_nik(tmp_path: Path) -> None:
    cluster = [rec("dtks:1", nik=NIK), rec("p3ke:1", nik=OTHER_NIK, nik_usable=False)]
    assert Registry(tmp_path, [cluster]).conflicts("ORANG_DUA_NIK") == []


@pytest.mark.parametrize(
    ("born", "precision", "severity"),
    [
        (date(1990, 2, 5), "day", None),
        (date(1990, 2, 6), "day", 1),
        (date(1988, 3, 5), "day", 2),
        (date(1990, 7, 1), "heaped", None),
        (date(1991, 7, 1), "heaped", 1),
        (date(1990, 1, 1), "year", None),
    ],
)
def test_a_nik_that_states_another_birth_date(tmp_path: Path, born: date, precision: str, severity: int | None) -> None:
    registry = Registry(tmp_path, [alone("dtks:1", nik=NIK, tanggal_lahir=born, dob_precision=precision)])
    assert [row["tingkat"] for row in registry.conflicts("NIK_DOB_TIDAK_SESUAI")] == ([severity] if severity else [])


def test_pairs_of_records_of_two_persons_are_one_question(tmp_path: Path) -> None:
    one, two = [rec("dtks:1"), rec("regsosek:1")], [rec("p3ke:1", nik=None, nama_std="SITI AMINNAH")]
    asked = [question("dtks:1", "p3ke:1", probability=0.6), question("p3ke:1", "regsosek:1", probability=0.7)]
    (found,) = Registry(tmp_path, [one, two], questions=asked).conflicts("KEMUNGKINAN_SAMA")
    assert found["record_ids"] == ["dtks:1", "p3ke:1", "regsosek:1"]
    assert "nama mirip, NIK tidak lengkap, tanggal lahir sama; peluang 70 %" in found["bukti"]
    assert "AMIN" not in found["bukti"]


@pytest.mark.parametrize(("probability", "severity"), [(0.3, 1), (0.5, 2), (0.89, 2), (0.9, 3)])
def test_a_question_is_graver_the_likelier_it_is(tmp_path: Path, probability: float, severity: int) -> None:
    asked = [question("dtks:1", "p3ke:1", "PELANGGARAN_TRANSITIF", probability)]
    registry = Registry(tmp_path, [alone("dtks:1"), alone("p3ke:1", nik=None)], questions=asked)
    (found,) = registry.conflicts("PELANGGARAN_TRANSITIF")
    assert found["tingkat"] == severity
    assert "tidak boleh digabung" in found["bukti"]


def test_a_question_about_records_of_one_person_is_settled(tmp_path: Path) -> None:
    registry = Registry(tmp_path, [[rec("dtks:1"), rec("p3ke:1")]], questions=[question("dtks:1", "p3ke:1")])
    assert registry.conflicts("KEMUNGKINAN_SAMA") == []


# -- family


@pytest.mark.parametrize(("kec", "severity"), [("320101", 2), ("320102", 3)])
def test_two_families_with_one_kk(tmp_path: Path, kec: str, severity: int) -> None:
    here = alone("dtks:1", nik=NIK, no_kk=KK, family="F1", shdk=1)
    there = alone("dtks:2", nik=OTHER_NIK, no_kk=KK, family="F2", shdk=1, nama_std="BUDI", kode_kec=kec)
    (found,) = Registry(tmp_path, [here, there]).conflicts("KK_CAMPUR")
    assert found["tingkat"] == severity
    assert len(found["family_ids"]) == len(found["person_ids"]) == 2
    assert found["bukti"].startswith("No. KK 320101********01 dipakai 2 keluarga")


def test_a_family_that_all_have_left_does_not_share_its_kk(tmp_path: Path) -> None:
    registry = Registry(tmp_path, [[rec("regsosek:1", no_kk=KK, family="F1"), rec("dtks:1", no_kk=KK, family="F2")]])
    assert registry.conflicts("KK_CAMPUR") == []


def _couple(source: str, head_family: str, spouse_family: str) -> tuple[Row, Row]:
    head = rec(f"{source}:1", family=head_family, shdk=1, nama_std="BUDI", nik=OTHER_NIK, jenis_kelamin="L")
    return head, rec(f"{source}:2", family=spouse_family, shdk=3)


def test_head_and_spouse_in_two_families_now(tmp_path: Path) -> None:
    then, now = _couple("regsosek", "F1", "F1"), _couple("dtks", "F8", "F9")
    registry = Registry(tmp_path, [[then[0], now[0]], [then[1], now[1]]], families=[["regsosek:F1", "dtks:F8"]])
    (found,) = registry.conflicts("KELUARGA_PECAH")
    assert found["tingkat"] == 2
    assert len(found["family_ids"]) == 2
    assert found["bukti"].endswith("kepala keluarga dan pasangannya terpisah.")


def test_two_who_leave_together_are_asked_about_and_one_who_leaves_is_not(tmp_path: Path) -> None:
    def moved(leavers: int) -> list[Row]:
        clusters = []
        for n in range(4):
            now = "F9" if n < leavers else "F8"
            role = {"shdk": 1 if n == 3 else 4, "nik": f"320101450290100{n}", "nama_std": f"NAMA{n}"}
            clusters.append([rec(f"regsosek:{n}", family="F1", **role), rec(f"dtks:{n}", family=now, **role)])
        return Registry(tmp_path, clusters, families=[["regsosek:F1", "dtks:F8"]]).conflicts("KELUARGA_PECAH")

    assert moved(1) == []
    assert [row["tingkat"] for row in moved(2)] == [1]


def test_a_couple_out_of_a_larger_kk_is_no_split(tmp_path: Path) -> None:
    then, now = _couple("regsosek", "F1", "F1"), _couple("p3ke", "F8", "F9")
    registry = Registry(
        tmp_path,
        [[then[0], now[0]], [then[1], now[1]]],
        families=[["regsosek:F1", "p3ke:F8"]],
        units={"p3ke:F9": {"unit_type": "couple"}},
    )
    assert registry.conflicts("KELUARGA_PECAH") == []


@pytest.mark.parametrize(
    ("second_kk", "unit_type", "severity"), [(KK, "kk", 1), (KK[:-1] + "2", "kk", 2), (KK, "couple", None)]
)
def test_two_units_of_one_source_in_one_family(
    tmp_path: Path, second_kk: str, unit_type: str, severity: int | None
) -> None:
    clusters = [
        alone("dtks:1", nik=NIK, no_kk=KK, family="F1", shdk=1),
        alone("dtks:2", nik=OTHER_NIK, no_kk=second_kk, family="F2", shdk=4, nama_std="BUDI"),
    ]
    units = {f"dtks:{name}": {"unit_type": unit_type} for name in ("F1", "F2")}
    found = Registry(tmp_path, clusters, families=[["dtks:F1", "dtks:F2"]], units=units).conflicts("KELUARGA_GABUNG")
    assert [row["tingkat"] for row in found] == ([severity] if severity else [])


@pytest.mark.parametrize(("role", "severity"), [(1, 3), (2, 2)])
def test_one_person_in_two_families_of_one_source(tmp_path: Path, role: int, severity: int) -> None:
    registry = Registry(tmp_path, [[rec("dtks:1", family="F1", shdk=1), rec("dtks:2", family="F2", shdk=role)]])
    (found,) = registry.conflicts("ANGGOTA_DUA_KELUARGA")
    assert found["tingkat"] == severity
    assert "2 keluarga pada dtks" in found["bukti"]


def test_one_person_in_two_families_at_two_dates_has_moved(tmp_path: Path) -> None:
    registry = Registry(tmp_path, [[rec("regsosek:1", family="F1", shdk=1), rec("dtks:2", family="F2", shdk=1)]])
    assert registry.conflicts("ANGGOTA_DUA_KELUARGA") == []


@pytest.mark.parametrize(("second", "severity"), [("dtks:2", 2), ("regsosek:2", 1)])
def test_two_heads_in_one_family(tmp_path: Path, second: str, severity: int) -> None:
    clusters = [
        alone("dtks:1", nik=NIK, family="F1", shdk=1),
        alone(second, nik=OTHER_NIK, family="F1", shdk=1, nama_std="BUDI"),
    ]
    (found,) = Registry(tmp_path, clusters, families=[["dtks:F1", "regsosek:F1"]]).conflicts("KEPALA_GANDA")
    assert found["tingkat"] == severity
    assert "(terpilih)" in found["bukti"]


@pytest.mark.parametrize(("birth_years", "severity"), [((1990,), 1), ((1990, 2015), 2), ((2012, 2015), 3)])
def test_a_family_without_head(tmp_path: Path, birth_years: tuple[int, ...], severity: int) -> None:
    clusters = [
        alone(f"dtks:{n}", family="F1", shdk=4, nik=None, nama_std=f"NAMA{n}", tanggal_lahir=date(year, 2, 5))
        for n, year in enumerate(birth_years)
    ]
    (found,) = Registry(tmp_path, clusters).conflicts("TANPA_KEPALA")
    assert found["tingkat"] == severity
    assert len(found["person_ids"]) == len(birth_years)


# -- status


@pytest.mark.parametrize(
    ("first", "last", "severity"),
    [
        ("ADA", "MENINGGAL", 2),
        ("MENINGGAL", "ADA", 3),
        ("MENINGGAL", None, 3),
        ("MENINGGAL", "MENINGGAL", None),
        ("ADA", "ADA", None),
    ],
)
def test_dead_in_one_source_and_not_in_another(
    tmp_path: Path, first: str, last: str | None, severity: int | None
) -> None:
    registry = Registry(tmp_path, [[rec("regsosek:1", keberadaan=first), rec("dtks:1", keberadaan=last)]])
    assert [row["tingkat"] for row in registry.conflicts("MENINGGAL_AKTIF")] == ([severity] if severity else [])


def test_dead_in_the_only_source_is_still_a_question(tmp_path: Path) -> None:
    (found,) = Registry(tmp_path, [alone("dtks:1", keberadaan="MENINGGAL")]).conflicts("MENINGGAL_AKTIF")
    assert (found["tingkat"], found["bukti"]) == (
        1,
        "S*** A*** dilaporkan meninggal oleh dtks (data 28-02-2025); sumber lain tidak ada.",
    )


@pytest.mark.parametrize(("kec", "severity"), [("320101", None), ("320102", 1), ("327101", 2)])
def test_a_household_in_two_kecamatan(tmp_path: Path, kec: str, severity: int | None) -> None:
    there = {"kode_kec": kec, "kode_kab": kec[:4], "kode_desa": None}
    clusters = [
        [
            rec(f"regsosek:{n}", family="F1", nik=nik, shdk=role),
            rec(f"dtks:{n}", family="F1", nik=nik, shdk=role, **there),
        ]
        for n, nik, role in ((1, NIK, 1), (2, OTHER_NIK, 3))
    ]
    found = Registry(tmp_path, clusters, families=[["regsosek:F1", "dtks:F1"]]).conflicts("PINDAH_WILAYAH")
    assert [row["tingkat"] for row in found] == ([severity] if severity else [])
    assert all(len(row["person_ids"]) == 2 for row in found)


@pytest.mark.parametrize(("deciles", "severity"), [((3, 4), None), ((3, 5), 1), ((3, 7), 2), ((3, None), None)])
def test_deciles_far_apart(tmp_path: Path, deciles: tuple[int, int | None], severity: int | None) -> None:
    registry = Registry(tmp_path, [[rec("regsosek:1", desil=deciles[0]), rec("dtks:1", desil=deciles[1])]])
    assert [row["tingkat"] for row in registry.conflicts("DESIL_BEDA")] == ([severity] if severity else [])


def test_people_nobody_ranks_are_one_question_per_household(tmp_path: Path) -> None:
    clusters = [
        alone("dtks:1", family="F1", shdk=1, nik=NIK, desil=None),
        alone("dtks:2", family="F1", shdk=3, nik=OTHER_NIK, desil=None),
    ]
    (found,) = Registry(tmp_path, clusters).conflicts("TANPA_DESIL")
    assert (found["tingkat"], found["peran"], len(found["person_ids"])) == (1, "bps_kab", 2)


@pytest.mark.parametrize(
    ("lacking", "asked"), [("desil", {"KODE_WILAYAH_TAK_DIKENAL"}), ("kode_wilayah", {"TANPA_DESIL"})]
)
def test_nobody_is_asked_for_what_no_source_delivers(tmp_path: Path, lacking: str, asked: set[str]) -> None:
    columns = {name: column for name, column in SOURCE.columns.items() if name != lacking}
    sources = (SOURCE.model_copy(update={"columns": columns}),)
    lost = {"kode_desa": None, "kode_kec": None, "kode_kab": None, "wilayah_grade": "unknown", "desil": None}
    registry = Registry(tmp_path, [alone("dtks:1", **lost)], sources=sources)
    assert {found["jenis"] for found in registry.conflicts()} == asked


@pytest.mark.parametrize(("kab", "severity"), [("3201", 1), (None, 2)])
def test_a_region_that_no_table_knows(tmp_path: Path, kab: str | None, severity: int) -> None:
    lost = {"kode_desa": None, "kode_kec": None, "kode_kab": kab, "wilayah_grade": "unknown", "kode_raw": "9999999999"}
    (found,) = Registry(tmp_path, [alone("dtks:1", **lost)]).conflicts("KODE_WILAYAH_TAK_DIKENAL")
    assert (found["tingkat"], found["kode_kab"]) == (severity, kab)
    assert "9999999999" in found["bukti"]


# -- all


def test_every_type_has_a_route() -> None:
    assert [row["jenis"] for row in routes().to_pylist()] == list(CONFLICT_TYPES)
    assert {row["peran"] for row in routes().to_pylist()} == {"pendamping_pkh", "bps_kab", "disdukcapil"}


def test_a_conflict_keeps_its_id_whatever_the_order_and_the_release(tmp_path: Path) -> None:
    clusters = [alone("dtks:1", nik=NIK), alone("p3ke:2", nik=NIK, nama_std="NUR AISYAH")]
    (now,) = Registry(tmp_path, clusters).conflicts("NIK_GANDA_BEDA_ORANG")
    (later,) = Registry(tmp_path, clusters[::-1], release="2027Q1").conflicts("NIK_GANDA_BEDA_ORANG")
    assert now["conflict_id"] == later["conflict_id"]
    assert (now["rilis_pertama"], later["rilis_pertama"]) == ("2026Q4", "2027Q1")


def test_the_facts_of_a_question_are_what_the_records_say(tmp_path: Path) -> None:
    def asked(name: str, probability: float) -> Row:
        clusters = [alone("dtks:1", nik=NIK, nama_std=name), alone("p3ke:2", nama_std="NUR AISYAH")]
        registry = Registry(tmp_path, clusters, questions=[question("dtks:1", "p3ke:2", probability=probability)])
        return registry.conflicts("KEMUNGKINAN_SAMA")[0]

    before, less_sure, renamed = asked("SITI AMINAH", 0.7), asked("SITI AMINAH", 0.4), asked("SITI ROHANA", 0.7)
    assert before["bukti_fields"] != less_sure["bukti_fields"]
    assert before["sidik"] == less_sure["sidik"] != renamed["sidik"]
    assert len({row["conflict_id"] for row in (before, less_sure, renamed)}) == 1


def test_words_never_show_a_nik_a_kk_or_a_name(tmp_path: Path) -> None:
    clusters = [
        [rec("dtks:1", nik=NIK, no_kk=KK, family="F1", shdk=1), rec("p3ke:1", nik=OTHER_NIK, keberadaan="MENINGGAL")],
        alone("dtks:2", nik=OTHER_NIK, no_kk=KK, family="F2", shdk=1, nama_std="BUDI SANTOSO", desil=None),
        [
            rec("dtks:3", nik=NIK, family="F2", shdk=1, nama_std="JOKO"),
            rec("dtks:4", nik=THIRD_NIK, family="F1", shdk=1),
        ],
    ]
    found = Registry(tmp_path, clusters, questions=[question("dtks:1", "dtks:2")]).conflicts()
    assert len({row["jenis"] for row in found}) >= 7
    text = " ".join(row["bukti"] + row["saran"] for row in found)
    for secret in (NIK, OTHER_NIK, THIRD_NIK, KK, "AMINAH", "BUDI", "SANTOSO", "JOKO"):
        assert secret not in text


# -- area


BOGOR = {"kode_kab": "3201", "kode_kec": "320101", "kode_desa": "3201012001"}
BANDUNG = {"kode_kab": "3273", "kode_kec": "327301", "kode_desa": "3273011001"}
LOST = {"kode_prov": None, "kode_kab": None, "kode_kec": None, "kode_desa": None, "wilayah_grade": "unknown"}


@pytest.mark.parametrize(
    ("one", "other", "kab"),
    [
        (("regsosek:1", BANDUNG), ("dtks:2", BOGOR), "3201"),
        (("regsosek:1", BOGOR), ("dtks:2", BANDUNG), "3273"),
        (("regsosek:1", BOGOR), ("dtks:2", LOST), "3201"),
        (("dtks:1", BANDUNG), ("dtks:2", BOGOR), "3273"),
        (("dtks:2", BANDUNG), ("dtks:1", BOGOR), "3201"),
        (("dtks:1", LOST), ("dtks:2", LOST), None),
    ],
)
def test_a_question_about_several_goes_where_the_most_recent_record_is(
    tmp_path: Path, one: tuple[str, Row], other: tuple[str, Row], kab: str | None
) -> None:
    registry = Registry(
        tmp_path, [alone(one[0], nik=NIK, **one[1]), alone(other[0], nik=NIK, nama_std="BUDI", **other[1])]
    )
    (found,) = registry.conflicts("NIK_GANDA_BEDA_ORANG")
    assert found["kode_kab"] == kab


def test_of_one_date_the_source_trusted_more_says_where(tmp_path: Path) -> None:
    trusted = rec("regsosek:9", nik=NIK, trust=90, data_date=date(2025, 2, 28), **BANDUNG)
    registry = Registry(tmp_path, [[trusted], alone("dtks:1", nik=NIK, nama_std="BUDI", **BOGOR)])
    (found,) = registry.conflicts("NIK_GANDA_BEDA_ORANG")
    assert found["kode_kab"] == "3273"


def _spanning(folder: Path, id_key: str) -> Registry:
    """Of each type that may span areas twelve questions between two kabupaten; nothing in them orders one before the other."""
    clusters: list[list[Row]] = []
    asked, families = [], []
    for n in range(12):
        here, there = (BOGOR, BANDUNG) if n % 3 else (BANDUNG, BOGOR)
        nik, kk = f"32010145029001{n:02d}", f"32010101012001{n:02d}"
        clusters += [
            alone(f"dtks:nik{n}", nik=nik, **here),
            alone(f"p3ke:nik{n}", nik=nik, nama_std="NUR AISYAH", **there),
            alone(f"dtks:kk{n}", nik=None, no_kk=kk, family=f"KA{n}", shdk=1, **here),
            alone(f"p3ke:kk{n}", nik=None, no_kk=kk, family=f"KB{n}", shdk=1, nama_std="BUDI", **there),
        ]
        asked.append(question(f"dtks:nik{n}", f"p3ke:kk{n}"))
        for person_n, (name, now) in enumerate((("PA", here), ("PB", there)), start=1):
            role = {"shdk": 2 * person_n - 1, "nik": None, "nama_std": f"NAMA{person_n}"}
            clusters.append(
                [
                    rec(f"regsosek:{n}-{person_n}", family=f"P{n}", **role),
                    rec(f"dtks:{n}-{person_n}", family=f"{name}{n}", **role, **now),
                ]
            )
        families.append([f"regsosek:P{n}", f"dtks:PA{n}"])
        lost = {"kode_kec": None, "kode_desa": None, "wilayah_grade": "partial", "family": f"L{n}", "nik": None}
        for place, source in ((here, "dtks"), (there, "p3ke")):
            lost_there = {**lost, "kode_kab": place["kode_kab"], "nama_std": f"HILANG {source}"}
            clusters.append(alone(f"{source}:lost{n}", **lost_there))
        families.append([f"dtks:L{n}", f"p3ke:L{n}"])
    return Registry(folder, clusters, questions=asked, families=families, id_key=id_key)


def test_where_questions_go_does_not_depend_on_the_id_key(tmp_path: Path) -> None:
    def by_area(id_key: str) -> Counter[tuple[str, str | None, int]]:
        found = _spanning(tmp_path, id_key).conflicts()
        return Counter((row["jenis"], row["kode_kab"], row["tingkat"]) for row in found)

    counts = by_area("0123456789abcdef" * 4)
    several = {"NIK_GANDA_BEDA_ORANG", "KK_CAMPUR", "KEMUNGKINAN_SAMA", "KELUARGA_PECAH", "KODE_WILAYAH_TAK_DIKENAL"}
    assert several <= {jenis for jenis, _, _ in counts}
    assert {kab for jenis, kab, _ in counts if jenis in several} == {"3201", "3273"}
    assert by_area("fedcba9876543210" * 4) == counts
    assert by_area("another key of at least thirty-two characters") == counts
