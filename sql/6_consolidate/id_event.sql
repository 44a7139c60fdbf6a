-- Title: One thing that happened to an id between the previous release and this one
-- Creates: id_event
-- Reads: tmp_person_key, tmp_family_key
-- Variables: none
--
-- A build without a previous release makes every id new.

CREATE OR REPLACE TABLE id_event AS
WITH id AS (
    SELECT
        'person' AS entity,
        person_id AS entity_id
    FROM tmp_person_key
    UNION ALL
    SELECT
        'family' AS entity,
        family_id AS entity_id
    FROM tmp_family_key
)

SELECT
    entity,
    entity_id,
    'new' AS event,
    CAST(NULL AS VARCHAR) AS other_id,
    'tidak ada rilis sebelumnya' AS reason
FROM id;
