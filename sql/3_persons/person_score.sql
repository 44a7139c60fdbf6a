-- Title: one scored pair of records, by number
-- Creates: person_score
-- Reads: tmp_prediction
-- Variables: none

CREATE TABLE person_score AS
SELECT
  least(record_no_l, record_no_r) AS record_no_l,
  greatest(record_no_l, record_no_r) AS record_no_r,
  match_weight,
  match_probability,
  match_key,
  mw_nama,
  mw_nik,
  mw_lahir,
  mw_jenis_kelamin,
  mw_wilayah,
  level_weights
FROM tmp_prediction;
