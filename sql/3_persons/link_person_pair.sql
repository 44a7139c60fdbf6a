-- Title: one candidate pair of records with its weight, what each comparison gave, and the rule that made it
-- Creates: link_person_pair
-- Reads: person_score, record_content
-- Variables: rule_names
--
-- Weights are rounded to four digits: beyond that they differ from run to run.

CREATE TABLE link_person_pair AS
SELECT
  l.record_id AS record_id_l,
  r.record_id AS record_id_r,
  round(p.match_weight, 4) AS match_weight,
  round(p.match_probability, 6) AS match_probability,
  split_part(getvariable('rule_names'), ',', CAST(p.match_key AS INTEGER) + 1) AS match_key,
  round(p.mw_nama, 4) AS mw_nama,
  round(p.mw_nik, 4) AS mw_nik,
  round(p.mw_lahir, 4) AS mw_lahir,
  round(p.mw_jenis_kelamin, 4) AS mw_jenis_kelamin,
  round(p.mw_wilayah, 4) AS mw_wilayah,
  p.record_no_l,
  p.record_no_r
FROM person_score AS p
INNER JOIN record_content AS l ON p.record_no_l = l.record_no
INNER JOIN record_content AS r ON p.record_no_r = r.record_no;
