-- Title: who is in how many registries, by source, area and group
-- Creates: tmp_metric_coverage
-- Reads: gold_person, gold_family
-- Variables: none
--
-- array_to_string of the sorted list names the combination; in how many registries a person is found is the second group
-- of the breakdowns, so that shares can be compared between areas and groups (who is missed where).
CREATE OR REPLACE TABLE tmp_metric_coverage AS
SELECT
    'coverage' AS section,
    'persons_by_combination' AS name,
    array_to_string(sources, ' + ') AS group_1,
    '' AS group_2,
    count(*) AS value
FROM gold_person
GROUP BY array_to_string(sources, ' + ')
UNION ALL
SELECT
    'coverage' AS section,
    'families_by_combination' AS name,
    array_to_string(sources, ' + ') AS group_1,
    '' AS group_2,
    count(*) AS value
FROM gold_family
GROUP BY array_to_string(sources, ' + ')
UNION ALL
SELECT
    'coverage' AS section,
    'persons_by_source_n' AS name,
    cast(source_n AS VARCHAR) AS group_1,
    '' AS group_2,
    count(*) AS value
FROM gold_person
GROUP BY source_n
UNION ALL
SELECT
    'coverage' AS section,
    'families_by_source_n' AS name,
    cast(source_n AS VARCHAR) AS group_1,
    '' AS group_2,
    count(*) AS value
FROM gold_family
GROUP BY source_n
UNION ALL
SELECT
    'coverage' AS section,
    'persons_by_source' AS name,
    source.name AS group_1,
    cast(gold_person.source_n AS VARCHAR) AS group_2,
    count(*) AS value
FROM gold_person
CROSS JOIN unnest(gold_person.sources) AS source(name)
GROUP BY source.name, gold_person.source_n
UNION ALL
SELECT
    'coverage' AS section,
    'persons_by_prov' AS name,
    coalesce(kode_prov, '-') AS group_1,
    cast(source_n AS VARCHAR) AS group_2,
    count(*) AS value
FROM gold_person
GROUP BY kode_prov, source_n
UNION ALL
SELECT
    'coverage' AS section,
    'persons_by_kab' AS name,
    coalesce(kode_kab, '-') AS group_1,
    cast(source_n AS VARCHAR) AS group_2,
    count(*) AS value
FROM gold_person
GROUP BY kode_kab, source_n
UNION ALL
SELECT
    'coverage' AS section,
    'families_by_kab' AS name,
    coalesce(kode_kab, '-') AS group_1,
    '' AS group_2,
    count(*) AS value
FROM gold_family
GROUP BY kode_kab
UNION ALL
SELECT
    'coverage' AS section,
    'persons_by_sex' AS name,
    coalesce(jenis_kelamin, '-') AS group_1,
    cast(source_n AS VARCHAR) AS group_2,
    count(*) AS value
FROM gold_person
GROUP BY jenis_kelamin, source_n
UNION ALL
SELECT
    'coverage' AS section,
    'persons_by_birth_decade' AS name,
    CASE WHEN tahun_lahir IS NULL THEN '-' ELSE cast(tahun_lahir - tahun_lahir % 10 AS VARCHAR) END AS group_1,
    cast(source_n AS VARCHAR) AS group_2,
    count(*) AS value
FROM gold_person
GROUP BY CASE WHEN tahun_lahir IS NULL THEN '-' ELSE cast(tahun_lahir - tahun_lahir % 10 AS VARCHAR) END, source_n
UNION ALL
SELECT
    'coverage' AS section,
    'persons_by_desil' AS name,
    coalesce(cast(desil AS VARCHAR), '-') AS group_1,
    cast(source_n AS VARCHAR) AS group_2,
    count(*) AS value
FROM gold_person
GROUP BY desil, source_n;
