"""Bad deliveries end in a clear error or a counted reject: nothing is lost, nothing is half written.

One test per kind of bad input; each shows the words a data engineer reads.
"""

from __future__ import annotations

import errno
import gzip
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from tests.unit.ingest.delivered import HEADER, config, ingest, source

from dtsen_link import pipeline
from dtsen_link.config import Config, load_config
from dtsen_link.engine import DuckDBEngine
from dtsen_link.errors import ConfigError, SourceError, StorageError
from dtsen_link.ingest.stage import STAGE
from dtsen_link.progress import Progress

ROW = "1,K1,3201014502900001,ANI,JL MAWAR\n"


def refused(folder: Path, deliver: dict[str, str | bytes], **settings: Any) -> str:
    """The words of the error that an ingest ends in."""
    with pytest.raises(SourceError) as error:
        ingest(folder, deliver, **settings)
    assert error.value.exit_code == 11
    return str(error.value)


def workbook(path: Path, **sheets: list[list[Any]]) -> None:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)


def test_missing_file(tmp_path: Path) -> None:
    words = refused(tmp_path, {}, files=("dtks_3201.csv",))
    assert "source dtks" in words
    assert "dtks_3201.csv: no such file. Put the delivery there, or correct `files` of the source." in words


def test_pattern_without_a_file(tmp_path: Path) -> None:
    assert "source dtks: no file matches dtks*.csv" in refused(tmp_path, {"other.csv": HEADER}, files=("dtks*.csv",))


@pytest.mark.parametrize("content", [b"", gzip.compress(b"", mtime=0), b"\n \n\xef\xbb\xbf\n", b"\xef\xbb\xbf"])
def test_empty_file(tmp_path: Path, content: bytes) -> None:
    assert "data.csv: the file is empty. Ask for the delivery again" in refused(tmp_path, {"data.csv": content})


@pytest.mark.parametrize("content", [HEADER, HEADER.strip()])
def test_header_without_rows(tmp_path: Path, content: str) -> None:
    assert "data.csv: a header and no rows" in refused(tmp_path, {"data.csv": content})


def test_parquet_and_workbook_without_rows(tmp_path: Path) -> None:
    pq.write_table(
        pa.table({name: pa.array([], pa.string()) for name in HEADER.strip().split(",")}), tmp_path / "data.parquet"
    )
    assert "data.parquet: a header and no rows" in refused(tmp_path, {})
    (tmp_path / "data.parquet").unlink()
    workbook(tmp_path / "data.xlsx", Data=[HEADER.strip().split(",")])
    assert "data.xlsx: a header and no rows" in refused(tmp_path, {})
    workbook(tmp_path / "data.xlsx", Data=[])
    assert "data.xlsx: the workbook is empty" in refused(tmp_path, {})


def test_missing_column(tmp_path: Path) -> None:
    words = refused(tmp_path, {"data.csv": "id,kel,no_nik,nama,alamat\n1,K1,3201,ANI,\n"})
    assert words == (
        'data.csv: column "nik" is missing (columns.nik of the source). Columns found: id, kel, no_nik, nama, alamat. '
        "Correct its name there, or take it out of the source if the delivery has no such column."
    )


def test_missing_sensitive_column(tmp_path: Path) -> None:
    words = refused(tmp_path, {"data.csv": HEADER + ROW}, sensitive=("penyakit",))
    assert 'column "penyakit" is missing (sensitive of the source)' in words


def test_column_that_comes_twice(tmp_path: Path) -> None:
    words = refused(tmp_path, {"data.csv": "id,kel,nik,Nama,alamat,NAMA\n1,K1,,ANI,,BUDI\n"})
    assert 'column "nama" comes more than once in the header' in words


def test_one_bad_file_among_good_ones_stops_the_build_and_is_named(tmp_path: Path) -> None:
    words = refused(tmp_path, {"data1.csv": HEADER + ROW, "data2.csv": "id,nama\n1,ANI\n"})
    assert words.startswith("data2.csv:")


