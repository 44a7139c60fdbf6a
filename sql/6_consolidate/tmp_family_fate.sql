-- Title: one family id of the previous release, present or absent there, and what became of it
-- Creates: tmp_family_fate
-- Reads: tmp_known_id, prev_member, tmp_person_fate, gold_member, tmp_family_vote, tmp_family_given, tmp_family_key
-- Variables: none
--
-- A family whose id was not given on is merged where at least half of its people who are still there live in one family now, else
-- dissolved; absent where nobody of it is left in the deliveries.

CREATE OR REPLACE TABLE tmp_family_fate AS
WITH before AS (
    SELECT
        id,
        status = 'absent' AS was_absent
    FROM tmp_known_id
    WHERE entity = 'family' AND status IN ('current', 'absent')
),

lost AS (
    SELECT before.id
    FROM before
    ANTI JOIN tmp_family_given ON before.id = tmp_family_given.id
),

moved AS (
    SELECT
        lost.id,
        gold_member.family_id AS other_id,
        count(*) AS person_n
    FROM lost
    INNER JOIN prev_member ON lost.id = prev_member.family_id
    INNER JOIN tmp_person_fate ON prev_member.person_id = tmp_person_fate.id
    INNER JOIN gold_member ON coalesce(tmp_person_fate.other_id, tmp_person_fate.id) = gold_member.person_id
    GROUP BY lost.id, gold_member.family_id
),

kept_together AS (
    SELECT
        id,
        other_id,
        person_n,
        sum(person_n) OVER (PARTITION BY id) AS all_n
    FROM moved
    QUALIFY row_number() OVER (PARTITION BY id ORDER BY person_n DESC, other_id) = 1
),

-- A family of nobody's present: its units say where it went.
went AS (
    SELECT
        tmp_family_vote.id,
        tmp_family_key.family_id AS other_id
    FROM tmp_family_vote
    INNER JOIN tmp_family_key ON tmp_family_vote.cluster_id = tmp_family_key.family_cluster_id
    QUALIFY row_number() OVER (
        PARTITION BY tmp_family_vote.id
        ORDER BY tmp_family_vote.vote_n DESC, tmp_family_key.family_id
    ) = 1
)

SELECT
    before.id,
    before.was_absent,
    CASE
        WHEN given.id IS NOT NULL AND before.was_absent THEN 'returned'
        WHEN given.id IS NOT NULL THEN 'same'
        WHEN kept_together.person_n * 2 >= kept_together.all_n THEN 'merged'
        WHEN kept_together.id IS NOT NULL THEN 'dissolved'
        WHEN went.id IS NOT NULL THEN 'merged'
        ELSE 'absent'
    END AS event,
    CASE
        WHEN given.id IS NOT NULL THEN NULL
        WHEN kept_together.person_n * 2 >= kept_together.all_n THEN kept_together.other_id
        WHEN kept_together.id IS NULL THEN went.other_id
    END AS other_id
FROM before
LEFT JOIN tmp_family_given AS given ON before.id = given.id
LEFT JOIN kept_together ON before.id = kept_together.id
LEFT JOIN went ON before.id = went.id;
