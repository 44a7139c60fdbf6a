-- Title: the blocking keys of one record, not yet limited
-- Creates: tmp_record_key
-- Reads: tmp_record_form
-- Variables: none

CREATE TABLE tmp_record_key AS
SELECT
  kunci_nik,
  kunci_lahir_fon_depan,
  kunci_lahir_fon_langka,
  kunci_kk_lahir,
  kunci_kk_fon_langka,
  kunci_nik_12,
  kunci_desa_nama,
  kunci_desa_fon_tahun,
  kunci_kec_lahir,
  kunci_nama_tahun
FROM tmp_record_form;
