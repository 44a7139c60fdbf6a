-- Title: one row: member pairs of matched family units, how many are one person, and how many could be
-- Creates: tmp_context_prior
-- Reads: link_family_pair, tmp_unit_size
-- Variables: none

CREATE TABLE tmp_context_prior AS
SELECT
  coalesce(sum(f.members_matched_n), 0) AS matched_n,
  coalesce(sum(l.anggota_n * r.anggota_n), 0) AS member_pair_n,
  coalesce(sum(least(l.anggota_n, r.anggota_n)), 0) AS matchable_n
FROM link_family_pair AS f
INNER JOIN tmp_unit_size AS l ON f.unit_id_l = l.unit_id
INNER JOIN tmp_unit_size AS r ON f.unit_id_r = r.unit_id
WHERE f.match_probability >= 0.9;
