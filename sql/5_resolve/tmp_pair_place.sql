-- Title: one pair of records: the weights that speak for it, and between which family units and clusters it stands
-- Creates: tmp_pair_place
-- Reads: tmp_member_pair, tmp_candidate_pair, tmp_cluster, tmp_unit_size, link_family_pair, tmp_twin
-- Variables: strict_weight

CREATE TABLE tmp_pair_place AS
WITH pair AS (
  SELECT
    coalesce(h.record_id_l, p.record_id_l) AS record_id_l,
    coalesce(h.record_id_r, p.record_id_r) AS record_id_r,
    h.household_weight,
    p.match_weight AS person_weight,
    coalesce(p.mw_wilayah, 0) > 0 AS near,
    coalesce(p.match_weight - p.mw_wilayah >= getvariable('strict_weight'), FALSE) AS confident
  FROM tmp_member_pair AS h
  FULL JOIN tmp_candidate_pair AS p ON h.record_id_l = p.record_id_l AND h.record_id_r = p.record_id_r
)

SELECT
  p.record_id_l,
  p.record_id_r,
  p.household_weight,
  p.person_weight,
  p.near,
  p.confident,
  t.record_id_l IS NOT NULL AS is_twin,
  cl.unit_id AS unit_id_l,
  cr.unit_id AS unit_id_r,
  cl.cluster_id AS cluster_id_l,
  cr.cluster_id AS cluster_id_r,
  greatest(ul.anggota_n, ur.anggota_n) AS larger_n,
  coalesce(least(ul.anggota_n, ur.anggota_n) > 1, FALSE) AND cl.unit_id IS NOT NULL AND cr.unit_id IS NOT NULL AS witnessed,
  f.match_probability AS family_probability,
  f.members_matched_n
FROM pair AS p
INNER JOIN tmp_cluster AS cl ON p.record_id_l = cl.record_id
INNER JOIN tmp_cluster AS cr ON p.record_id_r = cr.record_id
LEFT JOIN tmp_unit_size AS ul ON cl.unit_id = ul.unit_id
LEFT JOIN tmp_unit_size AS ur ON cr.unit_id = ur.unit_id
LEFT JOIN link_family_pair AS f
  ON least(cl.unit_id, cr.unit_id) = f.unit_id_l AND greatest(cl.unit_id, cr.unit_id) = f.unit_id_r
LEFT JOIN tmp_twin AS t ON p.record_id_l = t.record_id_l AND p.record_id_r = t.record_id_r;
