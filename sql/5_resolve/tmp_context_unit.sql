-- Title: one pair of family units, or one unit with itself, whose members are compared in this round for the first time
-- Creates: tmp_context_unit
-- Reads: link_family_pair, link_record, tmp_compared_unit
-- Variables: family_floor

CREATE TABLE tmp_context_unit AS
WITH together AS (
  SELECT
    unit_id_l,
    unit_id_r
  FROM link_family_pair
  WHERE match_weight >= getvariable('family_floor')
  UNION ALL
  SELECT DISTINCT
    unit_id AS unit_id_l,
    unit_id AS unit_id_r
  FROM link_record
  WHERE unit_id IS NOT NULL
)

SELECT
  t.unit_id_l,
  t.unit_id_r
FROM together AS t
ANTI JOIN tmp_compared_unit AS c ON t.unit_id_l = c.unit_id_l AND t.unit_id_r = c.unit_id_r;
