"""The last stage: the figures of the report, the estimates, the invariants and the gates, as tables.

An invariant that is broken or a gate that fails stops the build here, before a release is written; the release of the
quarter before stays what readers see.
"""

from __future__ import annotations

from dtsen_link import resources
from dtsen_link.config import Config
from dtsen_link.contracts import BOUNDARY_TABLES
from dtsen_link.engine import Engine
from dtsen_link.errors import BacklogError
from dtsen_link.estimate.estimate import make_estimate
from dtsen_link.linkage.spec import load_spec
from dtsen_link.previous import PREVIOUS_TABLES
from dtsen_link.publish.drift import make_drift
from dtsen_link.publish.gates import check_gates, make_gates
from dtsen_link.publish.invariants import check_invariants
from dtsen_link.stage import Stage

_SQL = (
    "tmp_person_listing",
    "tmp_metric_delivery",
    "tmp_metric_quality",
    "tmp_metric_filled",
    "tmp_metric_coverage",
    "tmp_metric_linkage",
    "tmp_metric_blocking",
    "tmp_metric_within",
    "tmp_metric_conflict",
    "tmp_metric_life",
    "tmp_metric_total",
    "metric",
    "tmp_released_record",
    "tmp_invariant_rows",
    "tmp_invariant_person",
    "tmp_invariant_family",
    "tmp_invariant_provenance",
    "tmp_invariant_conflict",
    "tmp_invariant_id",
    "tmp_invariant_event",
    "tmp_invariant_life",
    "invariant",
)


def run(engine: Engine, config: Config) -> None:
    """Leave metric, estimate, invariant, gate and model_drift behind.

    Raises:
        GateError: an invariant is broken or a gate failed.
        BacklogError: more open conflicts than queues.max_open_conflicts.
    """
    for name in _SQL:
        engine.run_file(resources.sql_dir() / "8_publish" / f"{name}.sql", {"release": config.release})
    make_drift(engine, config)
    make_gates(engine, config)
    check_invariants(engine)
    check_gates(engine)
    _check_backlog(engine, config.queues.max_open_conflicts)
    make_estimate(engine, load_spec(config, "person"), max(source.data_date.year for source in config.sources))


def _check_backlog(engine: Engine, limit: int) -> None:
    count = engine.count("conflict")
    if limit and count > limit:
        raise BacklogError(
            f"{count:,} open conflicts, queues.max_open_conflicts allows {limit:,}. Nothing was published; "
            "have more conflicts decided, or raise the limit"
        )


STAGE = Stage(
    name="publish",
    reads=(*(table.name for table in BOUNDARY_TABLES if table.stage != "publish"), *PREVIOUS_TABLES),
    writes=("metric", "estimate", "invariant", "gate", "model_drift"),
    sql=_SQL,
    run=run,
)
