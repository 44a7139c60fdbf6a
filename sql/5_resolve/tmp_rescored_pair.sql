-- Title: one pair of family units as it was scored last
-- Creates: tmp_rescored_pair
-- Reads: link_family_pair, tmp_former_pair, tmp_changed_unit
-- Variables: none
--
-- What a pair weighs follows from its two units. So a pair of which neither has changed is what it was, scored again or not.

CREATE TABLE tmp_rescored_pair AS
SELECT f.*
FROM tmp_former_pair AS f
ANTI JOIN tmp_changed_unit AS l ON f.unit_id_l = l.unit_id
ANTI JOIN tmp_changed_unit AS r ON f.unit_id_r = r.unit_id
UNION ALL
SELECT p.*
FROM link_family_pair AS p
WHERE
  p.unit_id_l IN (SELECT unit_id FROM tmp_changed_unit)
  OR p.unit_id_r IN (SELECT unit_id FROM tmp_changed_unit);
