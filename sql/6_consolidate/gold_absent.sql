-- Title: one person of an earlier release who is in none of this quarter's deliveries, with what was last known
-- Creates: gold_absent
-- Reads: tmp_person_fate, prev_person, prev_family, prev_member, prev_absent
-- Variables: release, previous_release

CREATE OR REPLACE TABLE gold_absent AS
WITH gone AS (
    SELECT id AS person_id
    FROM tmp_person_fate
    WHERE event = 'absent'
)

SELECT
    prev_person.*,
    prev_family.no_kk,
    prev_member.shdk,
    getvariable('previous_release') AS last_release,
    getvariable('release') AS absent_since
FROM prev_person
INNER JOIN gone ON prev_person.person_id = gone.person_id
LEFT JOIN prev_family ON prev_person.family_id = prev_family.family_id
LEFT JOIN prev_member ON prev_person.person_id = prev_member.person_id AND prev_person.family_id = prev_member.family_id
UNION ALL
SELECT prev_absent.*
FROM prev_absent
INNER JOIN gone ON prev_absent.person_id = gone.person_id;
