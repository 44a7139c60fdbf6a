-- Title: one family unit with the number of persons in it
-- Creates: tmp_unit_size
-- Reads: tmp_cluster
-- Variables: none

CREATE TABLE tmp_unit_size AS
WITH member AS (
  SELECT DISTINCT
    unit_id,
    cluster_id
  FROM tmp_cluster
  WHERE unit_id IS NOT NULL
)

SELECT
  unit_id,
  CAST(count(*) AS INTEGER) AS anggota_n
FROM member
GROUP BY unit_id;
