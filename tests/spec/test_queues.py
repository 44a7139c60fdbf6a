"""The queue files: who finds which question where, what is hidden, and that the same release gives the same bytes."""

from __future__ import annotations

import csv
import runpy
import stat
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from tests.consolidating import configuration
from tests.factories import Row, arrow, engine_with, row

from dtsen_link.errors import ConfigError, StorageError
from dtsen_link.publish import queues, workbook
from dtsen_link.publish.queues import export_queues, queue_tables, write_queues

NIK, KK = "3201014502900001", "3201010101200001"


def conflict(number: int, **values: Any) -> Row:
    defaults = {
        "conflict_id": f"C{number:020d}",
        "jenis": "KEMUNGKINAN_SAMA",
        "kelompok": "identitas",
        "tingkat": 2,
        "peran": "bps_kab",
        "kode_prov": "32",
        "kode_kab": "3201",
        "kode_kec": "320101",
        "person_ids": ["P1"],
        "bukti": "S*** A*** mungkin orang yang sama.",
        "saran": "Bandingkan.",
        "rilis_pertama": "2026Q4",
    }
    return row("conflict", **{**defaults, **values})


def release(folder: Path, conflicts: list[Row]) -> Path:
    """A release folder with the tables that queues are made of."""
    persons = [
        row(
            "gold_person",
            person_id="P1",
            nama="SITI AMINAH",
            nik=NIK,
            family_id="K1",
            tanggal_lahir=date(1990, 2, 5),
            jalan="JALAN MELATI",
            nomor="12",
            blok="C",
            dusun="KRAJAN",
            rt="003",
            rw="001",
        ),
        row("gold_person", person_id="P2", nama="BUDI"),
        row("gold_person", person_id="P3", nama="ANI", family_id="K1"),
        row("gold_person", person_id="P4", nama="TONO", family_id="K1", jalan=f"GANG {NIK}", rt="004"),
        row("gold_person", person_id="P5", nama="TINI", family_id="K1"),
    ]
    families = [
        row("gold_family", family_id="K1", no_kk=KK, nama_kepala="AHMAD YANI", dusun="SUKAMAJU", rt="003", rw="002")
    ]
    for name, table, rows in (
        ("conflicts", "conflict", conflicts),
        ("persons", "gold_person", persons),
        ("families", "gold_family", families),
    ):
        (folder / name / "part").mkdir(parents=True)
        pl.DataFrame(arrow(table, rows)).write_parquet(folder / name / "part" / "0.parquet")
    return folder


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def test_files_lie_by_kabupaten_and_role_in_three_formats(tmp_path: Path) -> None:
    made = release(
        tmp_path / "r", [conflict(1), conflict(2, peran="disdukcapil"), conflict(3, kode_kab=None, kode_kec=None)]
    )
    written = export_queues(made, tmp_path / "out", unmask=False)
    places = [path.relative_to(tmp_path / "out").as_posix() for path in written]
    assert places == [
        f"{place}.{ending}"
        for place in ("3201/bps_kab", "3201/disdukcapil", "nasional/bps_kab")
        for ending in ("parquet", "csv", "xlsx")
    ]
    assert all(path.is_file() for path in written)


def test_the_gravest_come_first_then_by_place(tmp_path: Path) -> None:
    rows = [
        conflict(1, tingkat=1, kode_kec="320101"),
        conflict(2, tingkat=3, kode_kec="320102"),
        conflict(3, tingkat=3, kode_kec="320101"),
        conflict(4, tingkat=3, kode_kec=None),
    ]
    export_queues(release(tmp_path / "r", rows), tmp_path / "out", unmask=False)
    found = read_csv(tmp_path / "out/3201/bps_kab.csv")
    assert [row["no_konflik"][-1] for row in found] == ["3", "2", "4", "1"]
    assert [row["tingkat"] for row in found] == ["tinggi", "tinggi", "tinggi", "rendah"]


