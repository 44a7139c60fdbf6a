-- Title: one person cluster that a family unit holds, in one of its role classes there
-- Creates: tmp_unit_member
-- Reads: link_record, tmp_cluster, tmp_scored_family
-- Variables: none
--
-- Role class: heads and spouses are one class, 1 (a widow becomes head of the same family); every other role is its own, an
-- unknown one is 0. A couple's family (P3KE) is cut out of a KK: its head is the KK's parent, parent-in-law or child-in-law, so
-- these bear the class 2 on both sides as well, and a cluster may have two rows. A child who heads a unit has moved out.

CREATE TABLE tmp_unit_member AS
WITH member AS (
  SELECT
    r.unit_id,
    c.cluster_id,
    r.shdk_coarse,
    f.unit_type
  FROM link_record AS r
  INNER JOIN tmp_cluster AS c ON r.record_id = c.record_id
  INNER JOIN tmp_scored_family AS f ON r.unit_id = f.unit_id
),

role AS (
  SELECT
    unit_id,
    cluster_id,
    CASE WHEN shdk_coarse IN (1, 2) THEN 1 ELSE coalesce(shdk_coarse, 0) END AS peran,
    CASE WHEN shdk_coarse = 1 THEN 1 ELSE 0 END AS heads
  FROM member
  UNION ALL
  SELECT
    unit_id,
    cluster_id,
    2 AS peran,
    0 AS heads
  FROM member
  WHERE (unit_type = 'couple' AND shdk_coarse IN (1, 2)) OR (unit_type <> 'couple' AND shdk_coarse IN (4, 6))
)

SELECT
  unit_id,
  cluster_id,
  peran,
  max(heads) AS heads
FROM role
GROUP BY unit_id, cluster_id, peran;
