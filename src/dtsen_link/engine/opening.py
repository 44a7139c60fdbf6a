"""Which engine a stage runs on: DuckDB in this process, or Spark, which starts when the first stage asks for it.

What Spark needs is looked for without loading it, so that a build that lacks it stops before it reads anything.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dtsen_link.engine.base import Engine
from dtsen_link.engine.duckdb import DuckDBEngine
from dtsen_link.errors import EngineError

LEAST_JAVA = 17
# Managers of clusters may bring schemes of their own.
_ADDRESS = re.compile(r"local(\[(\d+|\*)(, *\d+)?\])?|local-cluster\[.+\]|yarn|[a-z0-9]+://.+")


@dataclass
class Engines:
    """Opens the engines of one build.

    Attributes:
        scratch: folder for what does not fit in memory and for Spark's tables; seen by all executors under this path.
        threads: of DuckDB; 0 leaves the choice to it.
        memory_limit: of DuckDB, as it writes it; empty leaves its own.
        temp_limit: of what DuckDB spills, the same way.
        spark: whether stages run on Spark.
        master: address of the cluster; empty leaves it to spark-submit.
        settings: more Spark settings by name.
    """

    scratch: Path
    threads: int = 0
    memory_limit: str = ""
    temp_limit: str = ""
    spark: bool = False
    master: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    _session: Any = None
    _started: bool = False

    def near(self) -> DuckDBEngine:
        """DuckDB in this process, which reads deliveries and writes the release."""
        return DuckDBEngine(
            threads=self.threads,
            memory_limit=self.memory_limit,
            temp_folder=self.scratch,
            temp_limit=self.temp_limit,
        )

    def of_stage(self, name: str) -> Engine:
        """The engine that the build's stages run on, with a scratch folder of that name.

        Raises:
            EngineError: Spark does not start.
        """
        if not self.spark:
            return self.near()
        from dtsen_link.engine.spark import SparkEngine

        return SparkEngine(self._open_session(), self.scratch / name, near=self.near)

    def close(self) -> None:
        """Stop Spark, unless it ran before this build."""
        if self._started:
            from dtsen_link.engine.spark import is_running

            if is_running(self._session):
                self._session.stop()
        self._session, self._started = None, False

    def _open_session(self) -> Any:
        if self._session is None:
            from dtsen_link.engine.spark import open_session, running_session

            self._started = running_session() is None
            master = self._address()
            self._session = open_session(master, {**self._of_one_machine(master), **self.settings})
        return self._session

    def _address(self) -> str:
        """The address that is named, by us or in Spark's own settings; this machine's cores where nobody names one."""
        named = self.master or self.settings.get("spark.master", "")
        return named if named or _told_by_spark() else f"local[{self.threads or '*'}]"

    def _of_one_machine(self, master: str) -> Mapping[str, str]:
        """In local mode all that Spark spills goes where DuckDB's goes, and is removed with it."""
        if not master.startswith("local"):
            return {}
        return {"spark.local.dir": str(self.scratch), "spark.sql.warehouse.dir": str(self.scratch / "warehouse")}


@contextmanager
def open_engines(engines: Engines) -> Iterator[Engines]:
    """Engines that are closed however the build ends."""
    try:
        yield engines
    finally:
        engines.close()


def _told_by_spark() -> bool:
    """Whether spark-submit, or the defaults of a Spark that is installed here, may name an address."""
    home = os.environ.get("SPARK_HOME")
    folder = os.environ.get("SPARK_CONF_DIR") or (str(Path(home) / "conf") if home else "")
    return bool(os.environ.get("PYSPARK_GATEWAY_PORT") or (folder and (Path(folder) / "spark-defaults.conf").is_file()))


def missing_for_spark() -> str:
    """Why Spark cannot start on this machine, and what to do; empty when it can."""
    if find_spec("pyspark") is None:
        return "pyspark is not installed here; install it: pip install 'dtsen-link[spark]'"
    # Under spark-submit a Java runs already, and is not looked for.
    if os.environ.get("PYSPARK_GATEWAY_PORT"):
        return ""
    java, home = _java(), os.environ.get("JAVA_HOME")
    if not java and home:
        return f"JAVA_HOME names {home}, where no bin/java is; correct it, or unset it where java is in the path"
    if not java:
        return f"no Java is found here; install Java {LEAST_JAVA} or later, or let JAVA_HOME name its folder"
    version = _java_version(java)
    if version and version < LEAST_JAVA:
        return f"{java} is Java {version}; install Java {LEAST_JAVA} or later, or let JAVA_HOME name its folder"
    return ""


def check_spark(master: str = "") -> None:
    """Stop where Spark cannot start.

    Args:
        master: address of the cluster; empty where none is named.

    Raises:
        EngineError: says what is missing and what to do.
    """
    reason = missing_for_spark()
    if not reason and master and not _ADDRESS.fullmatch(master):
        reason = f'{master} is no address of Spark; write "local[4]", "yarn", "k8s://https://HOST:PORT" or "spark://HOST:PORT"'
    if reason:
        raise EngineError(f'engine = "spark": {reason}. Or build with engine = "duckdb".')


def _java() -> str:
    home = os.environ.get("JAVA_HOME")
    if home:
        return shutil.which(str(Path(home) / "bin" / "java")) or ""
    return shutil.which("java") or ""


def _java_version(java: str) -> int:
    """17 for 17.0.15, 8 for 1.8.0; 0 where Java does not say."""
    ask = [java, "-version"]
    try:
        told = subprocess.run(ask, capture_output=True, text=True, check=False, timeout=60).stderr  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    return int(found[1]) if found else 0
