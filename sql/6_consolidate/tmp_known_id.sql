-- Title: one id that was ever given, by this release's predecessors
-- Creates: tmp_known_id
-- Reads: prev_id, prev_person, prev_absent, prev_family
-- Variables: previous_release
--
-- A release made before ids were kept has no ids/; what it published is known all the same.

CREATE OR REPLACE TABLE tmp_known_id AS
WITH named AS (
    SELECT entity, id, first_release, last_release, status, current_id FROM prev_id
    UNION ALL
    SELECT 'person', person_id, getvariable('previous_release'), getvariable('previous_release'), 'current', person_id AS leads_to
    FROM prev_person
    UNION ALL
    SELECT 'person', person_id, getvariable('previous_release'), last_release, 'absent', NULL FROM prev_absent
    UNION ALL
    SELECT 'family', family_id, getvariable('previous_release'), getvariable('previous_release'), 'current', family_id AS leads_to
    FROM prev_family
)

SELECT
    entity,
    id,
    min(first_release) AS first_release,
    max(last_release) AS last_release,
    min(status) AS status,
    min(current_id) AS current_id
FROM named
GROUP BY entity, id;
