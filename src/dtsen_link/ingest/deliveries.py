"""Which files a source delivered: configured paths and patterns, seen from the folder of dtsen.toml.

A preset lists patterns for every format a registry may come in, so one pattern may well match nothing; all of a source's
patterns together must match something, and a path written out must be there.
"""

from __future__ import annotations

import glob
from pathlib import Path

from dtsen_link.config import Config
from dtsen_link.errors import SourceError
from dtsen_link.source_config import SourceConfig

_GLOB_SIGNS = "*?["


def delivered_files(config: Config, source: SourceConfig) -> tuple[Path, ...]:
    """The files of one source, sorted by path, each once.

    Raises:
        SourceError: a path written out is missing or is a folder; no pattern matches any file; a file may not be read.
    """
    found = {path for pattern in source.files for path in matches(config, source, pattern)}
    if not found:
        raise SourceError(
            f"source {source.name}: no file matches {', '.join(source.files)} in {config.folder or Path()}. "
            "Put the delivery there, or correct `files` of the source."
        )
    for path in sorted(found):
        _probe(path, shown_path(config, path))
    return tuple(sorted(found))


def _probe(path: Path, file: str) -> None:
    """Open a file before anything else is done, so that a forbidden one is named in a second, not in an hour."""
    try:
        path.open("rb").close()
    except OSError as error:
        raise SourceError(
            f"{file}: cannot be read ({error.strerror or error}). Correct the file or its permissions."
        ) from None


def matches(config: Config, source: SourceConfig, pattern: str) -> tuple[Path, ...]:
    """The files one configured path or pattern stands for; a pattern may match nothing.

    Raises:
        SourceError: a path written out is missing or is a folder.
    """
    path = config.path(pattern)
    if not is_pattern(pattern):
        if path.is_dir():
            raise SourceError(f"source {source.name}: {path} is a folder. Name its files, as in {pattern}/*.csv.")
        if not path.exists():
            raise SourceError(
                f"source {source.name}: {path}: no such file. Put the delivery there, or correct `files` of the source."
            )
        return (path,)
    names = glob.glob(pattern, root_dir=config.folder, recursive=True)  # noqa: PTH207 - Path.glob takes no absolute pattern
    return tuple(sorted(config.path(name) for name in names if config.path(name).is_file()))


def is_pattern(text: str) -> bool:
    """Whether a configured path holds a glob sign."""
    return any(sign in text for sign in _GLOB_SIGNS)


def shown_path(config: Config, path: Path) -> str:
    """A delivered file as tables and messages name it: relative to the configuration where possible."""
    return path.relative_to(config.folder).as_posix() if path.is_relative_to(config.folder) else path.as_posix()
