-- Title: one id that was ever given, and what it stands for now
-- Creates: gold_id
-- Reads: tmp_known_id, tmp_person_fate, tmp_family_fate, tmp_person_key, tmp_family_key
-- Variables: release
--
-- Programmes keep ids in their own books: an id merged away years ago still leads to the person. Where that one is absent for a
-- quarter it leads to nobody meanwhile, and merged_into remembers whom it will lead to again.

CREATE OR REPLACE TABLE gold_id AS
WITH fate AS (
    SELECT 'person' AS entity, id, event, other_id FROM tmp_person_fate
    UNION ALL
    SELECT 'family' AS entity, id, event, other_id FROM tmp_family_fate
),

resolved AS (
    SELECT
        entity,
        id,
        CASE WHEN event IN ('kept', 'same', 'returned') THEN id ELSE other_id END AS current_id,
        CASE WHEN event IN ('kept', 'same', 'returned') THEN 'current' ELSE event END AS status,
        CASE WHEN event = 'merged' THEN other_id END AS merged_into
    FROM fate
),

present AS (
    SELECT 'person' AS entity, person_id AS id FROM tmp_person_key
    UNION ALL
    SELECT 'family' AS entity, family_id AS id FROM tmp_family_key
)

SELECT
    known.entity,
    known.id,
    coalesce(own.status, known.status) AS status,
    CASE WHEN own.id IS NOT NULL THEN own.current_id ELSE later.current_id END AS current_id,
    CASE WHEN own.id IS NOT NULL THEN own.merged_into ELSE coalesce(later.merged_into, known.merged_into) END AS merged_into,
    known.first_release,
    CASE WHEN own.status = 'current' THEN getvariable('release') ELSE known.last_release END AS last_release
FROM tmp_known_id AS known
LEFT JOIN resolved AS own ON known.entity = own.entity AND known.id = own.id
LEFT JOIN resolved AS later ON known.entity = later.entity AND known.merged_into = later.id
UNION ALL
SELECT
    present.entity,
    present.id,
    'current' AS status,
    present.id AS current_id,
    CAST(NULL AS VARCHAR) AS merged_into,
    getvariable('release') AS first_release,
    getvariable('release') AS last_release
FROM present
ANTI JOIN tmp_known_id AS known ON present.entity = known.entity AND present.id = known.id;
