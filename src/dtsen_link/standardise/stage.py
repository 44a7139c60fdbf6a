"""Standardise: every delivered value typed, cleaned and graded beside its raw form; persons and family units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dtsen_link.stage import Stage

if TYPE_CHECKING:
    from dtsen_link.config import Config
    from dtsen_link.engine import Engine


def run(engine: Engine, config: Config) -> None:
    """Make std_person and std_family out of raw_person."""
    raise NotImplementedError


STAGE = Stage(
    name="standardise",
    reads=("raw_person", "raw_file"),
    writes=("std_person", "std_family"),
    sql=(),
    run=run,
)