def test_wrong_delimiter(tmp_path: Path) -> None:
    words = refused(tmp_path, {"data.csv": "id,kel,nik,nama,alamat\n" + ROW.replace(",", ";")})
    assert "none of the 1 lines has the 5 fields of the header" in words
    assert "Set csv.delimiter (taken: ',')" in words


def test_broken_lines_are_counted_rejects_with_line_reason_and_text(tmp_path: Path) -> None:
    found = ingest(tmp_path, {"data.csv": HEADER + ROW + '2,K1,"ANI\n3,K1\n' + ROW.replace("1,", "4,", 1)})
    assert [(row["line"], row["reason"], row["detail"], row["raw_text"]) for row in found.rejects] == [
        (3, "BARIS_RUSAK", "a quoted field does not end", '2,K1,"ANI'),
        (4, "BARIS_RUSAK", "5 fields expected, 2 found", "3,K1"),
    ]
    file = found.files[0]
    assert (file["rows_read"], file["rows_kept"], file["rows_rejected"]) == (4, 2, 2)


def test_duplicate_source_keys(tmp_path: Path) -> None:
    found = ingest(tmp_path, {"data.csv": HEADER + ROW + ROW + ROW.replace("ANI", "ANITA")})
    assert sorted(person["record_id"] for person in found.people) == ["dtks:1", "dtks:1#2"]
    assert [row["reason"] for row in found.rejects] == ["BARIS_KEMBAR"]


@pytest.mark.parametrize("nik", ["320101450290000", "32010145029000011", "0", "3201014502900001.0"])
def test_a_nik_of_any_form_is_kept_as_text_for_standardise_to_grade(tmp_path: Path, nik: str) -> None:
    assert ingest(tmp_path, {"data.csv": HEADER + ROW.replace("3201014502900001", nik)}).values("nik") == [nik]


def test_floating_point_nik_flags_the_file(tmp_path: Path) -> None:
    rows = [f"{n},K1,3.20101E+15,ANI {n},\n" for n in range(5)]
    found = ingest(tmp_path, {"data.csv": HEADER + "".join(rows)}, numeric_ids="repair")
    assert (found.values("nik"), found.files[0]["flags"]) == (["3.20101E+15"] * 5, ["nik_float_text"])
    cut = [f"{n},K1,32010145029{n:04d}0,ANI {n},\n" for n in range(30)]
    assert ingest(tmp_path, {"data.csv": HEADER + "".join(cut)}).files[0]["flags"] == ["float_damage"]


@pytest.mark.parametrize("value", ["3.20101E+15", '"3,20101E+15"', "3e15"])
def test_a_column_of_floating_point_text_is_refused(tmp_path: Path, value: str) -> None:
    rows = "".join(f"{n},K1,{value},ANI {n},\n" for n in range(19)) + "19,K1,,BUDI,\n20,K1,3201014502900001,CITRA,\n"
    words = refused(tmp_path, {"data.csv": HEADER + rows})
    assert words.startswith(
        'data.csv: column "nik" holds floating point numbers such as 3.20101E+15 in 19 of 20 values'
    )
    assert 'set numeric_ids = "repair" to read it with a flag' in words
    few = rows.replace(value, "3201014502900002", 2)
    assert ingest(tmp_path, {"data.csv": HEADER + few}).files[0]["flags"] == ["nik_float_text"]


@pytest.mark.parametrize("kind", [pa.int64(), pa.float64()])
def test_nik_as_a_number_is_refused(tmp_path: Path, kind: pa.DataType) -> None:
    table = pa.table(
        {"id": ["1"], "kel": ["K"], "nik": pa.array([3201014502900001], kind), "nama": ["A"], "alamat": [""]}
    )
    pq.write_table(table, tmp_path / "data.parquet")
    words = refused(tmp_path, {})
    assert 'data.parquet: column "nik" holds numbers, not text' in words
    assert 'set numeric_ids = "repair" to read it with a flag' in words


