-- Title: one id that was ever given, by this release's predecessors
-- Creates: tmp_known_id
-- Reads: prev_id, prev_person, prev_absent, prev_family
-- Variables: previous_release
--
-- A release made before ids were kept has no ids/; what it published is known all the same.

CREATE OR REPLACE TABLE tmp_known_id AS
WITH published AS (
    SELECT 'person' AS entity, person_id AS id, 'current' AS status, getvariable('previous_release') AS last_release FROM prev_person
    UNION ALL
    SELECT 'person', person_id, 'absent' AS standing, last_release FROM prev_absent
    UNION ALL
    SELECT 'family', family_id, 'current' AS standing, getvariable('previous_release') AS seen FROM prev_family
)

SELECT
    entity,
    id,
    status,
    merged_into,
    first_release,
    last_release
FROM prev_id
UNION ALL
SELECT
    published.entity,
    published.id,
    published.status,
    CAST(NULL AS VARCHAR) AS merged_into,
    getvariable('previous_release') AS first_release,
    published.last_release
FROM published
ANTI JOIN prev_id ON published.entity = prev_id.entity AND published.id = prev_id.id;
