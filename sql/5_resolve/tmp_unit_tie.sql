-- Title: one pair of family units probable enough to be one family, and not decided to be two
-- Creates: tmp_unit_tie
-- Reads: tmp_unit_edge, tmp_unit_apart
-- Variables: none
--
-- Two units of one source join only where they match directly, so without this tie nothing brings them together.

CREATE TABLE tmp_unit_tie AS
SELECT
  e.unit_id_l,
  e.unit_id_r,
  e.match_weight
FROM tmp_unit_edge AS e
ANTI JOIN tmp_unit_apart AS a ON e.unit_id_l = a.unit_id_l AND e.unit_id_r = a.unit_id_r;
