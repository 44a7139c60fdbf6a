-- Title: one record as the person model sees it: comparison columns, and blocking keys within the block limit
-- Creates: link_record
-- Reads: tmp_record_form, tmp_record_no, tmp_unit_no, tmp_block
-- Variables: none
--
-- A key whose block is larger than the limit is null here, so that no rule explodes; the other rules still find the pair.
-- A view, which the stage settles: it goes to disk as it is made.

CREATE OR REPLACE VIEW link_record AS
WITH crowded AS (
  SELECT
    rule,
    kunci
  FROM tmp_block
  WHERE crowded
)

SELECT
  r.record_id,
  r.source,
  r.unit_id,
  r.nama_std,
  r.nama_tokens,
  r.nama_urut,
  r.nama_rapat,
  r.fon_urut,
  r.fon_depan,
  r.fon_langka,
  r.nik,
  r.nik_digits,
  r.nik_12,
  r.nik_15,
  r.nik_16,
  r.nik_serial,
  r.nik_tanpa_7,
  r.nik_cocok,
  r.nik_usable,
  r.no_kk,
  r.tgl,
  r.heaped,
  r.tahun,
  r.jenis_kelamin,
  r.shdk_coarse,
  r.rt,
  r.rw,
  r.kode_desa,
  r.kode_kec,
  r.kode_kab,
  n.record_no,
  u.unit_no,
  CASE WHEN c1.kunci IS NULL THEN r.kunci_nik END AS kunci_nik,
  CASE WHEN c2.kunci IS NULL THEN r.kunci_lahir_fon_depan END AS kunci_lahir_fon_depan,
  CASE WHEN c3.kunci IS NULL THEN r.kunci_lahir_fon_langka END AS kunci_lahir_fon_langka,
  CASE WHEN c4.kunci IS NULL THEN r.kunci_kk_lahir END AS kunci_kk_lahir,
  CASE WHEN c5.kunci IS NULL THEN r.kunci_kk_fon_langka END AS kunci_kk_fon_langka,
  CASE WHEN c6.kunci IS NULL THEN r.kunci_nik_12 END AS kunci_nik_12,
  CASE WHEN c7.kunci IS NULL THEN r.kunci_desa_nama END AS kunci_desa_nama,
  CASE WHEN c8.kunci IS NULL THEN r.kunci_desa_fon_tahun END AS kunci_desa_fon_tahun,
  CASE WHEN c9.kunci IS NULL THEN r.kunci_kec_lahir END AS kunci_kec_lahir,
  CASE WHEN c10.kunci IS NULL THEN r.kunci_nama_tahun END AS kunci_nama_tahun
FROM tmp_record_form AS r
INNER JOIN tmp_record_no AS n ON r.record_id = n.record_id
LEFT JOIN tmp_unit_no AS u ON r.unit_id = u.unit_id
LEFT JOIN crowded AS c1 ON c1.rule = 'nik' AND r.kunci_nik = c1.kunci
LEFT JOIN crowded AS c2 ON c2.rule = 'lahir_fon_depan' AND r.kunci_lahir_fon_depan = c2.kunci
LEFT JOIN crowded AS c3 ON c3.rule = 'lahir_fon_langka' AND r.kunci_lahir_fon_langka = c3.kunci
LEFT JOIN crowded AS c4 ON c4.rule = 'kk_lahir' AND r.kunci_kk_lahir = c4.kunci
LEFT JOIN crowded AS c5 ON c5.rule = 'kk_fon_langka' AND r.kunci_kk_fon_langka = c5.kunci
LEFT JOIN crowded AS c6 ON c6.rule = 'nik_12' AND r.kunci_nik_12 = c6.kunci
LEFT JOIN crowded AS c7 ON c7.rule = 'desa_nama' AND r.kunci_desa_nama = c7.kunci
LEFT JOIN crowded AS c8 ON c8.rule = 'desa_fon_tahun' AND r.kunci_desa_fon_tahun = c8.kunci
LEFT JOIN crowded AS c9 ON c9.rule = 'kec_lahir' AND r.kunci_kec_lahir = c9.kunci
LEFT JOIN crowded AS c10 ON c10.rule = 'nama_langka_tahun' AND r.kunci_nama_tahun = c10.kunci;
