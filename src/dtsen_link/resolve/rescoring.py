"""Pairs of family units scored again after a round, but only those in which something has changed.

What a pair of units weighs follows from the two units, and a unit is another one only where a record of it was put into another
cluster. A round changes one unit in twenty, the next one in a thousand.
"""

from __future__ import annotations

from typing import Any

from dtsen_link import resources
from dtsen_link.engine import Engine
from dtsen_link.linkage import unit_pairs
from dtsen_link.linkage.splink_model import TrainedModel

# Columns of link_unit that hold clusters of members: who agrees in one of them holds the same cluster.
_OF_MEMBERS = ("anggota", "peran", "kepala")
_SCOPE = """
    CREATE TABLE tmp_touched_family AS
    WITH touched AS (
      SELECT unit_id FROM tmp_changed_unit
      UNION
      SELECT unit_id FROM tmp_cluster WHERE cluster_id IN (
        SELECT cluster_id FROM tmp_cluster WHERE unit_id IN (SELECT unit_id FROM tmp_changed_unit)
      ){by_keys}
    )
    SELECT f.* FROM linked_family AS f SEMI JOIN touched AS t ON f.unit_id = t.unit_id
"""
_BY_KEY = """
      UNION
      SELECT unit_id FROM linked_family WHERE {key} IN (
        SELECT {key} FROM linked_family WHERE unit_id IN (SELECT unit_id FROM tmp_changed_unit)
      )"""


def note_scored(engine: Engine) -> None:
    """Keep the clusters that the units were last scored with."""
    engine.drop(["tmp_scored_cluster"])
    engine.rename("tmp_cluster", "tmp_scored_cluster")


def score_changed(engine: Engine, model: TrainedModel) -> bool:
    """Bring link_family_pair up to tmp_cluster: as if all pairs of units were scored again.

    Returns:
        Whether pairs of units none of whose records is in tmp_changed_record weigh what they weighed.
    """
    _run(engine, "tmp_changed_record")
    _run(engine, "tmp_changed_unit")
    keys = _keys(model, engine.columns("linked_family"))
    if keys is None:
        unit_pairs.make_units(engine)
        unit_pairs.score_units(engine, model)
        return False
    # Who could make a pair with a changed unit, by whatever rule, is in the scope; pairs among the others are passed over.
    by_keys = "".join(_BY_KEY.format(key=key) for key in keys)
    engine.drop(["tmp_touched_family"])
    engine.execute(_SCOPE.format(by_keys=by_keys))
    engine.rename("link_family_pair", "tmp_former_pair")
    unit_pairs.make_units(engine, "tmp_touched_family")
    unit_pairs.score_units(engine, model)
    _run(engine, "tmp_rescored_pair")
    engine.drop(["tmp_former_pair", "link_family_pair"])
    engine.rename("tmp_rescored_pair", "link_family_pair")
    return True


def _keys(model: TrainedModel, known: dict[str, str]) -> list[str] | None:
    """Columns of linked_family that the model's rules pair units by, beside their members; None where all have to be scored.

    A frequency of values is counted in all units, and a rule that is not equality on one column may pair any two.
    """
    levels = [level for comparison in model.settings["comparisons"] for level in comparison["comparison_levels"]]
    if not levels or any(level.get("tf_adjustment_column") for level in levels):
        return None
    keys = [_key(rule) for rule in model.settings["blocking_rules_to_generate_predictions"]]
    of_families = [key for key in keys if key not in _OF_MEMBERS]
    return of_families if all(key in known for key in of_families) else None


def _key(rule: dict[str, Any]) -> str:
    """The column of a rule that is equality on one; empty for any other."""
    key = rule["blocking_rule"].removeprefix('l."').partition('"')[0]
    return key if rule["blocking_rule"] == f'l."{key}" = r."{key}"' else ""


def _run(engine: Engine, name: str) -> None:
    engine.drop([name])
    engine.run_file(resources.sql_dir() / "5_resolve" / f"{name}.sql")
