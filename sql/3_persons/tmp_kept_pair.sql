-- Title: one scored pair of the earlier build whose two records say what they said then
-- Creates: tmp_kept_pair
-- Reads: earlier_person_score, tmp_unchanged
-- Variables: none

CREATE TABLE tmp_kept_pair AS
SELECT
  l.record_no AS record_no_l,
  r.record_no AS record_no_r,
  e.match_weight,
  e.match_probability,
  e.match_key,
  e.mw_nama,
  e.mw_nik,
  e.mw_lahir,
  e.mw_jenis_kelamin,
  e.mw_wilayah,
  e.level_weights
FROM earlier_person_score AS e
INNER JOIN tmp_unchanged AS l ON e.record_no_l = l.earlier_no
INNER JOIN tmp_unchanged AS r ON e.record_no_r = r.earlier_no;
