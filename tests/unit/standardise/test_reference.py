"""Lookups of the standardise stage: what is shipped, what the configuration adds, and what a bad file says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.standardising import configuration, person_of, raw, source

from dtsen_link.errors import ConfigError, SourceError
from dtsen_link.shipped_tables import shipped_table
from dtsen_link.standardise import reference


def test_the_region_table_is_whole() -> None:
    codes = shipped_table("wilayah.csv.gz")["code"].to_pylist()
    assert {length: sum(len(code) == length for code in codes) for length in (2, 4, 6, 10)} == {
        2: 38,
        4: 514,
        6: 7285,
        10: 83762,
    }
    assert len(set(codes)) == len(codes)


def test_retired_codes_lead_to_current_ones() -> None:
    codes = set(shipped_table("wilayah.csv.gz")["code"].to_pylist())
    rows = shipped_table("wilayah_lama.csv").to_pylist()
    # Papua Barat gave three numbers out again; a prefix in use now is graded as current.
    assert {row["code"] for row in rows} & codes == {"9206", "9211", "9212"}
    assert {row["code_baru"] for row in rows} - {""} <= codes


def test_every_shipped_row_says_why() -> None:
    for name in ("nik_placeholder.csv", "wilayah_lama.csv", "wilayah_nama.csv"):
        assert all(row["alasan"] for row in shipped_table(name).to_pylist())


@pytest.mark.parametrize(
    "name", ["nama_gelar.csv", "nama_singkatan.csv", "nama_ejaan.csv", "nama_sisa.csv", "nilai_bawaan.csv"]
)
def test_lists_hold_no_row_twice(name: str) -> None:
    rows = [tuple(row.values()) for row in shipped_table(name).to_pylist()]
    assert len(set(rows)) == len(rows)


@pytest.mark.parametrize(
    ("text", "order"),
    [("%d-%m-%Y", "DMY"), ("%Y/%m/%d", "YMD"), ("%m/%d/%y", "MDY"), ("%d%m%Y", "DMY"), ("%B %Y", "MY"), ("%Y", "Y")],
)
def test_order_of_a_date_format(text: str, order: str) -> None:
    assert reference.field_order("uji", text) == order


@pytest.mark.parametrize("text", ["%d-%m", "dd-mm-yyyy", "%H:%M", "%d-%m-%Y %Z"])
def test_a_date_format_that_tells_no_birth_date_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match=r"sources\[uji\].date_formats"):
        reference.field_order("uji", text)


def crosswalk(folder: Path, text: str, **given: Any) -> dict[str, Any]:
    (folder / "peta.csv").write_text(text, encoding="utf-8")
    config = configuration(source("uji", region_codes="bps", region_crosswalk="peta.csv"), folder=folder)
    return person_of([raw("uji:a", **given)], config)


def test_a_crosswalk_on_desa_level_gives_the_desa(tmp_path: Path) -> None:
    person = crosswalk(tmp_path, "bps_code,kemendagri_code\n3201010005,32.01.01.1004\n", kode_wilayah="3201010005")
    assert (person["kode_desa"], person["wilayah_grade"]) == ("3201011004", "crosswalk")


def test_a_crosswalk_on_kecamatan_level_leaves_the_desa_to_its_name(tmp_path: Path) -> None:
    text = "bps_code,kemendagri_code\n3201210,320101\n"
    person = crosswalk(tmp_path, text, kode_wilayah="3201210005", nama_desa="NANGGEWER")
    assert (person["kode_desa"], person["wilayah_grade"]) == ("3201011004", "crosswalk")
    person = crosswalk(tmp_path, text, kode_wilayah="3201210005")
    assert (person["kode_kec"], person["kode_desa"], person["wilayah_grade"]) == ("320101", None, "partial")


def test_a_code_that_the_crosswalk_lacks_is_flagged(tmp_path: Path) -> None:
    person = crosswalk(tmp_path, "bps_code,kemendagri_code\n3201210,320101\n", kode_wilayah="9999999999")
    assert person["quality_flags"] == ["KODE_WILAYAH_TAK_DIKENAL", "TANPA_KELUARGA"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("kode,kemendagri_code\n1,2\n", "bps_code is missing"),
        ("bps_code,kemendagri_code\n32,320101\n", "line 2"),
        ("bps_code,kemendagri_code\n3201210,32010\n", "line 2"),
    ],
)
def test_a_malformed_crosswalk_names_file_and_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        crosswalk(tmp_path, text)


def test_a_crosswalk_that_is_not_there_names_the_key(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="region_crosswalk"):
        reference.crosswalks(configuration(source("uji", region_crosswalk="fehlt.csv"), folder=tmp_path))


def test_a_crosswalk_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "peta.csv").write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(SourceError, match="UTF-8"):
        reference.crosswalks(configuration(source("uji", region_crosswalk="peta.csv"), folder=tmp_path))
