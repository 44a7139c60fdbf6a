-- Title: one pair of rows of one family unit that are one person written down twice
-- Creates: tmp_duplicate
-- Reads: tmp_pair_weight
-- Variables: duplicate_probability

CREATE TABLE tmp_duplicate AS
SELECT
  record_id_l,
  record_id_r,
  match_weight
FROM tmp_pair_weight
WHERE one_unit AND match_probability >= getvariable('duplicate_probability');
