"""Files that grow chunk by chunk."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from dtsen_link.errors import ConfigError
from dtsen_link.sample import writers
from dtsen_link.sample.writers import XlsxFile, open_writer

FIRST = pl.DataFrame({"NIK": ["3205010101900001", ""], "NAMA": ["JOSÉ, S.PD", "A|B"]})
SECOND = pl.DataFrame({"NIK": ["3.20501E+15"], "NAMA": ["SITI"]})


def written(path: Path, source: str) -> Path:
    writer = open_writer(path, source)
    writer.append(FIRST)
    writer.append(SECOND)
    writer.close()
    return path


def test_dtks_is_latin_1_between_bars(tmp_path: Path) -> None:
    text = written(tmp_path / "dtks.csv", "dtks").read_bytes().decode("latin-1")
    assert text == 'NIK|NAMA\n3205010101900001|JOSÉ, S.PD\n|"A|B"\n3.20501E+15|SITI\n'


def test_others_are_utf_8_between_commas(tmp_path: Path) -> None:
    text = written(tmp_path / "regsosek.csv", "regsosek").read_bytes().decode("utf-8")
    assert text == 'NIK,NAMA\n3205010101900001,"JOSÉ, S.PD"\n,A|B\n3.20501E+15,SITI\n'


def test_xlsx_cells_are_text(tmp_path: Path) -> None:
    table = pl.read_excel(written(tmp_path / "p3ke.xlsx", "p3ke"))
    assert table.schema == {"NIK": pl.String, "NAMA": pl.String}
    assert table["NIK"].fill_null("").to_list() == ["3205010101900001", "", "3.20501E+15"]


def test_parquet_has_a_row_group_per_chunk(tmp_path: Path) -> None:
    path = written(tmp_path / "p3ke.parquet", "p3ke")
    assert pl.read_parquet(path).equals(pl.concat([FIRST, SECOND]))
    assert writers.pq.ParquetFile(path).num_row_groups == 2


def test_a_sheet_that_runs_full_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writers, "XLSX_ROWS", 2)
    writer = XlsxFile(tmp_path / "p3ke.xlsx")
    writer.append(FIRST)
    with pytest.raises(ConfigError, match="ask for csv or parquet"):
        writer.append(SECOND)
    writer.close()
