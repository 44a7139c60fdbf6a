-- Title: One thing that happened to an id between the previous release and this one
-- Creates: id_event
-- Reads: tmp_person_event, tmp_family_event
-- Variables: none

CREATE OR REPLACE TABLE id_event AS
SELECT
    'person' AS entity,
    id AS entity_id,
    event,
    other_id,
    reason,
    coalesce(record_ids, CAST([] AS VARCHAR [])) AS record_ids
FROM tmp_person_event
UNION ALL
SELECT
    'family' AS entity,
    id AS entity_id,
    event,
    other_id,
    reason,
    coalesce(record_ids, CAST([] AS VARCHAR [])) AS record_ids
FROM tmp_family_event;
