-- Title: one pair of members scored in this round
-- Creates: tmp_household_round
-- Reads: tmp_household_prediction
-- Variables: none

CREATE TABLE tmp_household_round AS
SELECT
  least(record_id_l, record_id_r) AS record_id_l,
  greatest(record_id_l, record_id_r) AS record_id_r,
  round(match_weight, 4) AS household_weight
FROM tmp_household_prediction;
