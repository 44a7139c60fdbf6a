"""The sample registry, built once for all golden tests."""

from __future__ import annotations

import pytest
from tests.building import Build, new_project, run


@pytest.fixture(scope="session")
def sample_build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    build = run(new_project(tmp_path_factory.mktemp("sample") / "registry"), "build", "--threads", "2")
    assert build.code == 0, build.log
    return build
