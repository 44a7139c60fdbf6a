"""How many threads the libraries take that ask once, when they are loaded; DuckDB is told by each engine."""

from __future__ import annotations

import os


def bound_libraries(threads: int) -> None:
    """Let Polars and Arrow take no more threads than the build may; to be called before either is loaded.

    Args:
        threads: of the configuration; 0 leaves the choice to them (all cores).
    """
    if not threads:
        return
    os.environ["POLARS_MAX_THREADS"] = str(threads)
    # Loaded here, since what runs next needs it anyway.
    import pyarrow as pa

    pa.set_cpu_count(threads)
