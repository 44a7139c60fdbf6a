-- Title: one pair of members, by number, that an earlier build has scored and whose records say what they said then
-- Creates: tmp_known_pair
-- Reads: earlier_household_score, record_content
-- Variables: none

CREATE TABLE tmp_known_pair AS
SELECT
  l.record_no AS record_id_l,
  r.record_no AS record_id_r,
  e.match_weight,
  e.level_weights
FROM earlier_household_score AS e
INNER JOIN record_content AS l ON e.record_id_l = l.record_id AND e.content_l = l.content
INNER JOIN record_content AS r ON e.record_id_r = r.record_id AND e.content_r = r.content;
