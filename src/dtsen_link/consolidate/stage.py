"""Consolidate: one golden person per cluster of records, one golden family per cluster of units, with lasting ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dtsen_link.stage import Stage

if TYPE_CHECKING:
    from dtsen_link.config import Config
    from dtsen_link.engine import Engine

SQL: tuple[str, ...] = ()


def run(engine: Engine, config: Config) -> None:
    """Write the golden tables."""
    raise NotImplementedError


STAGE = Stage(
    name="consolidate",
    reads=("std_person", "std_family", "link_person", "link_family"),
    writes=("gold_person", "gold_family", "gold_member", "gold_person_source", "gold_provenance", "id_event"),
    sql=SQL,
    run=run,
)
