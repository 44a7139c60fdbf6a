-- Title: one pair of records that are each other's best partner between two family units, on person evidence alone
-- Creates: tmp_strict_edge
-- Reads: link_person_pair, link_record
-- Variables: strict_weight
--
-- A record may match at most one member of another unit; the runner-up is what siblings and twins look like.

CREATE TABLE tmp_strict_edge AS
WITH pair AS (
  SELECT
    p.record_id_l,
    p.record_id_r,
    p.match_weight,
    coalesce(l.unit_id, l.record_id) AS unit_l,
    coalesce(r.unit_id, r.record_id) AS unit_r
  FROM link_person_pair AS p
  INNER JOIN link_record AS l ON p.record_id_l = l.record_id
  INNER JOIN link_record AS r ON p.record_id_r = r.record_id
  WHERE p.match_weight >= getvariable('strict_weight')
),

ranked AS (
  SELECT
    record_id_l,
    record_id_r,
    match_weight,
    row_number() OVER (PARTITION BY record_id_l, unit_r ORDER BY match_weight DESC, record_id_r) AS rank_l,
    row_number() OVER (PARTITION BY record_id_r, unit_l ORDER BY match_weight DESC, record_id_l) AS rank_r
  FROM pair
  WHERE unit_l <> unit_r
)

SELECT
  record_id_l,
  record_id_r,
  match_weight
FROM ranked
WHERE rank_l = 1 AND rank_r = 1;
