-- Title: One decision in force, with the persons of this release it speaks of and whether it acts
-- Creates: tmp_decided
-- Reads: decision, gold_decision
-- Variables: none

CREATE OR REPLACE TABLE tmp_decided AS
WITH side AS (
    SELECT
        decision_id,
        min(CASE WHEN acts THEN 1 ELSE 0 END) = 1 AS acts,
        list_sort(list_distinct(flatten(array_agg(against)))) AS against,
        list_sort(list_distinct(flatten(array_agg(CASE WHEN entity = 'person' THEN ids ELSE CAST([] AS VARCHAR[]) END)))) AS person_ids
    FROM gold_decision
    GROUP BY decision_id
)

SELECT
    decision.decision_id,
    decision.place,
    decision.conflict_id,
    decision.jenis,
    decision.keputusan,
    decision.peran,
    decision.kapan,
    decision.sidik,
    decision.fakta,
    concat('"', decision.keputusan, '" oleh ', decision.peran, ' (', strftime(decision.kapan, '%d-%m-%Y'), ')') AS words,
    side.acts,
    side.against,
    side.person_ids
FROM decision
INNER JOIN side ON decision.decision_id = side.decision_id;
