"""Configured paths and patterns become files, each once, in order; what is missing is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.ingest.delivered import config, source

from dtsen_link.errors import SourceError
from dtsen_link.ingest.deliveries import delivered_files, shown_path


def names(folder: Path, *files: str) -> list[str]:
    settings = config(folder, source(files=files))
    return [shown_path(settings, path) for path in delivered_files(settings, settings.sources[0])]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.csv", "a.csv", "sub/c.csv", "sub/d.parquet"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    return tmp_path


def test_patterns_give_sorted_files_once_each(folder: Path) -> None:
    assert names(folder, "b.csv", "*.csv", "sub/*") == ["a.csv", "b.csv", "sub/c.csv", "sub/d.parquet"]
    assert names(folder, "**/*.csv") == ["a.csv", "b.csv", "sub/c.csv"]


def test_absolute_patterns_work_and_outside_files_keep_their_path(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    settings = config(elsewhere, source(files=(f"{folder}/*.csv",)))
    found = delivered_files(settings, settings.sources[0])
    assert [shown_path(settings, path) for path in found] == [f"{folder}/a.csv", f"{folder}/b.csv"]


def test_one_of_several_patterns_may_match_nothing(folder: Path) -> None:
    assert names(folder, "*.csv", "*.xlsx") == ["a.csv", "b.csv"]


def test_no_match_at_all_is_an_error_that_names_the_patterns(folder: Path) -> None:
    with pytest.raises(SourceError, match=r"source dtks: no file matches \*.txt, \*.xlsx in .* Put the delivery there"):
        names(folder, "*.txt", "*.xlsx")


def test_a_missing_path_is_an_error_even_beside_others(folder: Path) -> None:
    with pytest.raises(SourceError, match=r"source dtks: .*gone.csv: no such file"):
        names(folder, "a.csv", "gone.csv")


def test_a_folder_is_no_delivery(folder: Path) -> None:
    with pytest.raises(SourceError, match=r"sub is a folder. Name its files, as in sub/\*.csv"):
        names(folder, "sub")


def test_a_file_that_may_not_be_read_is_named_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(path: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(SourceError, match=r"a\.csv: cannot be read \(Permission denied\)"):
        names(folder, "*.csv")
