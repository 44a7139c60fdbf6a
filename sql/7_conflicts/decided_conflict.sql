-- Title: One question that people decided, and whether that settles it as the data are now
-- Creates: decided_conflict
-- Reads: conflict_raised, tmp_answer, tmp_decided
-- Variables: none
--
-- Where a decision has made the question impossible (two persons are one now), nothing raises it any more: it is settled, too.

CREATE OR REPLACE TABLE decided_conflict AS
WITH unraised AS (
    SELECT
        tmp_decided.conflict_id,
        tmp_decided.decision_id,
        tmp_decided.keputusan,
        tmp_decided.jenis,
        tmp_decided.person_ids
    FROM tmp_decided
    ANTI JOIN conflict_raised ON tmp_decided.conflict_id = conflict_raised.conflict_id
    WHERE tmp_decided.acts
    QUALIFY row_number() OVER (PARTITION BY tmp_decided.conflict_id ORDER BY tmp_decided.place DESC) = 1
)

SELECT
    tmp_answer.conflict_id,
    tmp_answer.decision_id,
    tmp_answer.keputusan,
    tmp_answer.objection AS alasan,
    tmp_answer.objection IS NULL AS is_settled,
    conflict_raised.jenis,
    conflict_raised.person_ids,
    conflict_raised.record_ids
FROM tmp_answer
INNER JOIN conflict_raised ON tmp_answer.conflict_id = conflict_raised.conflict_id
UNION ALL
SELECT
    conflict_id,
    decision_id,
    keputusan,
    CAST(NULL AS VARCHAR) AS alasan,
    TRUE AS is_settled,
    jenis,
    person_ids,
    CAST([] AS VARCHAR[]) AS record_ids
FROM unraised;
