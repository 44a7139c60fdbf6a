-- Title: One person or family with its id and the place of that id among all
-- Creates: tmp_id_place
-- Reads: tmp_person_key, tmp_family_key
-- Variables: none
--
-- What is sorted by id is sorted by its place: numbers are compared at a fraction of what texts cost.

CREATE OR REPLACE TABLE tmp_id_place AS
WITH present AS (
    SELECT
        'person' AS entity,
        person_no AS entity_no,
        person_id AS entity_id
    FROM tmp_person_key
    UNION ALL
    SELECT
        'family' AS entity,
        family_no AS entity_no,
        family_id AS entity_id
    FROM tmp_family_key
)

SELECT
    entity,
    entity_no,
    entity_id,
    row_number() OVER (ORDER BY entity_id) AS id_place
FROM present;
