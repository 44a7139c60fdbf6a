-- Title: one pair of records with the weights that speak for it and where it stands between two family units
-- Creates: tmp_pair_evidence
-- Reads: tmp_household_pair, link_person_pair, link_record, link_family_pair, link_unit, tmp_cluster, tmp_outside, tmp_twin
-- Variables: none
--
-- leftover_n is set where neither record has found its partner in the other's unit: so many members of the larger unit are
-- still without one. The fewer they are, the more a weak likeness means.
-- A pair that the round before joined counts as if it had not been: what joined it must not speak against it now.

CREATE TABLE tmp_pair_evidence AS
WITH pair AS (
  SELECT
    coalesce(h.record_id_l, p.record_id_l) AS record_id_l,
    coalesce(h.record_id_r, p.record_id_r) AS record_id_r,
    h.household_weight,
    p.match_weight AS person_weight,
    coalesce(p.mw_wilayah, 0) > 0 AS near
  FROM tmp_household_pair AS h
  FULL JOIN link_person_pair AS p ON h.record_id_l = p.record_id_l AND h.record_id_r = p.record_id_r
)

SELECT
  p.record_id_l,
  p.record_id_r,
  p.household_weight,
  p.person_weight,
  coalesce(l.unit_id = r.unit_id, FALSE) AS one_unit,
  t.record_id_l IS NOT NULL AS is_twin,
  f.match_probability AS family_probability,
  CASE
    WHEN cl.cluster_id = cr.cluster_id THEN greatest(greatest(ul.anggota_n, ur.anggota_n) - f.members_matched_n + 1, 1)
    WHEN NOT list_contains(ur.anggota, cl.cluster_id) AND NOT list_contains(ul.anggota, cr.cluster_id)
      THEN greatest(greatest(ul.anggota_n, ur.anggota_n) - f.members_matched_n, 1)
  END AS leftover_n,
  CASE WHEN ul.anggota_n > 1 AND ur.anggota_n > 1 THEN coalesce(o.outside_weight, 0) ELSE 0 END AS outside_weight
FROM pair AS p
INNER JOIN link_record AS l ON p.record_id_l = l.record_id
INNER JOIN link_record AS r ON p.record_id_r = r.record_id
INNER JOIN tmp_cluster AS cl ON p.record_id_l = cl.record_id
INNER JOIN tmp_cluster AS cr ON p.record_id_r = cr.record_id
LEFT JOIN link_unit AS ul ON l.unit_id = ul.unit_id
LEFT JOIN link_unit AS ur ON r.unit_id = ur.unit_id
LEFT JOIN link_family_pair AS f
  ON least(l.unit_id, r.unit_id) = f.unit_id_l AND greatest(l.unit_id, r.unit_id) = f.unit_id_r
LEFT JOIN tmp_outside AS o ON p.near = o.near
LEFT JOIN tmp_twin AS t ON p.record_id_l = t.record_id_l AND p.record_id_r = t.record_id_r;
