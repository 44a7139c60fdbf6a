-- Title: one person id of the previous release, present or absent there, and what became of it
-- Creates: tmp_person_fate
-- Reads: prev_person, prev_absent, tmp_person_vote, tmp_person_given, tmp_person_key
-- Variables: none
--
-- An id that its clusters gave to others is merged into the one that most of its records went to. What no record of this
-- quarter speaks for is absent, and stays so until somebody is found again or is known to be dead.

CREATE OR REPLACE TABLE tmp_person_fate AS
WITH before AS (
    SELECT person_id AS id, keberadaan, FALSE AS was_absent FROM prev_person
    UNION ALL
    SELECT person_id AS id, keberadaan, TRUE AS was_absent FROM prev_absent
),

went AS (
    SELECT
        tmp_person_vote.id,
        tmp_person_key.person_id AS other_id
    FROM tmp_person_vote
    INNER JOIN tmp_person_key ON tmp_person_vote.cluster_id = tmp_person_key.cluster_id
    QUALIFY row_number() OVER (
        PARTITION BY tmp_person_vote.id
        ORDER BY tmp_person_vote.vote_n DESC, tmp_person_key.person_id
    ) = 1
)

SELECT
    before.id,
    before.was_absent,
    coalesce(before.keberadaan = 'MENINGGAL', FALSE) AS was_dead,
    CASE
        WHEN given.id IS NOT NULL AND before.was_absent THEN 'returned'
        WHEN given.id IS NOT NULL THEN 'kept'
        WHEN went.id IS NOT NULL THEN 'merged'
        ELSE 'absent'
    END AS event,
    CASE WHEN given.id IS NULL THEN went.other_id END AS other_id
FROM before
LEFT JOIN tmp_person_given AS given ON before.id = given.id
LEFT JOIN went ON before.id = went.id;
