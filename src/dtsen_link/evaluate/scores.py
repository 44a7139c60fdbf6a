"""Found clusters held against true ones: pairwise and B-cubed precision, recall and F1.

Pairwise asks of every two records whether they were put together and whether they belong together; large clusters weigh
by the square of their size. B-cubed asks of every record how much of its cluster is right; every record weighs the same.
Both are counted from how many records share a found and a true cluster, never from a list of pairs, so that millions of
records take seconds.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from pydantic import BaseModel, ConfigDict

from dtsen_link import resources
from dtsen_link.engine import Engine

_SQL = ("eval_record", "eval_cell", "eval_score")
_NO_SCENARIOS = pa.table(
    {
        "scenario": pa.array([], pa.string()),
        "source": pa.array([], pa.string()),
        "source_record_id": pa.array([], pa.string()),
    }
)


class Rates(BaseModel):
    """Precision, recall and F1 of one way of counting; null where there was nothing to count."""

    model_config = ConfigDict(frozen=True)

    precision: float | None
    recall: float | None
    f1: float | None


class Score(BaseModel):
    """The scores of one subset of records.

    Attributes:
        subset: all, source (pairs inside one source), source_pair (pairs across two sources) or scenario.
        name: which one: "", "dtks", "dtks x p3ke", "kembar".
        records: records of the truth in the subset.
        right_pairs: pairs together in both.
        found_pairs: pairs put together.
        true_pairs: pairs that belong together.
        pairwise: rates over those pairs.
        bcubed: rates over records; for a source pair over the records of both sources taken together.
    """

    model_config = ConfigDict(frozen=True)

    subset: str
    name: str
    records: int
    right_pairs: int
    found_pairs: int
    true_pairs: int
    pairwise: Rates
    bcubed: Rates


def score(
    engine: Engine,
    assignments: str,
    truth: str,
    *,
    found_id: str = "cluster_id",
    true_id: str = "true_person",
    scenarios: str = "",
) -> tuple[Score, ...]:
    """Score any table of clusters against any table of truth.

    Args:
        engine: holds the tables.
        assignments: table with `source` and `source_record_id` (or `record_id` = source:source_record_id) and `found_id`;
            a null cluster means that the record stands alone.
        truth: table with `source`, `source_record_id` and `true_id`; it decides which records count.
        found_id: column of `assignments` that names the cluster.
        true_id: column of `truth` that names the true cluster.
        scenarios: table with `scenario`, `source`, `source_record_id`; empty when there is none.

    Returns:
        All records first, then each source, each two sources, each scenario, by name.
    """
    source, key = _record_key(engine, assignments)
    engine.execute(
        "CREATE OR REPLACE TEMP VIEW eval_found AS SELECT "
        f"{source} AS source, {key} AS source_record_id, cast({found_id} AS VARCHAR) AS found_id FROM {assignments}"
    )
    engine.execute(
        "CREATE OR REPLACE TEMP VIEW eval_truth AS SELECT source, cast(source_record_id AS VARCHAR) AS source_record_id, "
        f"cast({true_id} AS VARCHAR) AS true_id FROM {truth}"
    )
    if scenarios:
        engine.execute(
            f"CREATE OR REPLACE TABLE eval_scenario AS SELECT DISTINCT scenario, source, source_record_id FROM {scenarios}"
        )
    else:
        engine.register("eval_scenario", _NO_SCENARIOS)
    for name in _SQL:
        engine.run_file(resources.sql_dir() / "evaluate" / f"{name}.sql")
    rows = engine.query("SELECT * FROM eval_score").to_pylist()
    engine.drop(["eval_record", "eval_cell", "eval_score", "eval_scenario"])
    return _scores(rows)


def _record_key(engine: Engine, assignments: str) -> tuple[str, str]:
    if "source_record_id" in engine.columns(assignments):
        return "source", "cast(source_record_id AS VARCHAR)"
    # record_id is source:source_record_id, and a source's name holds no colon.
    return "split_part(record_id, ':', 1)", "substring(record_id, length(split_part(record_id, ':', 1)) + 2)"


def _scores(rows: list[dict[str, Any]]) -> tuple[Score, ...]:
    inside = {row["name_l"]: row for row in rows if row["kind"] == "source"}
    order = {"all": 0, "source": 1, "source_pair": 2, "scenario": 3}
    rows = sorted(rows, key=lambda row: (order[row["kind"]], row["name_l"], row["name_r"]))
    return tuple(_score(row, inside) for row in rows)


def _score(row: dict[str, Any], inside: dict[str, dict[str, Any]]) -> Score:
    pairs = {name: row[name] for name in ("right_pair_n", "found_pair_n", "true_pair_n")}
    if row["kind"] == "source_pair":
        # Pairs across two sources: all pairs of both together less those inside each.
        pairs = {
            name: count - inside[row["name_l"]][name] - inside[row["name_r"]][name] for name, count in pairs.items()
        }
    right, found, true = pairs.values()
    name = f"{row['name_l']} x {row['name_r']}" if row["kind"] == "source_pair" else row["name_l"]
    return Score(
        subset=row["kind"],
        name=name,
        records=row["record_n"],
        right_pairs=right,
        found_pairs=found,
        true_pairs=true,
        pairwise=_rates(right / found if found else None, right / true if true else None),
        bcubed=_rates(row["bcubed_precision"], row["bcubed_recall"]),
    )


def _rates(precision: float | None, recall: float | None) -> Rates:
    f1 = None
    if precision is not None and recall is not None:
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Rates(precision=_rounded(precision), recall=_rounded(recall), f1=_rounded(f1))


def _rounded(rate: float | None) -> float | None:
    return None if rate is None else round(rate, 6)
