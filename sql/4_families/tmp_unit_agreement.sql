-- Title: one level of shared members: how many pairs of units show it, and how often their KK agree
-- Creates: tmp_unit_agreement
-- Reads: tmp_shared_member
-- Variables: none

CREATE TABLE tmp_unit_agreement AS
SELECT
  level,
  count(*) AS pair_n,
  count(kk_same) AS kk_known_n,
  count(*) FILTER (WHERE kk_same) AS kk_same_n
FROM tmp_shared_member
GROUP BY level;
