-- Title: one record of a family unit with its person cluster and one of its role classes
-- Creates: tmp_unit_member
-- Reads: link_record, tmp_cluster, linked_family
-- Variables: none
--
-- Role class: heads and spouses are one class (a widow becomes head of the same family); every other role is its own.
-- A couple's family (P3KE) is cut out of a KK: its head is the KK's parent, parent-in-law or child-in-law, so these bear the
-- class `pasangan` on both sides as well, and a record may have two rows. A child who heads a unit has moved out.

CREATE TABLE tmp_unit_member AS
WITH member AS (
  SELECT
    r.unit_id,
    r.record_id,
    c.cluster_id,
    r.shdk_coarse,
    f.unit_type
  FROM link_record AS r
  INNER JOIN tmp_cluster AS c ON r.record_id = c.record_id
  INNER JOIN linked_family AS f ON r.unit_id = f.unit_id
)

SELECT
  unit_id,
  record_id,
  cluster_id,
  shdk_coarse,
  CASE
    WHEN shdk_coarse IN (1, 2) THEN 'inti'
    ELSE coalesce(CAST(shdk_coarse AS VARCHAR), '?')
  END AS peran
FROM member
UNION ALL
SELECT
  unit_id,
  record_id,
  cluster_id,
  shdk_coarse,
  'pasangan' AS peran
FROM member
WHERE (unit_type = 'couple' AND shdk_coarse IN (1, 2)) OR (unit_type <> 'couple' AND shdk_coarse IN (4, 6));
