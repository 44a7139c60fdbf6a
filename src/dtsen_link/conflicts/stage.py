"""Conflicts: everything the build could not decide, as questions to the people who can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dtsen_link.stage import Stage

if TYPE_CHECKING:
    from dtsen_link.config import Config
    from dtsen_link.engine import Engine

SQL: tuple[str, ...] = ()


def run(engine: Engine, config: Config) -> None:
    """Write the conflict table."""
    raise NotImplementedError


STAGE = Stage(
    name="conflicts",
    reads=(
        "std_person",
        "std_family",
        "link_question",
        "gold_person",
        "gold_family",
        "gold_member",
        "gold_person_source",
    ),
    writes=("conflict",),
    sql=SQL,
    run=run,
)
