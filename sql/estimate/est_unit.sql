-- Title: one family unit, its source, its family, and how many records it holds
-- Creates: est_unit
-- Reads: est_family, est_listing
-- Variables: none
CREATE OR REPLACE TABLE est_unit AS
WITH held AS (
    SELECT
        unit_id,
        min(source) AS source,
        count(*) AS record_n
    FROM est_listing
    WHERE unit_id IS NOT NULL
    GROUP BY unit_id
)

SELECT
    est_family.unit_id,
    est_family.family_cluster_id,
    held.source,
    held.record_n
FROM est_family
INNER JOIN held ON est_family.unit_id = held.unit_id;
