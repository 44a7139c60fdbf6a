"""What all tests share."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from tests.building import Build, new_project, run
from tests.sharing import begun_first, scheduler
from tests.sparking import small_session

if TYPE_CHECKING:
    from pyspark.sql import SparkSession
    from xdist.remote import Producer
    from xdist.scheduler import LoadFileScheduling

# A busy machine is slow, not wrong: no deadline. In CI the same examples each time, so that a red build can be repeated.
settings.register_profile("project", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "project")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    """Who runs what when the files are shared out."""
    return scheduler(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The order of the files when they are shared out; in one process it is that of their names."""
    if hasattr(config, "workerinput"):
        items[:] = begun_first(items)


@pytest.fixture(scope="session")
def sample_build(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Build:
    """The sample registry, built once for all tests of all workers that only read a release or its work tables."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if hasattr(pytestconfig, "workerinput") else base) / "sample"
    shared.mkdir(exist_ok=True)
    told = shared / "build.json"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.is_file():
            build = run(new_project(shared / "registry"), "build", "--threads", "2")
            told.write_text(json.dumps([build.code, build.out, build.log]), encoding="utf-8")
    build = Build(shared / "registry", *json.loads(told.read_text(encoding="utf-8")))
    assert build.code == 0, build.log
    return build


@pytest.fixture(scope="session")
def spark_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """One local Spark for all tests of the Spark engine; starting it takes as long as most of them."""
    with small_session(tmp_path_factory.mktemp("spark")) as session:
        yield session
