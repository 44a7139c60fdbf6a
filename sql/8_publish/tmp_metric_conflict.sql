-- Title: open conflicts by type, severity, role and area
-- Creates: tmp_metric_conflict
-- Reads: conflict
-- Variables: none
CREATE OR REPLACE TABLE tmp_metric_conflict AS
SELECT
    'conflicts' AS section,
    'by_type' AS name,
    jenis AS group_1,
    cast(tingkat AS VARCHAR) AS group_2,
    count(*) AS value
FROM conflict
GROUP BY jenis, tingkat
UNION ALL
SELECT
    'conflicts' AS section,
    'type_group' AS name,
    jenis AS group_1,
    kelompok AS group_2,
    count(*) AS value
FROM conflict
GROUP BY jenis, kelompok
UNION ALL
SELECT
    'conflicts' AS section,
    'by_role' AS name,
    peran AS group_1,
    jenis AS group_2,
    count(*) AS value
FROM conflict
GROUP BY peran, jenis
UNION ALL
SELECT
    'conflicts' AS section,
    'by_prov' AS name,
    coalesce(kode_prov, '-') AS group_1,
    jenis AS group_2,
    count(*) AS value
FROM conflict
GROUP BY kode_prov, jenis
UNION ALL
SELECT
    'conflicts' AS section,
    'by_kab' AS name,
    coalesce(kode_kab, '-') AS group_1,
    cast(tingkat AS VARCHAR) AS group_2,
    count(*) AS value
FROM conflict
GROUP BY kode_kab, tingkat;
