-- Title: one id that is given for the first time, and the id its records bore before, if any
-- Creates: tmp_new_id
-- Reads: tmp_person_key, tmp_person_given, tmp_person_vote, tmp_family_key, tmp_family_given, tmp_family_vote
-- Variables: none

CREATE OR REPLACE TABLE tmp_new_id AS
WITH fresh AS (
    SELECT 'person' AS entity, person_id AS id, cluster_id FROM tmp_person_key
    ANTI JOIN tmp_person_given ON tmp_person_key.cluster_id = tmp_person_given.cluster_id
    UNION ALL
    SELECT 'family' AS entity, family_id AS id, family_cluster_id AS cluster_id FROM tmp_family_key
    ANTI JOIN tmp_family_given ON tmp_family_key.family_cluster_id = tmp_family_given.cluster_id
),

vote AS (
    SELECT 'person' AS entity, cluster_id, id, vote_n FROM tmp_person_vote
    UNION ALL
    SELECT 'family' AS entity, cluster_id, id, vote_n FROM tmp_family_vote
),

origin AS (
    SELECT
        fresh.entity,
        fresh.id,
        vote.id AS other_id
    FROM fresh
    INNER JOIN vote ON fresh.entity = vote.entity AND fresh.cluster_id = vote.cluster_id
    QUALIFY row_number() OVER (PARTITION BY fresh.entity, fresh.id ORDER BY vote.vote_n DESC, vote.id) = 1
)

SELECT
    fresh.entity,
    fresh.id,
    CASE WHEN origin.id IS NULL THEN 'new' ELSE 'split' END AS event,
    origin.other_id
FROM fresh
LEFT JOIN origin ON fresh.entity = origin.entity AND fresh.id = origin.id;
