"""Where sql/, configs/ and the sample deliveries lie: in an installed wheel, or in the checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_IN_WHEEL = _PACKAGE / "_resources"
_CHECKOUT = _PACKAGE.parents[1]


def sql_dir() -> Path:
    """The folder with 0_macros/ to 8_publish/."""
    return _find("sql", "sql")


def configs_dir() -> Path:
    """The folder with dtsen.toml, sources/, models/ and reference/."""
    return _find("configs", "configs")


def sample_dir() -> Path:
    """The folder with the sample deliveries."""
    return _find("sample", "data/sample")


def reference_file(name: str) -> Path:
    """One shipped code list, lookup or region table."""
    return configs_dir() / "reference" / name


def sql_files(folder: str) -> tuple[Path, ...]:
    """All SQL files of one numbered folder, by name."""
    return tuple(sorted((sql_dir() / folder).glob("*.sql")))


def _find(in_wheel: str, in_checkout: str) -> Path:
    wheel = _IN_WHEEL / in_wheel
    return wheel if wheel.is_dir() else _CHECKOUT / in_checkout
