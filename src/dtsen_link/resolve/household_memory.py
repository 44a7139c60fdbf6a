"""Pairs of members scored by the household model, but for those that an earlier build has scored with it.

What such a pair weighs follows from the model and the two records. So a pair of which both records say what they said then is
taken over; where the model is another one, nothing is.
"""

from __future__ import annotations

from dtsen_link import resources
from dtsen_link.earlier import tell_anew
from dtsen_link.engine import Engine
from dtsen_link.linkage import splink_model
from dtsen_link.linkage.splink_model import TrainedModel

_RESULT = "tmp_household_prediction"
_SCORED = """
    CREATE TABLE tmp_household_scored (record_id_l BIGINT, record_id_r BIGINT, match_weight DOUBLE, level_weights DOUBLE[])
"""
_UNKNOWN = """
    CREATE OR REPLACE TABLE tmp_unknown_pair AS
    SELECT p.join_key_l, p.join_key_r, p.match_key
    FROM tmp_context_pair AS p
    ANTI JOIN tmp_known_pair AS k ON p.join_key_l = k.record_id_l AND p.join_key_r = k.record_id_r
"""
_KNOWN = """
    SELECT k.record_id_l, k.record_id_r, k.match_weight, k.level_weights
    FROM tmp_known_pair AS k
    INNER JOIN tmp_context_pair AS p ON p.join_key_l = k.record_id_l AND p.join_key_r = k.record_id_r
"""


def recall(engine: Engine, household: TrainedModel) -> None:
    """Make tmp_known_pair: what the earlier build has scored with this model between records that say the same."""
    kept = engine.query("SELECT settings_json FROM earlier_link_model_file WHERE model = 'household'").to_pylist()
    if not kept or not splink_model.same_settings(household, kept[0]["settings_json"]):
        engine.drop(["earlier_household_score"])
        engine.execute(
            "CREATE TABLE earlier_household_score (record_id_l VARCHAR, record_id_r VARCHAR, content_l BIGINT, "
            "content_r BIGINT, match_weight DOUBLE, level_weights DOUBLE[])"
        )
    _run(engine, "tmp_known_pair")
    engine.execute(_SCORED)
    engine.execute("CREATE TABLE tmp_anew_n AS SELECT CAST(0 AS BIGINT) AS n")


def score(engine: Engine, household: TrainedModel) -> None:
    """Make tmp_household_prediction: every pair of tmp_context_pair with its weight."""
    engine.execute(_UNKNOWN)
    splink_model.score(engine, household, "link_record", _RESULT, pairs="tmp_unknown_pair", tell_shares=False)
    engine.execute(f"INSERT INTO tmp_anew_n SELECT count(*) AS n FROM {_RESULT}")
    engine.rename(_RESULT, "tmp_household_anew")
    engine.execute(
        f"CREATE TABLE {_RESULT} AS SELECT record_id_l, record_id_r, match_weight, level_weights "
        f"FROM tmp_household_anew UNION ALL {_KNOWN}"
    )
    engine.execute(f"INSERT INTO tmp_household_scored FROM {_RESULT}")
    engine.drop(["tmp_unknown_pair", "tmp_household_anew"])


def keep(engine: Engine) -> None:
    """Make household_score for later builds, and tell how many pairs were scored anew."""
    _run(engine, "household_score")
    counts = engine.query(
        "SELECT CAST(sum(n) AS BIGINT) AS anew, (SELECT count(*) FROM household_score) AS whole FROM tmp_anew_n"
    ).to_pylist()[0]
    tell_anew(engine, {"pairs": (counts["anew"], counts["whole"])})


def _run(engine: Engine, name: str) -> None:
    engine.run_file(resources.sql_dir() / "5_resolve" / f"{name}.sql")
