"""Writes the release folder."""

from __future__ import annotations

from pathlib import Path

from dtsen_link.config import Config
from dtsen_link.engine import Engine


def write_release(engine: Engine, config: Config, folder: Path, seconds: dict[str, float]) -> None:
    """Write a whole release into an empty folder."""
