-- Title: one pair of family units probable enough to be one family
-- Creates: tmp_unit_edge
-- Reads: link_family_pair
-- Variables: family_probability
--
-- Two units that share nobody are not joined on KK and address alone: that is what a child looks like who married out
-- but is still listed under the parents' number.

CREATE TABLE tmp_unit_edge AS
SELECT
  unit_id_l,
  unit_id_r,
  match_weight
FROM link_family_pair
WHERE match_probability >= getvariable('family_probability') AND members_matched_n > 0;
