-- Title: how good the delivered values are, per source
-- Creates: tmp_metric_quality
-- Reads: std_person, std_family
-- Variables: none
--
-- Counts, not shares: counts add up over sources and releases, shares do not.
CREATE OR REPLACE TABLE tmp_metric_quality AS
SELECT
    'quality' AS section,
    'records' AS name,
    source AS group_1,
    '' AS group_2,
    count(*) AS value
FROM std_person
GROUP BY source
UNION ALL
SELECT
    'quality' AS section,
    'nik_status' AS name,
    source AS group_1,
    nik_status AS group_2,
    count(*) AS value
FROM std_person
GROUP BY source, nik_status
UNION ALL
SELECT
    'quality' AS section,
    'kk_status' AS name,
    source AS group_1,
    kk_status AS group_2,
    count(*) AS value
FROM std_person
GROUP BY source, kk_status
UNION ALL
SELECT
    'quality' AS section,
    'dob_precision' AS name,
    source AS group_1,
    dob_precision AS group_2,
    count(*) AS value
FROM std_person
GROUP BY source, dob_precision
UNION ALL
SELECT
    'quality' AS section,
    'wilayah_grade' AS name,
    source AS group_1,
    wilayah_grade AS group_2,
    count(*) AS value
FROM std_person
GROUP BY source, wilayah_grade
UNION ALL
SELECT
    'quality' AS section,
    'keberadaan' AS name,
    source AS group_1,
    coalesce(keberadaan, '-') AS group_2,
    count(*) AS value
FROM std_person
GROUP BY source, keberadaan
UNION ALL
SELECT
    'quality' AS section,
    'quality_flag' AS name,
    std_person.source AS group_1,
    flag.code AS group_2,
    count(*) AS value
FROM std_person
CROSS JOIN unnest(std_person.quality_flags) AS flag(code)
GROUP BY std_person.source, flag.code
UNION ALL
SELECT
    'quality' AS section,
    'units' AS name,
    source AS group_1,
    '' AS group_2,
    count(*) AS value
FROM std_family
GROUP BY source;
