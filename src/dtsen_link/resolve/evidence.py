"""The evidence of all weighed pairs of records, after the first round gathered anew only where something has changed.

What speaks for a pair follows from the two records, their clusters and their family units. Hardly any unit changes in a round.
"""

from __future__ import annotations

from dtsen_link import resources
from dtsen_link.engine import Engine

_TOUCHED = "(SELECT record_id FROM tmp_touched_record)"
_CHANGED_ALONE = f" WHERE record_id_l IN {_TOUCHED} OR record_id_r IN {_TOUCHED}"
# What tmp_pair_place reads -> where its pairs come from.
_PAIRS = {"tmp_member_pair": "tmp_household_pair", "tmp_candidate_pair": "link_person_pair"}


def gather(engine: Engine, *, strict_weight: float, changed_alone: bool) -> None:
    """Make tmp_pair_evidence of every pair that either model has scored.

    Args:
        engine: holds the scored pairs, tmp_cluster and link_family_pair.
        strict_weight: person evidence, the place left out, from which on a pair tells how often persons live apart.
        changed_alone: tmp_pair_evidence of the round before holds but for records that tmp_changed_record names, and their units.
    """
    _run(engine, "tmp_unit_size")
    if changed_alone:
        _run(engine, "tmp_touched_record")
        engine.rename("tmp_pair_evidence", "tmp_former_evidence")
    for view, pairs in _PAIRS.items():
        engine.drop([view])
        engine.execute(f"CREATE VIEW {view} AS SELECT * FROM {pairs}{_CHANGED_ALONE if changed_alone else ''}")
    _run(engine, "tmp_pair_place", strict_weight=strict_weight)
    _run(engine, "tmp_partnered")
    _run(engine, "tmp_pair_evidence")
    engine.drop(["tmp_pair_place", "tmp_partnered"])
    if changed_alone:
        _run(engine, "tmp_whole_evidence")
        engine.drop(["tmp_former_evidence", "tmp_pair_evidence", "tmp_touched_record"])
        engine.rename("tmp_whole_evidence", "tmp_pair_evidence")


def _run(engine: Engine, name: str, **variables: float) -> None:
    engine.drop([name])
    engine.run_file(resources.sql_dir() / "5_resolve" / f"{name}.sql", variables)
