-- Title: one pair of members as the household model scored it, with a hash of what the two records say
-- Creates: household_score
-- Reads: tmp_household_scored, record_content
-- Variables: none

CREATE TABLE household_score AS
SELECT
  l.record_id AS record_id_l,
  r.record_id AS record_id_r,
  l.content AS content_l,
  r.content AS content_r,
  s.match_weight,
  s.level_weights
FROM tmp_household_scored AS s
INNER JOIN record_content AS l ON least(s.record_id_l, s.record_id_r) = l.record_no
INNER JOIN record_content AS r ON greatest(s.record_id_l, s.record_id_r) = r.record_no;
