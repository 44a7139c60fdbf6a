-- Title: one family unit, its source, its family, and how many records it holds
-- Creates: est_unit
-- Reads: link_family, std_family, link_record
-- Variables: none
CREATE OR REPLACE TABLE est_unit AS
WITH held AS (
    SELECT
        unit_id,
        count(*) AS record_n
    FROM link_record
    WHERE unit_id IS NOT NULL
    GROUP BY unit_id
)

SELECT
    link_family.unit_id,
    link_family.family_cluster_id,
    std_family.source,
    held.record_n
FROM link_family
INNER JOIN std_family ON link_family.unit_id = std_family.unit_id
INNER JOIN held ON link_family.unit_id = held.unit_id;
