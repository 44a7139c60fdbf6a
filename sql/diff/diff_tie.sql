-- Title: one person or family of the old release and one of the new that hold records in common
-- Creates: diff_tie
-- Reads: old_person_source, new_person_source
-- Variables: none
CREATE OR REPLACE TABLE diff_tie AS
SELECT
    'person' AS entity,
    before.person_id AS old_id,
    after.person_id AS new_id,
    count(*) AS record_n
FROM old_person_source AS before
INNER JOIN new_person_source AS after ON before.record_id = after.record_id
GROUP BY before.person_id, after.person_id
UNION ALL
SELECT
    'family' AS entity,
    before.family_id AS old_id,
    after.family_id AS new_id,
    count(*) AS record_n
FROM old_person_source AS before
INNER JOIN new_person_source AS after ON before.record_id = after.record_id
WHERE before.family_id IS NOT NULL AND after.family_id IS NOT NULL
GROUP BY before.family_id, after.family_id;
