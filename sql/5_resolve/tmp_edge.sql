-- Title: one pair of records probable enough to be joined, of different family units
-- Creates: tmp_edge
-- Reads: tmp_pair_weight
-- Variables: join_probability, member_join_probability
--
-- Members of two families that match are joined more readily: the best partner of each is chosen among a handful, and two
-- rows of one unit never share a person, so a wrong join has to beat the right one.
-- Weights near the top differ by rounding alone, so the weight of the person evidence settles the order there.

CREATE TABLE tmp_edge AS
SELECT
  record_id_l,
  record_id_r,
  round(match_weight + coalesce(person_weight, 0) / 1000, 4) AS match_weight
FROM tmp_pair_weight
WHERE
  NOT one_unit
  AND match_probability >= CASE
    WHEN coalesce(family_probability, 0) >= 0.5 THEN getvariable('member_join_probability')
    ELSE getvariable('join_probability')
  END;
