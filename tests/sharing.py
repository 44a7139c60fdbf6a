"""Which worker runs which test file when several share the run (`make test`): a file stays whole, and some stay together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from xdist.remote import Producer
    from xdist.scheduler import LoadFileScheduling

# What is set up once per process and costs more than the tests themselves.
TOGETHER = {
    "the Spark session": (
        "tests/golden/test_spark.py",
        "tests/unit/engine/test_opening.py",
        "tests/unit/engine/test_spark.py",
        "tests/unit/engine/test_spark_dialect.py",
        "tests/unit/test_pipeline.py",
    ),
    "the linked town": (
        "tests/golden/test_linkage_inputs.py",
        "tests/spec/test_constraints.py",
        "tests/spec/test_family_levels.py",
        "tests/spec/test_household.py",
        "tests/spec/test_questions.py",
    ),
}
_SHARED = {file: shared for shared, files in TOGETHER.items() for file in files}
# What takes longest is begun first, or one worker would be at it alone when all else is done.
FIRST = "the Spark session"


def begun_first(items: list[pytest.Item]) -> list[pytest.Item]:
    """The tests in the order in which files are to be handed out."""
    return sorted(items, key=lambda item: _SHARED.get(item.nodeid.partition("::")[0]) != FIRST)


def scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling:
    """Hands out files; those that share a costly set-up go to one worker."""
    from xdist.scheduler import LoadFileScheduling  # a run in one process does not need it

    class Sharing(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            return _SHARED.get(file, file)

    return Sharing(config, log)
