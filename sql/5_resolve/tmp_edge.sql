-- Title: one pair of records probable enough to be joined, of different family units
-- Creates: tmp_edge
-- Reads: tmp_pair_weight
-- Variables: join_probability
--
-- Weights near the top differ by rounding alone, so the weight of the person evidence settles the order there.

CREATE TABLE tmp_edge AS
SELECT
  record_id_l,
  record_id_r,
  round(match_weight + coalesce(person_weight, 0) / 1000, 4) AS match_weight
FROM tmp_pair_weight
WHERE NOT one_unit AND match_probability >= getvariable('join_probability');
