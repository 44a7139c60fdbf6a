-- Title: the sizes of the release, and what happened to ids
-- Creates: tmp_metric_total
-- Reads: std_person, std_family, link_person_pair, link_family_pair, gold_person, gold_family, conflict, reject,
--     id_event
-- Variables: none
CREATE OR REPLACE TABLE tmp_metric_total AS
SELECT
    'totals' AS section,
    'records' AS name,
    '' AS group_1,
    '' AS group_2,
    count(*) AS value
FROM std_person
UNION ALL
SELECT
    'totals' AS section,
    'units' AS name,
    '' AS group_1,
    '' AS group_2,
    count(*) AS value
FROM std_family
UNION ALL
SELECT
    'totals' AS section,
    'persons' AS name,
    '' AS group_1,
    '' AS group_2,
    count(*) AS value
FROM gold_person
UNION ALL
SELECT
    'totals' AS section,
    'persons_in_several_sources' AS name,
    '' AS group_1,
    '' AS group_2,
    count(*) AS value
FROM gold_person
WHERE source_n > 1
UNION ALL
SELECT
    'totals' AS section,
    'persons_of_several_records' AS name,
    '' AS group_1,
    '' AS group_2,
    count(*) AS value
FROM gold_person
WHERE record_n > 1
UNION ALL
SELECT
    'totals' AS section,
    'persons_without_family' AS name,
    '' AS group_1,
    '' AS group_2,
    count(*) AS value
FROM gold_person
WHERE family_id IS NULL
UNION ALL
SELECT
    'totals' AS section,
    'families' AS name,
    '' AS group_1,
    '' AS group_2,
    count(*) AS value
FROM gold_family
UNION ALL
SELECT
    'totals' AS section,
    'families_in_several_sources' AS name,
    '' AS group_1,
    '' AS group_2,
    count(*) AS value
FROM gold_family
WHERE source_n > 1
UNION ALL
SELECT
    'totals' AS section,
    'conflicts' AS name,
    '' AS group_1,
    '' AS group_2,
    count(*) AS value
FROM conflict
UNION ALL
SELECT
    'totals' AS section,
    'rejects' AS name,
    '' AS group_1,
    '' AS group_2,
    count(*) AS value
FROM reject
UNION ALL
SELECT
    'totals' AS section,
    'person_pairs' AS name,
    '' AS group_1,
    '' AS group_2,
    count(*) AS value
FROM link_person_pair
UNION ALL
SELECT
    'totals' AS section,
    'family_pairs' AS name,
    '' AS group_1,
    '' AS group_2,
    count(*) AS value
FROM link_family_pair
UNION ALL
SELECT
    'id_events' AS section,
    'by_event' AS name,
    entity AS group_1,
    event AS group_2,
    count(*) AS value
FROM id_event
GROUP BY entity, event;
