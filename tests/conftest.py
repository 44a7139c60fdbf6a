"""What all tests share."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings
from tests.building import Build, new_project, run

# A busy machine is slow, not wrong: no deadline. In CI the same examples each time, so that a red build can be repeated.
settings.register_profile("project", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "project")


@pytest.fixture(scope="session")
def sample_build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The sample registry, built once for all tests that only read a release or its work tables."""
    build = run(new_project(tmp_path_factory.mktemp("sample") / "registry"), "build", "--threads", "2")
    assert build.code == 0, build.log
    return build
