"""`dtsen-link init` makes a folder a build can start in, and never replaces anything."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dtsen_link import project
from dtsen_link.cli import app
from dtsen_link.config import load_config
from dtsen_link.errors import StorageError
from dtsen_link.project import write_project


def test_the_configuration_is_valid_and_finds_its_sources(tmp_path: Path) -> None:
    write_project(tmp_path / "registry")
    config = load_config(tmp_path / "registry" / "dtsen.toml")
    assert [source.name for source in config.sources] == ["dtks", "regsosek", "p3ke"]


def test_each_source_has_a_delivery(tmp_path: Path) -> None:
    write_project(tmp_path)
    config = load_config(tmp_path / "dtsen.toml")
    found = {source.name: [path for glob in source.files for path in tmp_path.glob(glob)] for source in config.sources}
    assert [name for name, files in found.items() if not files] == []


def test_what_is_known_about_the_sample_stays_out(tmp_path: Path) -> None:
    write_project(tmp_path)
    assert sorted(path.name for path in (tmp_path / "deliveries").iterdir()) == [
        "dtks.csv",
        "p3ke.xlsx",
        "regsosek.csv",
    ]


def test_the_key_is_secret_and_fresh(tmp_path: Path) -> None:
    write_project(tmp_path / "a")
    write_project(tmp_path / "b")
    keys = [(tmp_path / name / "id.key").read_text(encoding="ascii").strip() for name in ("a", "b")]
    assert keys[0] != keys[1]
    assert [len(bytes.fromhex(key)) for key in keys] == [32, 32]
    assert stat.S_IMODE((tmp_path / "a" / "id.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["dtsen.toml", "id.key", "sources/dtks.toml"])
def test_nothing_is_replaced_and_nothing_half_written(tmp_path: Path, name: str) -> None:
    mine = tmp_path / name
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(StorageError, match=f"{name} already there, and init replaces nothing"):
        write_project(tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [mine]
    assert mine.read_text(encoding="utf-8") == "mine"


def test_other_files_in_the_folder_do_not_matter(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    write_project(tmp_path)
    assert (tmp_path / "dtsen.toml").is_file()


def test_a_folder_that_cannot_be_made_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StorageError, match=r"cannot write: .*Choose another folder"):
        write_project(tmp_path / "file" / "registry")


def test_a_folder_without_permission_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied", str(target))

    monkeypatch.setattr(project.shutil, "copyfile", refuse)
    with pytest.raises(StorageError, match=r"dtsen\.toml: cannot write: Permission denied"):
        write_project(tmp_path)


def test_the_command_prints_what_it_wrote(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["init", str(tmp_path / "registry")])
    assert result.exit_code == 0
    assert result.output.splitlines()[0] == str(tmp_path / "registry" / "dtsen.toml")
    assert all(Path(line).is_file() for line in result.output.splitlines())
