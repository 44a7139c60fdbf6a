"""In which order groups are told, and what they are called."""

from __future__ import annotations


def group_order(code: str) -> tuple[bool, int, str]:
    """Deciles by size, codes of regions as text, then what is unknown, then who is not there."""
    return not code.isdigit(), len(code), code


def group_label(code: str, name: str) -> str:
    """A region as code and name, with the dot behind the province; what is unknown by its name alone."""
    if code == "-":
        return name or "not known"
    dotted = code if len(code) <= len("00") else f"{code[:2]}.{code[2:]}"
    return f"{dotted} {name}".strip()
