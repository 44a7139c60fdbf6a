"""An SQL file's header: what the file makes, reads and needs, in words that a machine checks.

Every file under sql/ begins with

    -- Title: what a row of the result is
    -- Creates: table [, table]      (or: macro name [, name])
    -- Reads: table [, table]        (or: nothing)
    -- Variables: name [, name]      (or: none)

and then says why. An unset DuckDB variable is silently NULL, so the engine refuses a file whose declared variables are
not all given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

from dtsen_link.errors import DtsenLinkError

_FIELDS = ("Title", "Creates", "Reads", "Variables")


@dataclass(frozen=True)
class SqlHeader:
    """The declared interface of one SQL file."""

    title: str
    creates: tuple[str, ...]
    reads: tuple[str, ...]
    variables: tuple[str, ...]


def read_header(path: Path) -> SqlHeader:
    """Parse the header of one SQL file.

    Raises:
        DtsenLinkError: a field is missing.
    """
    found: dict[str, str] = {}
    last = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("--"):
            break
        text = line[2:].strip()
        field, colon, rest = text.partition(":")
        if colon and field in _FIELDS and field not in found:
            last = field
            found[field] = rest.strip()
        elif last in ("Creates", "Reads", "Variables") and found[last].endswith(","):
            found[last] += " " + text
    missing = [field for field in _FIELDS if field not in found]
    if missing:
        raise DtsenLinkError(f"{path.name}: the header lacks {', '.join(missing)}")
    return SqlHeader(found["Title"], _names(found["Creates"]), _names(found["Reads"]), _names(found["Variables"]))


def macro_order(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Macro files so that each comes after those whose macros it uses: DuckDB refuses a macro that calls an unknown one."""
    home = {name: path for path in paths for name in read_header(path).creates}
    uses = {
        path: sorted(
            {home[word] for word in re.findall(r"\w+(?=\()", path.read_text(encoding="utf-8")) if word in home} - {path}
        )
        for path in sorted(paths)
    }
    return tuple(TopologicalSorter(uses).static_order())


def _names(text: str) -> tuple[str, ...]:
    if text in ("none", "nothing"):
        return ()
    return tuple(name.strip().removeprefix("macro ").strip() for name in text.split(",") if name.strip())
