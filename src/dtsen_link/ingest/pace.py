"""How fast this machine is now, beside the one that the forecast's figures were measured on.

Machines differ by more than a forecast may err, and one machine by half from hour to hour where others use it too. So a small
piece of what a build does, a join and a sort of texts, is done here and timed.
"""

from __future__ import annotations

import time
from statistics import median

from dtsen_link.engine import DuckDBEngine

# Seconds of one run where the forecast's figures come from.
_REFERENCE = 0.14
# Each core gets one row group of DuckDB's; more than so many cores get no more, as memory and time are those of a check.
_ROWS_PER_CORE, _MOST_CORES, _RUNS = 122_880, 16, 3
_MAKE = "CREATE TABLE tmp_pace AS SELECT i AS n, md5(CAST(i // 3 AS VARCHAR)) AS text FROM range({rows}) AS row(i)"
_WORK = """
    CREATE TABLE tmp_paced AS
    SELECT l.n AS n_l, l.text, r.n AS n_r FROM tmp_pace AS l INNER JOIN tmp_pace AS r ON l.text = r.text ORDER BY l.text, l.n, r.n
"""


def pace(engine: DuckDBEngine, cores: int) -> float:
    """How many times as long work takes here as where the forecast's figures were measured; below 1 is faster.

    Args:
        engine: does the work; what it makes is dropped.
        cores: that the engine works on.
    """
    engine.execute(_MAKE.format(rows=_ROWS_PER_CORE * min(cores, _MOST_CORES)))
    spent = [_seconds(engine) for _ in range(_RUNS)]
    engine.drop(["tmp_pace"])
    return median(spent) / _REFERENCE


def _seconds(engine: DuckDBEngine) -> float:
    began = time.perf_counter()
    engine.execute(_WORK)
    took = time.perf_counter() - began
    engine.drop(["tmp_paced"])
    return took