def test_regions_have_names_and_answers_are_empty(tmp_path: Path) -> None:
    export_queues(release(tmp_path / "r", [conflict(1, kode_desa="3201012001")]), tmp_path / "out", unmask=False)
    (found,) = read_csv(tmp_path / "out/3201/bps_kab.csv")
    assert (found["kabupaten"], found["kecamatan"]) == ("Kabupaten Bogor", "Cibinong")
    assert (found["keputusan"], found["catatan"]) == ("", "")


def test_nik_kk_and_names_are_masked(tmp_path: Path) -> None:
    written = export_queues(
        release(tmp_path / "r", [conflict(1, person_ids=["P1", "P2"])]), tmp_path / "out", unmask=False
    )
    (found,) = read_csv(tmp_path / "out/3201/bps_kab.csv")
    assert (found["nama"], found["nik"], found["no_kk"]) == (
        "S*** A***\nB***",
        "320101********01\n-",
        "320101********01\n-",
    )
    for path in written:
        content = path.read_bytes()
        assert NIK.encode() not in content
        assert b"AMINAH" not in content
        assert b"AHMAD" not in content


def shown(folder: Path, person_ids: list[str], *, unmask: bool = False) -> dict[str, str]:
    export_queues(release(folder / "r", [conflict(1, person_ids=person_ids)]), folder / "out", unmask=unmask)
    (found,) = read_csv(folder / "out/3201/bps_kab.csv")
    return {name: found[name] for name in ("alamat", "rt", "rw", "kepala_keluarga")}


def test_a_household_can_be_found(tmp_path: Path) -> None:
    assert shown(tmp_path, ["P1"]) == {
        "alamat": "JALAN MELATI, No. 12, Blok C, Dusun KRAJAN",
        "rt": "003",
        "rw": "001",
        "kepala_keluarga": "A*** Y***",
    }


def test_who_has_no_address_is_found_by_that_of_the_family(tmp_path: Path) -> None:
    assert shown(tmp_path, ["P3"]) == {
        "alamat": "Dusun SUKAMAJU",
        "rt": "003",
        "rw": "002",
        "kepala_keluarga": "A*** Y***",
    }


def test_each_person_has_a_line(tmp_path: Path) -> None:
    assert shown(tmp_path, ["P1", "P2", "P3"]) == {
        "alamat": "JALAN MELATI, No. 12, Blok C, Dusun KRAJAN\n-\nDusun SUKAMAJU",
        "rt": "003\n-\n003",
        "rw": "001\n-\n002",
        "kepala_keluarga": "A*** Y***\n-\nA*** Y***",
    }


def test_what_all_share_is_told_once(tmp_path: Path) -> None:
    assert shown(tmp_path, ["P3", "P5"]) == {
        "alamat": "Dusun SUKAMAJU",
        "rt": "003",
        "rw": "002",
        "kepala_keluarga": "A*** Y***",
    }


def test_where_nothing_is_known_nothing_is_said(tmp_path: Path) -> None:
    assert set(shown(tmp_path, ["P2"]).values()) == {""}


def test_a_number_typed_into_the_address_is_masked(tmp_path: Path) -> None:
    assert shown(tmp_path / "masked", ["P4"])["alamat"] == "GANG ********"
    assert shown(tmp_path / "full", ["P4"], unmask=True)["alamat"] == f"GANG {NIK}"


def test_the_workbook_wraps_the_lines_of_a_cell(tmp_path: Path) -> None:
    export_queues(release(tmp_path / "r", [conflict(1, person_ids=["P1", "P2"])]), tmp_path / "out", unmask=False)
    sheet = openpyxl.load_workbook(tmp_path / "out/3201/bps_kab.xlsx").active
    header = [cell.value for cell in sheet[1]]
    name = sheet.cell(2, header.index("Nama") + 1)
    assert (name.value, name.alignment.wrap_text) == ("S*** A***\nB***", True)


def test_unmasked_files_show_all_and_are_for_their_owner_alone(tmp_path: Path) -> None:
    written = export_queues(release(tmp_path / "r", [conflict(1)]), tmp_path / "out", unmask=True)
    (found,) = read_csv(tmp_path / "out/3201/bps_kab.csv")
    assert (found["nama"], found["nik"], found["no_kk"]) == ("SITI AMINAH", NIK, KK)
    assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o600}


