-- Title: one pair of family units with its weight, the members they share and what each comparison gave
-- Creates: link_family_pair
-- Reads: tmp_family_prediction, tmp_shared_member, link_unit
-- Variables: none

CREATE TABLE link_family_pair AS
WITH scored AS (
  SELECT
    least(unit_id_l, unit_id_r) AS unit_id_l,
    greatest(unit_id_l, unit_id_r) AS unit_id_r,
    round(match_weight, 4) AS match_weight,
    round(match_probability, 6) AS match_probability,
    round(mw_anggota, 4) AS mw_anggota,
    round(mw_no_kk, 4) AS mw_no_kk,
    round(mw_alamat, 4) AS mw_alamat
  FROM tmp_family_prediction
)

SELECT
  p.unit_id_l,
  p.unit_id_r,
  p.match_weight,
  p.match_probability,
  coalesce(s.shared_n, 0) AS members_matched_n,
  round(coalesce(s.shared_n, 0) / least(l.anggota_n, r.anggota_n), 4) AS members_share,
  p.mw_anggota,
  p.mw_no_kk,
  p.mw_alamat
FROM scored AS p
INNER JOIN link_unit AS l ON p.unit_id_l = l.unit_id
INNER JOIN link_unit AS r ON p.unit_id_r = r.unit_id
LEFT JOIN tmp_shared_member AS s ON p.unit_id_l = s.unit_id_l AND p.unit_id_r = s.unit_id_r;
