-- Title: One family unit with the family it belongs to and what most of its records bear
-- Creates: tmp_unit_key
-- Reads: std_family, link_family, tmp_family_key
-- Variables: none
--
-- unit_no is a short name for joins inside this stage.

CREATE OR REPLACE TABLE tmp_unit_key AS
SELECT
    std_family.unit_id,
    row_number() OVER (ORDER BY std_family.unit_id) AS unit_no,
    std_family.head_record_id,
    std_family.no_kk,
    std_family.desil,
    std_family.source,
    tmp_family_key.family_no
FROM std_family
LEFT JOIN link_family ON std_family.unit_id = link_family.unit_id
LEFT JOIN tmp_family_key ON link_family.family_cluster_id = tmp_family_key.family_cluster_id;
