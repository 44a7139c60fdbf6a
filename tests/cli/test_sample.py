"""`dtsen-link sample` writes deliveries that the rest of the package can read."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dtsen_link.cli import app, main

RUN = CliRunner()


def test_it_prints_the_files_it_wrote(tmp_path: Path) -> None:
    result = RUN.invoke(app, ["sample", str(tmp_path / "new"), "--families", "30", "--seed", "2"])
    assert result.exit_code == 0
    printed = [Path(line) for line in result.stdout.splitlines()]
    assert sorted(printed) == sorted((tmp_path / "new").iterdir())
    assert {path.name for path in printed} == {
        "dtks.csv",
        "regsosek.csv",
        "p3ke.xlsx",
        "truth.parquet",
        "scenarios.parquet",
    }


def test_formats_can_be_chosen(tmp_path: Path) -> None:
    RUN.invoke(app, ["sample", str(tmp_path), "--families", "30", "--formats", "parquet,csv,parquet"])
    assert {path.name for path in tmp_path.glob("*.*")} >= {"dtks.parquet", "regsosek.csv", "p3ke.parquet"}


def test_a_mistake_leaves_with_an_exit_code_and_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["dtsen-link", "sample", str(tmp_path), "--formats", "pdf,csv,csv"])
    with pytest.raises(SystemExit) as left:
        main()
    message = capsys.readouterr().err
    assert left.value.code == 10
    assert "pdf,csv,csv" in message
    assert "Traceback" not in message


@pytest.mark.parametrize("families", ["0", "-5", "many"])
def test_a_number_of_families_is_needed(tmp_path: Path, families: str) -> None:
    assert RUN.invoke(app, ["sample", str(tmp_path), "--families", families]).exit_code == 2
