-- Title: one scored pair of records, by id
-- Creates: person_score
-- Reads: tmp_prediction, record_content
-- Variables: none

CREATE TABLE person_score AS
SELECT
  l.record_id AS record_id_l,
  r.record_id AS record_id_r,
  l.record_no AS record_no_l,
  r.record_no AS record_no_r,
  p.match_weight,
  p.match_probability,
  p.match_key,
  p.mw_nama,
  p.mw_nik,
  p.mw_lahir,
  p.mw_jenis_kelamin,
  p.mw_wilayah,
  p.level_weights
FROM tmp_prediction AS p
INNER JOIN record_content AS l ON least(p.record_no_l, p.record_no_r) = l.record_no
INNER JOIN record_content AS r ON greatest(p.record_no_l, p.record_no_r) = r.record_no;
