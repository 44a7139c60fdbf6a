-- Title: one pair of records to be scored as members: of two family units that may be one family, or of one unit
-- Creates: tmp_context_pair
-- Reads: link_record, link_family_pair
-- Variables: family_floor
--
-- Column names are those in which Splink takes pairs that it did not block itself.

CREATE TABLE tmp_context_pair AS
SELECT
  least(l.record_id, r.record_id) AS join_key_l,
  greatest(l.record_id, r.record_id) AS join_key_r,
  '0' AS match_key
FROM link_family_pair AS f
INNER JOIN link_record AS l ON f.unit_id_l = l.unit_id
INNER JOIN link_record AS r ON f.unit_id_r = r.unit_id
WHERE f.match_weight >= getvariable('family_floor')
UNION ALL
SELECT
  l.record_id AS join_key_l,
  r.record_id AS join_key_r,
  '0' AS match_key
FROM link_record AS l
INNER JOIN link_record AS r ON l.unit_id = r.unit_id
WHERE l.record_id < r.record_id;
