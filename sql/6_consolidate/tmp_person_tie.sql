-- Title: One person with what holds the records together
-- Creates: tmp_person_tie
-- Reads: tmp_record, std_family
-- Variables: none
--
-- What people had to decide counts first, then the weakest rule: household before probabilistic before nik_exact before single.
-- has_family_source tells a person whose sources have no families at all from one whose row lacks its family.

CREATE OR REPLACE TABLE tmp_person_tie AS
WITH family_source AS (
    SELECT DISTINCT source
    FROM std_family
),

record AS (
    SELECT
        tmp_record.person_no,
        tmp_record.source,
        tmp_record.match_probability,
        CASE tmp_record.rule WHEN 'decision' THEN 4 WHEN 'household' THEN 3 WHEN 'probabilistic' THEN 2 WHEN 'nik_exact' THEN 1 ELSE 0 END AS weakness,
        family_source.source IS NOT NULL AS has_family_source
    FROM tmp_record
    LEFT JOIN family_source ON tmp_record.source = family_source.source
)

SELECT
    person_no,
    CAST(count(*) AS INTEGER) AS record_n,
    list_sort(array_agg(DISTINCT source)) AS sources,
    CASE max(weakness) WHEN 4 THEN 'decision' WHEN 3 THEN 'household' WHEN 2 THEN 'probabilistic' WHEN 1 THEN 'nik_exact' ELSE 'single' END AS link_rule,
    min(match_probability) AS link_probability,
    max(CASE WHEN has_family_source THEN 1 ELSE 0 END) = 1 AS has_family_source
FROM record
GROUP BY person_no;
