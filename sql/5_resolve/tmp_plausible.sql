-- Title: one pair of rows of one family unit that may be one person written down twice, and are no twins
-- Creates: tmp_plausible
-- Reads: tmp_pair_weight
-- Variables: plausible_probability

CREATE TABLE tmp_plausible AS
SELECT
  record_id_l,
  record_id_r,
  match_weight
FROM tmp_pair_weight
WHERE one_unit AND NOT is_twin AND match_probability >= getvariable('plausible_probability');
