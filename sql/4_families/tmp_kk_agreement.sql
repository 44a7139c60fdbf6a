-- Title: one row: pairs of units under one KK number, and how many of them share a person
-- Creates: tmp_kk_agreement
-- Reads: link_unit, tmp_shared_member
-- Variables: none

CREATE TABLE tmp_kk_agreement AS
WITH holder AS (
  SELECT
    no_kk,
    count(*) AS unit_n
  FROM link_unit
  WHERE no_kk IS NOT NULL
  GROUP BY no_kk
),

same_kk AS (
  SELECT coalesce(sum(unit_n * (unit_n - 1) / 2), 0) AS pair_n
  FROM holder
),

sharing AS (
  SELECT count(*) AS pair_n
  FROM tmp_shared_member AS s
  INNER JOIN link_unit AS l ON s.unit_id_l = l.unit_id
  INNER JOIN link_unit AS r ON s.unit_id_r = r.unit_id
  WHERE l.no_kk = r.no_kk
),

known AS (
  SELECT count(no_kk) AS unit_n
  FROM link_unit
)

SELECT
  CAST(a.pair_n AS BIGINT) AS same_kk_n,
  CAST(b.pair_n AS BIGINT) AS sharing_n,
  CAST(k.unit_n AS BIGINT) AS kk_n
FROM same_kk AS a
CROSS JOIN sharing AS b
CROSS JOIN known AS k;
