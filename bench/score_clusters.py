"""Score clusters of persons as `dtsen-link evaluate` scores a release, hard cases included; prints JSON.

    python bench/score_clusters.py CLUSTERS TRUTH SCENARIOS

CLUSTERS holds unique_id and cluster_id, TRUTH and SCENARIOS are those of `dtsen-link sample`; - for no scenarios.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from dtsen_link.engine import DuckDBEngine
from dtsen_link.evaluate.scores import score


def main(clusters: Path, truth: Path, scenarios: str) -> None:
    engine = DuckDBEngine()
    engine.open_parquet("truth", truth)
    engine.open_parquet("clusters", clusters)
    engine.execute(
        "CREATE TABLE found AS SELECT truth.source, truth.source_record_id, clusters.cluster_id "
        "FROM truth LEFT JOIN clusters ON truth.source_record_id = clusters.unique_id"
    )
    if scenarios != "-":
        engine.open_parquet("scenarios", Path(scenarios))
    found = score(engine, "found", "truth", scenarios="scenarios" if scenarios != "-" else "")
    print(json.dumps([item.model_dump() for item in found]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
