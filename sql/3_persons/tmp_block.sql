-- Title: one block: a value of one blocking key, the records that bear it, and whether it is above the limit
-- Creates: tmp_block
-- Reads: tmp_record_form, tmp_own_key
-- Variables: max_block_size, max_rare_block_size

CREATE TABLE tmp_block AS
WITH bearer AS (
  SELECT 'nik' AS rule, kunci_nik AS kunci FROM tmp_record_form
  UNION ALL
  SELECT 'lahir_fon_depan' AS rule, kunci_lahir_fon_depan AS kunci FROM tmp_record_form
  UNION ALL
  SELECT 'lahir_fon_langka' AS rule, kunci_lahir_fon_langka AS kunci FROM tmp_record_form
  UNION ALL
  SELECT 'kk_lahir' AS rule, kunci_kk_lahir AS kunci FROM tmp_record_form
  UNION ALL
  SELECT 'kk_fon_langka' AS rule, kunci_kk_fon_langka AS kunci FROM tmp_record_form
  UNION ALL
  SELECT 'nik_12' AS rule, kunci_nik_12 AS kunci FROM tmp_record_form
  UNION ALL
  SELECT 'desa_nama' AS rule, kunci_desa_nama AS kunci FROM tmp_record_form
  UNION ALL
  SELECT 'desa_fon_tahun' AS rule, kunci_desa_fon_tahun AS kunci FROM tmp_record_form
  UNION ALL
  SELECT 'kec_lahir' AS rule, kunci_kec_lahir AS kunci FROM tmp_record_form
  UNION ALL
  SELECT 'nama_langka_tahun' AS rule, kunci_nama_tahun AS kunci FROM tmp_record_form
  UNION ALL
  SELECT rule, kunci FROM tmp_own_key
)

SELECT
  rule,
  kunci,
  count(*) AS record_n,
  count(*) > CASE
    WHEN rule = 'nama_langka_tahun' THEN getvariable('max_rare_block_size')
    ELSE getvariable('max_block_size')
  END AS crowded
FROM bearer
WHERE kunci IS NOT NULL
GROUP BY rule, kunci
HAVING count(*) > 1;
