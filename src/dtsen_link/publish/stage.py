"""The last stage: figures of the report, invariants and gates, as tables."""

from __future__ import annotations

from dtsen_link.config import Config
from dtsen_link.contracts import BOUNDARY_TABLES
from dtsen_link.engine import Engine
from dtsen_link.stage import Stage


def run(engine: Engine, config: Config) -> None:
    """Leave metric, invariant and gate behind; a broken invariant or a failed gate stops the build."""


STAGE = Stage(
    name="publish",
    reads=tuple(table.name for table in BOUNDARY_TABLES if table.stage != "publish"),
    writes=("metric", "invariant", "gate"),
    sql=(),
    run=run,
)
