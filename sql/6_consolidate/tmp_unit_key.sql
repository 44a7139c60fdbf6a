-- Title: One family unit with the family it belongs to and what most of its records bear
-- Creates: tmp_unit_key
-- Reads: std_family, link_family
-- Variables: none
--
-- Numbers are those of the linkage: unit_no and, of the smallest unit of its family, family_no.

CREATE OR REPLACE TABLE tmp_unit_key AS
SELECT
    std_family.unit_id,
    link_family.unit_no,
    std_family.head_record_id,
    std_family.no_kk,
    std_family.desil,
    std_family.source,
    link_family.family_cluster_no AS family_no
FROM std_family
LEFT JOIN link_family ON std_family.unit_id = link_family.unit_id;