def test_many_persons_are_cut_short_and_counted(tmp_path: Path) -> None:
    export_queues(
        release(tmp_path / "r", [conflict(1, person_ids=[f"P{n}" for n in range(10, 21)])]),
        tmp_path / "out",
        unmask=False,
    )
    (found,) = read_csv(tmp_path / "out/3201/bps_kab.csv")
    assert found["nama"] == "\n".join(["?"] * 8) + "\n(+3)"


def test_the_workbook_keeps_numbers_as_text_and_offers_the_answers(tmp_path: Path) -> None:
    asked = [conflict(1), conflict(2), conflict(3, jenis="TANPA_DESIL"), conflict(4, tingkat=1)]
    export_queues(release(tmp_path / "r", asked), tmp_path / "out", unmask=True)
    sheet = openpyxl.load_workbook(tmp_path / "out/3201/bps_kab.xlsx").active
    header = [cell.value for cell in sheet[1]]
    assert header[:3] == ["No. Konflik", "Jenis", "Tingkat"]
    nik = sheet.cell(2, header.index("NIK") + 1)
    assert (nik.value, nik.data_type) == (NIK, "s")
    assert sheet.freeze_panes == "B2"
    offered = {rule.formula1: str(rule.sqref) for rule in sheet.data_validations.dataValidation}
    assert offered == {
        '"sama,berbeda,ragu"': "P2:P3 P5",
        '"nilai,tidak perlu tindakan,ragu"': "P4",
    }
    # A NIK typed as an answer must not lose its last digit.
    assert sheet.cell(2, header.index("Nilai") + 1).number_format == "@"


def test_a_value_never_becomes_a_formula(tmp_path: Path) -> None:
    export_queues(
        release(tmp_path / "r", [conflict(1, bukti='=HYPERLINK("http://x")')]), tmp_path / "out", unmask=False
    )
    sheet = openpyxl.load_workbook(tmp_path / "out/3201/bps_kab.xlsx").active
    cell = sheet.cell(2, [cell.value for cell in sheet[1]].index("Bukti") + 1)
    assert (cell.value, cell.data_type) == ('=HYPERLINK("http://x")', "s")


def test_what_does_not_fit_one_sheet_goes_to_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_ROWS_PER_SHEET", 2)
    export_queues(release(tmp_path / "r", [conflict(n) for n in range(5)]), tmp_path / "out", unmask=False)
    book = openpyxl.load_workbook(tmp_path / "out/3201/bps_kab.xlsx")
    assert [(sheet.title, sheet.max_row - 1) for sheet in book] == [("Antrean", 2), ("Antrean 2", 2), ("Antrean 3", 1)]


def test_the_same_release_gives_the_same_bytes(tmp_path: Path) -> None:
    made = release(tmp_path / "r", [conflict(1), conflict(2, peran="disdukcapil")])
    first = [path.read_bytes() for path in export_queues(made, tmp_path / "one", unmask=False)]
    second = [path.read_bytes() for path in export_queues(made, tmp_path / "two", unmask=False)]
    assert first == second


def test_what_is_packed_into_a_workbook_bears_no_time(tmp_path: Path) -> None:
    export_queues(release(tmp_path / "r", [conflict(1)]), tmp_path / "out", unmask=False)
    with zipfile.ZipFile(tmp_path / "out/3201/bps_kab.xlsx") as packed:
        entries = packed.infolist()
    assert "xl/worksheets/sheet1.xml" in [entry.filename for entry in entries]
    assert {(entry.date_time, entry.compress_type) for entry in entries} == {
        ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_DEFLATED)
    }


def test_a_release_without_conflicts_has_no_files(tmp_path: Path) -> None:
    assert export_queues(release(tmp_path / "r", []), tmp_path / "out", unmask=False) == []


