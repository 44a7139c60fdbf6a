"""What every release promises, checked before it is published: sql/8_publish/tmp_invariant_*.sql hold the rules."""

from __future__ import annotations

from dtsen_link.engine import Engine
from dtsen_link.errors import GateError


def check_invariants(engine: Engine) -> None:
    """Stop the build when a promise is broken.

    Raises:
        GateError: names for each broken promise its table, its rule and how many rows break it.
    """
    broken = engine.query("SELECT * FROM invariant WHERE broken_n > 0 ORDER BY name").to_pylist()
    if broken:
        lines = [
            f"{row['table_name']}: {row['rule']}: broken by {row['broken_n']:,} rows ({row['name']})" for row in broken
        ]
        raise GateError(
            "\n".join([*lines, "Nothing was published. The tables lie in the work folder, stage by stage."])
        )