def test_wrong_encoding_is_read_all_the_same_and_flagged(tmp_path: Path) -> None:
    content = (HEADER + ROW.replace("ANI", "ANDRÉ")).encode("latin-1")
    found = ingest(tmp_path, {"data.csv": content}, csv={"encoding": "utf-8"})
    assert (found.values("nama"), found.files[0]["flags"]) == (["ANDRÉ"], ["wrong_encoding"])


def test_truncated_gzip(tmp_path: Path) -> None:
    whole = gzip.compress((HEADER + "".join(ROW.replace("1,", f"{n},", 1) for n in range(5000))).encode())
    words = refused(tmp_path, {"data.csv.gz": whole[: len(whole) // 2]})
    assert words == "data.csv.gz: the gzip file is cut short. Copy it again and compare its size or checksum."


def test_damaged_gzip(tmp_path: Path) -> None:
    whole = bytearray(gzip.compress((HEADER + ROW * 50).encode()))
    whole[20:40] = b"\xff" * 20
    assert "data.csv.gz: the gzip file is damaged" in refused(tmp_path, {"data.csv.gz": bytes(whole)})


def test_workbook_with_a_title_row_is_read(tmp_path: Path) -> None:
    head = HEADER.strip().split(",")
    workbook(tmp_path / "data.xlsx", Data=[["DAFTAR KELUARGA"], ["per 2025"], head, ["1", "K1", "", "ANI", ""]])
    assert ingest(tmp_path, {}).values("line") == [4]


def test_workbook_with_several_tables_asks_which(tmp_path: Path) -> None:
    rows = [HEADER.strip().split(","), ["1", "K1", "", "ANI", ""]]
    workbook(tmp_path / "data.xlsx", Kota=rows, Desa=rows, Catatan=[["x"]])
    words = refused(tmp_path, {})
    assert words == "data.xlsx: several sheets have the configured columns (Kota, Desa). Set xlsx.sheet to one of them."
    assert ingest(tmp_path, {}, xlsx={"sheet": "Desa"}).values("nama") == ["ANI"]


def test_workbook_without_the_sheet_or_the_columns(tmp_path: Path) -> None:
    workbook(tmp_path / "data.xlsx", Satu=[["id", "nama"], ["1", "ANI"]], Dua=[["x"]])
    assert 'no sheet "Tiga" (xlsx.sheet). Sheets found: Satu, Dua.' in refused(tmp_path, {}, xlsx={"sheet": "Tiga"})
    words = refused(tmp_path, {})
    assert 'data.xlsx, sheet "Satu": column "kel" is missing' in words
    assert "Sheets looked at: Satu, Dua." in words


@pytest.mark.parametrize(("name", "words"), [("data.parquet", "Parquet file"), ("data.xlsx", "workbook")])
def test_a_file_that_is_not_what_its_name_says(tmp_path: Path, name: str, words: str) -> None:
    assert f"{name}: not a readable {words}" in refused(tmp_path, {name: HEADER + ROW})


def test_unreadable_parquet(tmp_path: Path) -> None:
    table = pa.table({name: [f"{name} {n}" for n in range(5000)] for name in HEADER.strip().split(",")})
    pq.write_table(table, tmp_path / "data.parquet", compression="none", use_dictionary=False)
    whole = (tmp_path / "data.parquet").read_bytes()
    assert "data.parquet: not a readable Parquet file" in refused(tmp_path, {"data.parquet": whole[:-2000]})
    middle = whole[:200] + b"\xff" * 4000 + whole[4200:]
    assert "data.parquet: cannot be read to its end" in refused(tmp_path, {"data.parquet": middle})


def test_no_permission_to_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def forbidden(path: Path, *args: Any, **kwargs: Any) -> Any:
        if path.name == "data.csv" and args[:1] == ("rb",):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opened(path, *args, **kwargs)

    (tmp_path / "data.csv").write_text(HEADER + ROW, encoding="utf-8")
    monkeypatch.setattr(Path, "open", forbidden)
    assert "data.csv: cannot be read (Permission denied)" in refused(tmp_path, {})


def test_unknown_configuration_key(tmp_path: Path) -> None:
    toml = tmp_path / "dtsen.toml"
    toml.write_text('release = "r"\n[[sources]]\npreset = "sources/dtks.toml"\ndelimter = ";"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"dtsen.toml: sources\[dtks\].delimter: unknown key"):
        load_config(toml)


def built(settings: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the build's first stage through the pipeline."""
    monkeypatch.setattr(pipeline, "STAGES", (STAGE, *pipeline.STAGES[1:]))
    pipeline.build(settings, Progress(), last="ingest")


def left_behind(folder: Path) -> list[str]:
    """Files of results under the work folder that bear their final name."""
    return [path.name for path in (folder / "work").rglob("*.parquet") if ".tmp" not in str(path)]


def test_a_bad_file_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data1.csv").write_text(HEADER + ROW, encoding="utf-8")
    (tmp_path / "data2.csv").write_text("id,nama\n1,ANI\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"data2\.csv"):
        built(config(tmp_path), monkeypatch)
    assert left_behind(tmp_path) == []


def test_full_disk_while_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data.csv").write_text(HEADER + ROW, encoding="utf-8")

    def full(engine: DuckDBEngine, name: str, path: Path, order_by: tuple[str, ...] = ()) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(DuckDBEngine, "keep_parquet", full)
    with pytest.raises(StorageError, match="the disk is full; free space or choose another folder") as error:
        built(config(tmp_path), monkeypatch)
    assert error.value.exit_code == 15
    assert left_behind(tmp_path) == []


@pytest.mark.parametrize("setting", ["SET max_temp_directory_size = '1MB'", "SET temp_directory = '/dev/null/spill'"])
def test_full_disk_of_the_database_while_reading(tmp_path: Path, setting: str) -> None:
    rows = "".join(f"{n},K{n},3201014502900001,NAMA {n},{'JALAN ' * 20}{n}\n" for n in range(60_000))
    (tmp_path / "data.csv").write_text(HEADER + rows, encoding="utf-8")
    engine = DuckDBEngine(threads=1, memory_limit="20MB", temp_folder=tmp_path / "spill")
    engine.execute(setting)
    with pytest.raises(StorageError, match=r"data.csv: out of memory or temporary disk while reading") as error:
        STAGE.run(engine, config(tmp_path))
    assert error.value.exit_code == 15


def test_no_permission_to_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data.csv").write_text(HEADER + ROW, encoding="utf-8")
    (tmp_path / "work").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(StorageError, match="work"):
        built(config(tmp_path), monkeypatch)


def test_a_source_without_nik_and_families_is_fine(tmp_path: Path) -> None:
    settings = {
        "columns": {"source_record_id": "id", "nama": "nama"},
        "family_unit": "none",
        "ignore": ("kel", "nik", "alamat"),
    }
    found = ingest(tmp_path, {"data.csv": HEADER + ROW}, **settings)
    assert (found.values("nik"), found.values("source_family_id"), found.values("nama")) == ([None], [None], ["ANI"])


def test_two_sources_may_share_a_file(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text(HEADER + ROW, encoding="utf-8")
    engine = DuckDBEngine(threads=1)
    STAGE.run(engine, config(tmp_path, source(name="dtks"), source(name="p3ke")))
    assert engine.query("SELECT source, rows_kept FROM raw_file ORDER BY 1").to_pylist() == [
        {"source": "dtks", "rows_kept": 1}, {"source": "p3ke", "rows_kept": 1},
    ]  # fmt: skip
