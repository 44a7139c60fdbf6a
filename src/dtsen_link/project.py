"""A folder to start from: commented configuration, sample deliveries, and a fresh key for the ids.

Whoever starts must not need a checkout, so all of it comes out of the installed package. Nothing that is already there
is ever replaced: an overwritten id.key would give every person and family a new id.
"""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from dtsen_link import resources
from dtsen_link.errors import StorageError

_KEY_BYTES = 32


def write_project(folder: Path) -> tuple[Path, ...]:
    """Write dtsen.toml, sources/, deliveries/ and id.key into a folder.

    Args:
        folder: where to write; made if it is not there.

    Returns:
        The files written, in the order a newcomer would read them.

    Raises:
        StorageError: a file is there already (nothing is written then), or the folder cannot be written.
    """
    copies = {folder / target: source for target, source in _files().items()}
    key = folder / "id.key"
    _refuse_existing(folder, [*copies, key])
    try:
        for target, source in copies.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        write_key(key)
    except OSError as error:
        raise StorageError(
            f"{error.filename or folder}: cannot write: {error.strerror}. Choose another folder."
        ) from error
    return (*copies, key)


def _files() -> dict[str, Path]:
    """Path inside the project -> shipped file."""
    configs = resources.configs_dir()
    presets = sorted((configs / "sources").glob("*.toml"))
    found = {"dtsen.toml": configs / "dtsen.toml"}
    found |= {f"sources/{path.name}": path for path in presets}
    # Deliveries bear the name of their source. The sample's truth stays behind: a build must not be able to see it.
    names = tuple(path.stem for path in presets)
    deliveries = [path for path in sorted(resources.sample_dir().iterdir()) if path.name.startswith(names)]
    return found | {f"deliveries/{path.name}": path for path in deliveries}


def _refuse_existing(folder: Path, targets: list[Path]) -> None:
    there = [path.relative_to(folder).as_posix() for path in targets if path.exists()]
    if there:
        raise StorageError(
            f"{folder}: {', '.join(there)} already there, and init replaces nothing. "
            "Choose an empty folder, or move these away first."
        )


def write_key(path: Path) -> None:
    """Write a random secret only its owner may read; the file must not be there."""
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(secrets.token_hex(_KEY_BYTES) + "\n", encoding="ascii")
