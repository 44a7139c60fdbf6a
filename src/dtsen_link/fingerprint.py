"""What a stage's result depends on, as one hash: inputs, settings, code. Unchanged means the stage need not run."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path

from dtsen_link import __version__, resources
from dtsen_link.config import Config

_PACKAGE = Path(__file__).resolve().parent
# Settings that may change where and how fast a build runs and what is let through, never a table of a stage that is kept.
# The previous release and the decisions count by their content, and only from the stage that first reads them.
_WITHOUT_EFFECT = {
    "out",
    "work",
    "threads",
    "memory_limit",
    "temp_limit",
    "folder",
    "queues",
    "gates",
    "previous",
    "decisions",
}
# What an earlier build is asked for is what this one would find. Where Spark runs changes nothing, whether it runs does: its
# hashes are others.
_WITHOUT_EFFECT |= {"increment_from", "spark"}
# Counts from the first stage that goes by parts: its tables lie in other files then.
_WITHOUT_EFFECT |= {"partition"}
# Libraries that compute values; another version may compute others.
_COMPUTING = ("duckdb", "splink", "sqlglot")


def of_file(path: Path) -> str:
    """SHA-256 of a file's bytes, as hex."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def of_settings(config: Config) -> str:
    """Hash of every setting that may change a table."""
    return _of_text(json.dumps(config.model_dump(mode="json", exclude=_WITHOUT_EFFECT), sort_keys=True))


@cache
def of_code() -> str:
    """Hash of the version, the Python modules, the SQL files and the shipped configuration."""
    digest = hashlib.sha256(__version__.encode())
    for folder in (_PACKAGE, resources.sql_dir(), resources.configs_dir()):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".sql", ".toml", ".csv", ".gz"}:
                digest.update(path.relative_to(folder).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def of_program() -> str:
    """Hash of the code and of the libraries that compute with it."""
    return combine(of_code(), *(f"{name} {version(name)}" for name in _COMPUTING))


def combine(*parts: str) -> str:
    """One hash out of several."""
    return _of_text("\n".join(parts))


def _of_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
