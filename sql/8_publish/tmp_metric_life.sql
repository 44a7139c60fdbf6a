-- Title: what became of questions in this release, and how old the open ones are, by area and role
-- Creates: tmp_metric_life
-- Reads: conflict, conflict_event
-- Variables: release
--
-- What was closed in an earlier release is not counted again. Age in quarters: releases since the first.

CREATE OR REPLACE TABLE tmp_metric_life AS
WITH event_now AS (
    SELECT
        coalesce(kode_prov, '-') AS kode_prov,
        coalesce(kode_kab, '-') AS kode_kab,
        peran,
        jenis,
        event
    FROM conflict_event
    WHERE rilis = getvariable('release')
)

SELECT
    'conflicts' AS section,
    'event_by_role' AS name,
    peran AS group_1,
    event AS group_2,
    count(*) AS value
FROM event_now
GROUP BY peran, event
UNION ALL
SELECT
    'conflicts' AS section,
    'event_by_type' AS name,
    jenis AS group_1,
    event AS group_2,
    count(*) AS value
FROM event_now
GROUP BY jenis, event
UNION ALL
SELECT
    'conflicts' AS section,
    'event_by_prov' AS name,
    kode_prov AS group_1,
    event AS group_2,
    count(*) AS value
FROM event_now
GROUP BY kode_prov, event
UNION ALL
SELECT
    'conflicts' AS section,
    'event_by_kab' AS name,
    kode_kab AS group_1,
    event AS group_2,
    count(*) AS value
FROM event_now
GROUP BY kode_kab, event
UNION ALL
SELECT
    'conflicts' AS section,
    'age_by_role' AS name,
    peran AS group_1,
    cast(umur_kuartal AS VARCHAR) AS group_2,
    count(*) AS value
FROM conflict
GROUP BY peran, umur_kuartal
UNION ALL
SELECT
    'conflicts' AS section,
    'age_by_prov' AS name,
    coalesce(kode_prov, '-') AS group_1,
    cast(umur_kuartal AS VARCHAR) AS group_2,
    count(*) AS value
FROM conflict
GROUP BY kode_prov, umur_kuartal
UNION ALL
SELECT
    'conflicts' AS section,
    'age_by_kab' AS name,
    coalesce(kode_kab, '-') AS group_1,
    cast(umur_kuartal AS VARCHAR) AS group_2,
    count(*) AS value
FROM conflict
GROUP BY kode_kab, umur_kuartal;
