-- Title: one candidate pair of records with its weight, what each comparison gave, and the rule that made it
-- Creates: link_person_pair
-- Reads: person_score
-- Variables: rule_names
--
-- Weights are rounded to four digits: beyond that they differ from run to run.

CREATE TABLE link_person_pair AS
SELECT
  record_id_l,
  record_id_r,
  round(match_weight, 4) AS match_weight,
  round(match_probability, 6) AS match_probability,
  split_part(getvariable('rule_names'), ',', CAST(match_key AS INTEGER) + 1) AS match_key,
  round(mw_nama, 4) AS mw_nama,
  round(mw_nik, 4) AS mw_nik,
  round(mw_lahir, 4) AS mw_lahir,
  round(mw_jenis_kelamin, 4) AS mw_jenis_kelamin,
  round(mw_wilayah, 4) AS mw_wilayah,
  record_no_l,
  record_no_r
FROM person_score;
