"""The wheel holds what the checkout holds, and nothing that the tests alone need."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHIPPED = {"sql": "sql", "configs": "configs", "data/sample": "sample"}


def checkout_files(folder: str) -> dict[str, bytes]:
    files = [path for path in (ROOT / folder).rglob("*") if path.is_file() and path.name != ".gitkeep"]
    return {path.relative_to(ROOT / folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


@pytest.mark.parametrize("folder", SHIPPED)
def test_every_file_is_shipped_unchanged(wheel: zipfile.ZipFile, folder: str) -> None:
    prefix = f"dtsen_link/_resources/{SHIPPED[folder]}/"
    shipped = {name.removeprefix(prefix): wheel.read(name) for name in wheel.namelist() if name.startswith(prefix)}
    shipped.pop(".gitkeep", None)
    assert shipped == checkout_files(folder)
    assert shipped


def test_every_module_and_its_data_are_shipped(wheel: zipfile.ZipFile) -> None:
    package = ROOT / "src" / "dtsen_link"
    files = [path.relative_to(package.parent) for path in package.rglob("*") if path.is_file()]
    # Caches of Python and of tools, which git and hatchling leave out.
    expected = {path.as_posix() for path in files if not any(part.startswith((".", "__py")) for part in path.parts)}
    shipped = {name for name in wheel.namelist() if name.startswith("dtsen_link/") and "/_resources/" not in name}
    assert shipped == expected


def test_nothing_else_is_shipped(wheel: zipfile.ZipFile) -> None:
    assert {name.split("/")[0].split("-")[0] for name in wheel.namelist()} == {"dtsen_link"}


def test_the_command_is_declared(wheel: zipfile.ZipFile) -> None:
    (name,) = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
    assert "dtsen-link = dtsen_link.cli:main" in wheel.read(name).decode()