def test_a_build_writes_the_configured_formats_into_the_release(tmp_path: Path) -> None:
    engine = engine_with(
        conflict=[conflict(1)],
        gold_person=[row("gold_person", person_id="P1", nama="SITI AMINAH", nik=NIK)],
        gold_family=[],
        gold_absent=[],
    )
    config = configuration(tmp_path, queues={"formats": ["csv"]})
    written = write_queues(queue_tables(engine), config, tmp_path / "release")
    assert written == [tmp_path / "release/queues/3201/bps_kab.csv"]
    assert read_csv(written[0])[0]["nama"] == "S*** A***"


def test_a_folder_that_is_no_release_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="not a release folder"):
        export_queues(tmp_path, tmp_path / "out", unmask=False)


def test_no_permission_and_a_full_disk_are_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = release(tmp_path / "r", [conflict(1)])
    for error, words in (
        (PermissionError(13, "denied", "out"), "no permission to write here"),
        (OSError(28, "full"), "the disk is full"),
    ):

        def fail(*_: object, error: OSError = error) -> None:
            raise error

        monkeypatch.setattr(queues, "_write_file", fail)
        with pytest.raises(StorageError, match=words):
            export_queues(made, tmp_path / type(error).__name__, unmask=False)


def test_a_file_in_the_way_of_the_folder_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("in the way", encoding="utf-8")
    with pytest.raises(StorageError, match=r"out/3201: a file is in the way of a folder"):
        export_queues(release(tmp_path / "r", [conflict(1)]), tmp_path / "out", unmask=False)


@pytest.mark.parametrize("ending", ["parquet", "csv", "xlsx"])
def test_a_folder_in_the_way_of_a_file_is_told_in_words(tmp_path: Path, ending: str) -> None:
    (tmp_path / "out" / "3201" / f"bps_kab.{ending}").mkdir(parents=True)
    with pytest.raises(StorageError, match=r"choose another folder \(--out\)"):
        export_queues(release(tmp_path / "r", [conflict(1)]), tmp_path / "out", unmask=False)


def test_a_full_disk_during_a_build_names_the_setting_of_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(queues, "_write_file", fail)
    engine = engine_with(conflict=[conflict(1)], gold_person=[], gold_family=[], gold_absent=[])
    with pytest.raises(StorageError, match=r"the disk is full; free space or choose another folder \(out\)"):
        write_queues(queue_tables(engine), configuration(tmp_path), tmp_path / "release")


def test_files_that_are_to_be_replaced_stay_until_their_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "full")

    made, out = release(tmp_path / "r", [conflict(1)]), tmp_path / "out"
    before = {path: path.read_bytes() for path in export_queues(made, out, unmask=False)}
    monkeypatch.setattr(queues, "write_files", fail)
    with pytest.raises(StorageError, match="the disk is full"):
        export_queues(made, out, unmask=False, force=True)
    assert {path: path.read_bytes() for path in before} == before


def test_files_written_side_by_side_are_the_same(tmp_path: Path) -> None:
    rows = pl.DataFrame({"jenis": [f"J{n}" for n in range(2000)], "keputusan": [""] * 2000})
    for threads in (1, 3):
        queues_to_write = [(rows.slice(n), tmp_path / f"{threads}_{n}.xlsx") for n in range(6)]
        queues.write_files(queues_to_write, threads=threads)
    for n in range(6):
        assert (tmp_path / f"1_{n}.xlsx").read_bytes() == (tmp_path / f"3_{n}.xlsx").read_bytes()


def test_an_error_while_writing_side_by_side_reaches_the_caller(tmp_path: Path) -> None:
    rows = pl.DataFrame({"jenis": ["NIK_GANDA"], "keputusan": [""]})
    with pytest.raises(FileNotFoundError, match="missing"):
        queues.write_files([(rows, tmp_path / "missing" / f"{name}.xlsx") for name in "ab"])


def test_importing_the_module_that_runs_the_command_line_runs_nothing() -> None:
    assert runpy.run_module("dtsen_link.__main__", run_name="__mp_main__")["main"]
