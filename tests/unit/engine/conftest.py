"""Both engines, empty, for tests that hold them against each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dtsen_link.engine import DuckDBEngine

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from dtsen_link.engine.spark import SparkEngine


@pytest.fixture
def duckdb_engine() -> Iterator[DuckDBEngine]:
    engine = DuckDBEngine(threads=1)
    yield engine
    engine.close()


@pytest.fixture
def spark_engine(spark_session: SparkSession, tmp_path: Path) -> Iterator[SparkEngine]:
    from dtsen_link.engine.spark import SparkEngine

    engine = SparkEngine(spark_session, tmp_path / "spark")
    yield engine
    engine.close()
