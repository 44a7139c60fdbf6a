"""Exit codes are read by schedulers: they never change and never collide."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dtsen_link import cli, errors
from dtsen_link.source_config import CsvOptions


def test_exit_codes_are_what_the_readme_promises() -> None:
    codes = {kind.__name__: kind.exit_code for kind in errors.UserError.__subclasses__()}
    assert codes == {
        "ConfigError": 10,
        "SourceError": 11,
        "ContractError": 12,
        "GateError": 13,
        "BacklogError": 14,
        "StorageError": 15,
        "NotFoundError": 16,
        "DecisionError": 17,
        "EngineError": 18,
    }


def test_a_user_error_leaves_with_its_code_and_without_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise errors.SourceError("deliveries/a.csv: [line 3] no such column")

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 11
    assert capsys.readouterr().err == "error: deliveries/a.csv: [line 3] no such column\n"


def test_our_own_bug_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(ZeroDivisionError):
        cli.main()


def test_a_json_file_that_cannot_be_written_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(errors.StorageError, match=r"a\.json: cannot write: No such file or directory"):
        cli._write_json(tmp_path / "missing" / "a.json", CsvOptions())


def test_a_result_is_written_as_json(tmp_path: Path) -> None:
    cli._write_json(tmp_path / "a.json", CsvOptions())
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["quote"] == '"'
