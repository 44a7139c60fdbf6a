-- Title: one candidate pair of records with its weight, what each comparison gave, and the rule that made it
-- Creates: link_person_pair
-- Reads: tmp_prediction, link_record
-- Variables: rule_names
--
-- Weights are rounded to four digits: beyond that they differ from run to run.

CREATE TABLE link_person_pair AS
SELECT
  l.record_id AS record_id_l,
  r.record_id AS record_id_r,
  round(match_weight, 4) AS match_weight,
  round(match_probability, 6) AS match_probability,
  split_part(getvariable('rule_names'), ',', CAST(match_key AS INTEGER) + 1) AS match_key,
  round(mw_nama, 4) AS mw_nama,
  round(mw_nik, 4) AS mw_nik,
  round(mw_lahir, 4) AS mw_lahir,
  round(mw_jenis_kelamin, 4) AS mw_jenis_kelamin,
  round(mw_wilayah, 4) AS mw_wilayah,
  l.record_no AS record_no_l,
  r.record_no AS record_no_r
FROM tmp_prediction AS p
INNER JOIN link_record AS l ON least(p.record_no_l, p.record_no_r) = l.record_no
INNER JOIN link_record AS r ON greatest(p.record_no_l, p.record_no_r) = r.record_no;
