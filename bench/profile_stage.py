"""Where the time of one stage goes, statement by statement.

    python bench/profile_stage.py dtsen.toml resolve

The stage is run on the tables that an earlier build left in its work folder, and its results are thrown away. CPU seconds are
of all threads; `busiest` is the busiest thread's: where it is as much as all, nothing ran side by side. On a machine that others
use too, these tell more than the clock does.
"""

from __future__ import annotations

import argparse
import os
import re
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from splink.internals.duckdb.database_api import DuckDBAPI

from dtsen_link import pipeline
from dtsen_link.config import load_config
from dtsen_link.contract_check import check_contract
from dtsen_link.contracts import TABLES
from dtsen_link.engine import DuckDBEngine

_TICKS = os.sysconf("SC_CLK_TCK")
# Statement -> CPU seconds, seconds of the busiest thread, calls.
_SPENT: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
_running: list[str] = []


def thread_seconds() -> dict[str, float]:
    """CPU seconds of every thread of this process so far."""
    found = {}
    for path in Path("/proc/self/task").iterdir():
        fields = (path / "stat").read_text().rsplit(")", 1)[1].split()
        found[path.name] = (int(fields[11]) + int(fields[12])) / _TICKS
    return found


def timed(owner: type, method: str, name: Callable[[Any], str]) -> None:
    """Have every call of a method measured, but not those it makes itself."""
    original = getattr(owner, method)

    def measured(self: Any, subject: Any, *args: Any, **named: Any) -> Any:
        if _running:
            return original(self, subject, *args, **named)
        _running.append(method)
        began, threads = time.process_time(), thread_seconds()
        try:
            return original(self, subject, *args, **named)
        finally:
            _running.pop()
            spent = _SPENT[name(subject)]
            spent[0] += time.process_time() - began
            spent[1] += max(seconds - threads.get(thread, 0.0) for thread, seconds in thread_seconds().items())
            spent[2] += 1

    setattr(owner, method, measured)


def _splink_statement(sql: str) -> str:
    """The first words, without the hash that makes each table's name new."""
    return "Splink: " + re.sub(r"_[0-9a-f]{9}\b", "", " ".join(sql.split())[:80])[:60]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config", type=Path)
    parser.add_argument("stage", choices=pipeline.stage_names())
    given = parser.parse_args()
    config = load_config(given.config)
    stage = next(stage for stage in pipeline.STAGES if stage.name == given.stage)
    timed(DuckDBEngine, "run_file", lambda path: str(path.name))
    for method in ("execute", "query", "keep_parquet"):
        timed(DuckDBEngine, method, lambda text: " ".join(str(text).split())[:90])
    timed(DuckDBAPI, "_execute_sql_against_backend", _splink_statement)
    with tempfile.TemporaryDirectory() as scratch:
        engine = DuckDBEngine(
            threads=config.threads, memory_limit=config.memory_limit, temp_folder=Path(scratch) / "spill"
        )
        pipeline.open_tables(engine, config, stage.reads, carried=stage in pipeline.LINKAGE)
        began = time.process_time()
        stage.run(engine, config)
        for name in stage.writes:
            check_contract(engine, stage.name, TABLES[name])
            engine.keep_parquet(name, Path(scratch) / f"{name}.parquet")
        print(f"{time.process_time() - began:.1f} CPU seconds")
        engine.close()
    print("    CPU  busiest  calls")
    for name, (cpu, busiest, calls) in sorted(_SPENT.items(), key=lambda item: -item[1][0])[:40]:
        print(f"{cpu:7.2f}  {busiest:7.2f}  {calls:5.0f}  {name}")


if __name__ == "__main__":
    main()
