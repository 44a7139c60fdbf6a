-- Title: one block: a value of one blocking key, the records that bear it, and whether it is above the limit
-- Creates: tmp_block
-- Reads: tmp_record_key, tmp_own_key
-- Variables: max_block_size, max_rare_block_size
--
-- Rule by rule: grouping numbers alone costs a third of grouping them with the name of their rule, and most stand alone.

CREATE TABLE tmp_block AS
WITH bearer AS (
  SELECT
    'nik' AS rule,
    kunci_nik AS kunci,
    count(*) AS record_n
  FROM tmp_record_key
  WHERE kunci_nik IS NOT NULL
  GROUP BY kunci_nik
  HAVING count(*) > 1
  UNION ALL
  SELECT
    'lahir_fon_depan' AS rule,
    kunci_lahir_fon_depan AS kunci,
    count(*) AS record_n
  FROM tmp_record_key
  WHERE kunci_lahir_fon_depan IS NOT NULL
  GROUP BY kunci_lahir_fon_depan
  HAVING count(*) > 1
  UNION ALL
  SELECT
    'lahir_fon_langka' AS rule,
    kunci_lahir_fon_langka AS kunci,
    count(*) AS record_n
  FROM tmp_record_key
  WHERE kunci_lahir_fon_langka IS NOT NULL
  GROUP BY kunci_lahir_fon_langka
  HAVING count(*) > 1
  UNION ALL
  SELECT
    'kk_lahir' AS rule,
    kunci_kk_lahir AS kunci,
    count(*) AS record_n
  FROM tmp_record_key
  WHERE kunci_kk_lahir IS NOT NULL
  GROUP BY kunci_kk_lahir
  HAVING count(*) > 1
  UNION ALL
  SELECT
    'kk_fon_langka' AS rule,
    kunci_kk_fon_langka AS kunci,
    count(*) AS record_n
  FROM tmp_record_key
  WHERE kunci_kk_fon_langka IS NOT NULL
  GROUP BY kunci_kk_fon_langka
  HAVING count(*) > 1
  UNION ALL
  SELECT
    'nik_12' AS rule,
    kunci_nik_12 AS kunci,
    count(*) AS record_n
  FROM tmp_record_key
  WHERE kunci_nik_12 IS NOT NULL
  GROUP BY kunci_nik_12
  HAVING count(*) > 1
  UNION ALL
  SELECT
    'desa_nama' AS rule,
    kunci_desa_nama AS kunci,
    count(*) AS record_n
  FROM tmp_record_key
  WHERE kunci_desa_nama IS NOT NULL
  GROUP BY kunci_desa_nama
  HAVING count(*) > 1
  UNION ALL
  SELECT
    'desa_fon_tahun' AS rule,
    kunci_desa_fon_tahun AS kunci,
    count(*) AS record_n
  FROM tmp_record_key
  WHERE kunci_desa_fon_tahun IS NOT NULL
  GROUP BY kunci_desa_fon_tahun
  HAVING count(*) > 1
  UNION ALL
  SELECT
    'kec_lahir' AS rule,
    kunci_kec_lahir AS kunci,
    count(*) AS record_n
  FROM tmp_record_key
  WHERE kunci_kec_lahir IS NOT NULL
  GROUP BY kunci_kec_lahir
  HAVING count(*) > 1
  UNION ALL
  SELECT
    'nama_langka_tahun' AS rule,
    kunci_nama_tahun AS kunci,
    count(*) AS record_n
  FROM tmp_record_key
  WHERE kunci_nama_tahun IS NOT NULL
  GROUP BY kunci_nama_tahun
  HAVING count(*) > 1
  UNION ALL
  SELECT
    rule,
    kunci,
    count(*) AS record_n
  FROM tmp_own_key
  GROUP BY rule, kunci
  HAVING count(*) > 1
)

SELECT
  rule,
  kunci,
  record_n,
  record_n > CASE
    WHEN rule = 'nama_langka_tahun' THEN getvariable('max_rare_block_size')
    ELSE getvariable('max_block_size')
  END AS crowded
FROM bearer;
