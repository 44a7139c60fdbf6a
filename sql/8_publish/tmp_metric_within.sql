-- Title: records that one source holds more than once
-- Creates: tmp_metric_within
-- Reads: gold_person_source
-- Variables: none
--
-- Two records of one source in one person are a duplicate inside that source; two of one family unit are the likelier sign of
-- two people merged, since an enumerator seldom writes one person down twice on one form.
CREATE OR REPLACE TABLE tmp_metric_within AS
WITH person_unit AS (
    SELECT
        person_id,
        source,
        unit_id,
        count(*) AS record_n
    FROM gold_person_source
    GROUP BY person_id, source, unit_id
),

repeated_person AS (
    SELECT
        person_id,
        source,
        max(CASE WHEN unit_id IS NULL THEN 0 ELSE record_n END) > 1 AS is_in_one_unit
    FROM person_unit
    GROUP BY person_id, source
    HAVING sum(record_n) > 1
)

SELECT
    'linkage' AS section,
    'persons_repeated_in_source' AS name,
    source AS group_1,
    '' AS group_2,
    count(*) AS value
FROM repeated_person
GROUP BY source
UNION ALL
SELECT
    'linkage' AS section,
    'persons_repeated_in_unit' AS name,
    source AS group_1,
    '' AS group_2,
    count(*) AS value
FROM repeated_person
WHERE is_in_one_unit
GROUP BY source;
