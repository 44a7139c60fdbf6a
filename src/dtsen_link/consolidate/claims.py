"""Which id of the previous release each cluster bears: one to one, the strongest claim first."""

from __future__ import annotations

from dtsen_link.engine import Engine

# A claim is settled where it is the best of its cluster and of its id at once. The order is total, so the best claim of all
# always is, and every round settles something.
_MUTUAL = """
    INSERT INTO {given}
    WITH ranked AS (
      SELECT
        cluster_id,
        id,
        row_number() OVER (PARTITION BY cluster_id ORDER BY vote_n DESC, id, cluster_id) AS of_cluster,
        row_number() OVER (PARTITION BY id ORDER BY vote_n DESC, id, cluster_id) AS of_id
      FROM tmp_claim
    )
    SELECT cluster_id, id FROM ranked WHERE of_cluster = 1 AND of_id = 1
"""
_OPEN = """
    CREATE OR REPLACE TABLE tmp_claim AS
    SELECT v.cluster_id, v.id, v.vote_n
    FROM {votes} AS v
    ANTI JOIN {given} AS c ON v.cluster_id = c.cluster_id
    ANTI JOIN {given} AS i ON v.id = i.id
"""


def give_ids(engine: Engine, votes: str, given: str) -> None:
    """Make `given` (cluster_id, id) out of `votes` (cluster_id, id, vote_n).

    No cluster gets two ids, no id goes to two clusters. What is left over is merged away, or new.
    """
    engine.drop([given])
    engine.execute(f"CREATE TABLE {given} (cluster_id VARCHAR, id VARCHAR)")
    while True:
        engine.execute(_OPEN.format(votes=votes, given=given))
        if not engine.count("tmp_claim"):
            break
        engine.execute(_MUTUAL.format(given=given))
    engine.drop(["tmp_claim"])
