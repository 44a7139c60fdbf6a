"""Which engine a build opens, and what it says where Spark cannot start."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from dtsen_link.config import Config
from dtsen_link.engine import DuckDBEngine, Engines, check_spark, open_engines, opening
from dtsen_link.errors import EngineError


@pytest.fixture
def java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program named java under JAVA_HOME that says it is Java 17."""
    monkeypatch.setattr(opening, "find_spec", lambda name: name)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.delenv("PYSPARK_GATEWAY_PORT", raising=False)
    path = tmp_path / "bin" / "java"
    path.parent.mkdir()
    told(path, 'openjdk version "17.0.15" 2025-04-15')
    return path


def told(java: Path, version: str) -> None:
    java.write_text(f"#!/bin/sh\necho '{version}' >&2\n", encoding="utf-8")
    java.chmod(0o755)


def refused(master: str = "") -> str:
    with pytest.raises(EngineError) as error:
        check_spark(master)
    assert error.value.exit_code == 18
    assert str(error.value).endswith('Or build with engine = "duckdb".')
    return str(error.value)


@pytest.mark.parametrize(
    "version", ['openjdk version "17.0.15" 2025-04-15', 'java version "21"', "a Java that says nothing"]
)
def test_spark_starts_where_pyspark_and_java_are(java: Path, version: str) -> None:
    told(java, version)
    check_spark()


def test_missing_pyspark_is_told(java: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "find_spec", lambda name: None)
    assert "pip install 'dtsen-link[spark]'" in refused()


def test_missing_java_is_told(java: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    java.unlink()
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(java.parent))
    assert "no Java is found here; install Java 17 or later, or let JAVA_HOME name its folder" in refused()


def test_a_java_home_without_java_is_named(java: Path) -> None:
    java.unlink()
    assert f"JAVA_HOME names {java.parent.parent}, where no bin/java is" in refused()


@pytest.mark.parametrize("master", ["foo", "local[]", "yarn-cluster", "127.0.0.1:7077"])
def test_what_is_no_address_is_told(java: Path, master: str) -> None:
    assert f"{master} is no address of Spark" in refused(master)


@pytest.mark.parametrize(
    "master", ["", "local", "local[*]", "local[4]", "yarn", "k8s://https://a:6443", "spark://a:7077"]
)
def test_addresses_are_let_pass(java: Path, master: str) -> None:
    check_spark(master)


@pytest.mark.parametrize(("version", "number"), [('java version "1.8.0_392"', 8), ('openjdk version "11.0.2"', 11)])
def test_an_old_java_is_told(java: Path, version: str, number: int) -> None:
    told(java, version)
    assert f"{java} is Java {number}; install Java 17" in refused()


def test_under_spark_submit_no_java_is_looked_for(java: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    java.unlink()
    monkeypatch.setenv("PYSPARK_GATEWAY_PORT", "1")
    check_spark()


def test_a_session_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark")
    from pyspark.sql import SparkSession

    from dtsen_link.engine.spark import open_session

    def fail(builder: object) -> None:
        raise RuntimeError("Could not parse Master URL: 'nowhere'\nmore")

    monkeypatch.setattr(SparkSession.Builder, "getOrCreate", fail)
    with pytest.raises(EngineError, match=r"did not start at nowhere: Could not parse Master URL: 'nowhere'\. Check"):
        open_session("nowhere")


def test_of_an_error_in_java_its_own_words_are_told() -> None:
    pytest.importorskip("pyspark")
    from dtsen_link.engine.spark import _said

    java = "An error occurred while calling None.SparkSession.\n: java.lang.IllegalStateException: all masters gave up.\n\tat x"
    assert _said(RuntimeError(java)) == "java.lang.IllegalStateException: all masters gave up"
    assert _said(RuntimeError("")) == "RuntimeError"


@pytest.mark.parametrize(
    ("engines", "address"),
    [
        ({}, "local[*]"),
        ({"threads": 2}, "local[2]"),
        ({"master": "yarn"}, "yarn"),
        ({"settings": {"spark.master": "local[3]"}}, "local[3]"),
    ],
)
def test_without_an_address_spark_runs_here_with_our_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engines: dict[str, Any], address: str
) -> None:
    found = started(tmp_path, monkeypatch, **engines)
    assert found.master == address
    assert ("spark.local.dir" in found.settings) == address.startswith("local")


def test_an_address_of_spark_submit_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "spark-defaults.conf").touch()
    monkeypatch.setenv("SPARK_CONF_DIR", str(tmp_path))
    assert started(tmp_path, monkeypatch).master == ""
    monkeypatch.delenv("SPARK_CONF_DIR")
    monkeypatch.setenv("PYSPARK_GATEWAY_PORT", "1")
    assert started(tmp_path, monkeypatch).master == ""


def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **engines: Any) -> SimpleNamespace:
    """With what a build would start Spark."""
    spark = pytest.importorskip("dtsen_link.engine.spark")
    monkeypatch.setattr(spark, "running_session", lambda: None)
    monkeypatch.setattr(
        spark, "open_session", lambda master, settings: SimpleNamespace(master=master, settings=settings)
    )
    return Engines(scratch=tmp_path, spark=True, **engines)._open_session()


def test_executors_are_given_our_python_where_they_are_here(monkeypatch: pytest.MonkeyPatch) -> None:
    spark = pytest.importorskip("dtsen_link.engine.spark")
    monkeypatch.setattr(spark.SparkSession.Builder, "getOrCreate", lambda builder: builder)
    for master, settings, python in (
        ("local[*]", {}, sys.executable),
        ("yarn", {}, None),
        ("yarn", {"spark.pyspark.python": "/opt/python"}, "/opt/python"),
    ):
        # Set first, so that what is set here is taken back.
        monkeypatch.setenv("PYSPARK_PYTHON", "")
        monkeypatch.delenv("PYSPARK_PYTHON")
        spark.open_session(master, settings)
        assert os.environ.get("PYSPARK_PYTHON") == python


def test_models_are_trained_within_the_limits_of_the_build(spark_session, tmp_path: Path) -> None:
    engine = Engines(scratch=tmp_path, spark=True, threads=1, memory_limit="300MB").of_stage("persons")
    engine.register("link_record", pa.table({"x": [1]}))
    with engine.for_training("link_record") as near:
        told = near.query("SELECT current_setting('threads') AS n, current_setting('memory_limit') AS most").to_pylist()
    assert told == [{"n": 1, "most": "286.1 MiB"}]
    engine.close()


def test_the_default_is_duckdb(tmp_path: Path) -> None:
    assert Config.model_fields["engine"].default == "duckdb"
    with open_engines(Engines(scratch=tmp_path)) as engines:
        engine = engines.of_stage("persons")
        assert isinstance(engine, DuckDBEngine)
        engine.close()


def test_stages_share_one_spark_that_ran_before(spark_session, tmp_path: Path) -> None:
    engines = Engines(scratch=tmp_path, spark=True, master="local[2]")
    first, second = (engines.of_stage(name) for name in ("one", "two"))
    first.execute("CREATE TABLE a AS SELECT 1 AS x")
    assert (first.tables(), second.tables()) == (["a"], [])
    for engine in (first, second):
        engine.close()
    engines.close()
    assert spark_session.sql("SELECT 1 AS x").count() == 1
