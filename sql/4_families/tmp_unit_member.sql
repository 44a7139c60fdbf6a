-- Title: one record of a family unit with its person cluster and its role class
-- Creates: tmp_unit_member
-- Reads: link_record, tmp_cluster
-- Variables: none
--
-- Role class: heads and spouses are one class (a widow becomes head of the same family); every other role is its own.

CREATE TABLE tmp_unit_member AS
SELECT
  r.unit_id,
  r.record_id,
  c.cluster_id,
  r.shdk_coarse,
  CASE
    WHEN r.shdk_coarse IN (1, 2) THEN 'inti'
    ELSE coalesce(CAST(r.shdk_coarse AS VARCHAR), '?')
  END AS peran
FROM link_record AS r
INNER JOIN tmp_cluster AS c ON r.record_id = c.record_id
WHERE r.unit_id IS NOT NULL;
