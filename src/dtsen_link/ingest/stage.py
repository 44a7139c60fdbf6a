"""Ingest: delivered files become raw_person, every value as text, every line accounted for."""

from __future__ import annotations

from dtsen_link.config import Config
from dtsen_link.engine import Engine
from dtsen_link.stage import Stage


def run(engine: Engine, config: Config) -> None:
    """Read every delivered file into raw_person, raw_sensitive, reject and raw_file."""
    raise NotImplementedError


STAGE = Stage(
    name="ingest",
    reads=(),
    writes=("raw_file", "raw_person", "raw_sensitive", "reject"),
    sql=(),
    run=run,
)
