"""Run the baseline's own main and keep the clusters of each of its thresholds, so that they can be scored again.

    python bench/keep_clusters.py BASELINES DATA OUT

Clusters are written after all that the baseline times; how long that took is printed, to be taken off its total.
"""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any


def main(baselines: Path, data: str, out: Path) -> None:
    sys.path.insert(0, str(baselines.parent))
    module = importlib.import_module(baselines.stem)
    plain = module.splink_clusters

    def keeping(con: Any, lap: Callable[[str], None]) -> Iterator[tuple[str, str]]:
        found = []
        for name, sql in plain(con, lap):
            found.append(sql)
            yield name, sql
        started = time.perf_counter()
        for number, sql in enumerate(found):
            con.execute(f"COPY ({sql}) TO '{out / f'{number}.parquet'}'")
        print(f"kept the clusters in {time.perf_counter() - started:.2f} s")

    module.splink_clusters = keeping
    sys.argv = [str(baselines), data, "splink"]
    module.main()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
