r"""Regular expressions of DuckDB (RE2) as Java reads them.

Both find the leftmost match and prefer the first alternative, but they part in small things: Java's `$` also stands before
a final line feed, its `.` stops at more than line feeds, its `\s` holds the vertical tab, and inside [...] it reads `[` and
`&&` as operators.
"""

from __future__ import annotations

from dtsen_link.errors import DtsenLinkError

# Only \n ends a line, as in RE2.
_UNIX_LINES = "(?d)"
_BLANKS = r"\t\n\f\r "


def java_pattern(pattern: str) -> str:
    """The same pattern for java.util.regex.

    Raises:
        DtsenLinkError: the pattern uses what Java spells in another way and no file has needed so far.
    """
    parts: list[str] = []
    within = False
    position = 0
    while position < len(pattern):
        taken = pattern[position : position + 2] if pattern[position] == "\\" else pattern[position]
        refused = (
            "[:"
            if within and pattern.startswith("[:", position)
            else "(?P"
            if pattern.startswith("(?P", position)
            else ""
        )
        if refused:
            raise DtsenLinkError(f"pattern {pattern!r}: {refused} is spelt differently by Java")
        opened = not within and taken == "["
        if opened and pattern[position + 1 : position + 2] == "^":
            taken = "[^"
        position += len(taken)
        parts.append(_inside(taken) if within and taken != "]" else _outside(taken))
        if opened and pattern[position : position + 1] == "]":  # the first in a class is a letter
            parts.append(r"\]")
            position += 1
        within = opened or (within and taken != "]")
    return _UNIX_LINES + "".join(parts)


def java_replacement(text: str) -> str:
    r"""A replacement that is taken as it stands: Java reads `$1` as a group.

    Raises:
        DtsenLinkError: it names a group of the pattern, or a backslash; the two spell both differently.
    """
    if "\\" in text:
        raise DtsenLinkError(f"replacement {text!r}: groups are spelt differently by Java")
    return text.replace("$", r"\$")


def _inside(taken: str) -> str:
    if taken == r"\s":
        return _BLANKS
    return f"\\{taken}" if taken in ("[", "&") else taken


def _outside(taken: str) -> str:
    if taken == r"\s":
        return f"[{_BLANKS}]"
    return r"\z" if taken == "$" else taken
