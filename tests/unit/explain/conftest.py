"""The sample's build, opened for questions, and records in it that were decided in each way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.building import Build

from dtsen_link.config import Config, load_config
from dtsen_link.explain.build import FinishedBuild, open_build


@pytest.fixture(scope="session")
def sample_config(sample_build: Build) -> Config:
    return load_config(sample_build.folder / "dtsen.toml")


@pytest.fixture(scope="session")
def built(sample_config: Config) -> Iterator[FinishedBuild]:
    with open_build(sample_config, unmask=False) as build:
        yield build
