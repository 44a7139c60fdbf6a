-- Title: one record in the form that comparisons read, with blocking keys not yet limited
-- Creates: tmp_record_form
-- Reads: linked_person, tmp_name_form
-- Variables: none
--
-- A view: blocks want the keys alone, and what compares is written once, with the keys that stay (link_record).
-- A NIK of 15 to 17 digits still says which numbers it is near to; a shorter one (float text) says nothing.

CREATE OR REPLACE VIEW tmp_record_form AS
WITH form AS (
  SELECT
    p.record_id,
    p.source,
    p.unit_id,
    p.nama_std,
    p.nama_tokens,
    f.nama_urut,
    f.nama_rapat,
    f.fon_urut,
    f.fon_depan,
    f.fon_langka,
    f.nama_urut_no,
    f.fon_urut_no,
    f.fon_depan_no,
    f.fon_langka_no,
    p.nik,
    CASE WHEN length(p.nik_digits) BETWEEN 15 AND 17 THEN p.nik_digits END AS nik_digits,
    p.nik_usable,
    p.no_kk,
    text_hash(p.no_kk) AS no_kk_no,
    text_hash(p.kode_desa) AS kode_desa_no,
    p.tanggal_lahir,
    strftime(p.tanggal_lahir, '%Y%m%d') AS tgl,
    p.dob_precision = 'heaped' AS heaped,
    p.tahun_lahir AS tahun,
    p.jenis_kelamin,
    p.shdk_coarse,
    p.rt,
    p.rw,
    p.kode_desa,
    p.kode_kec,
    p.kode_kab
  FROM linked_person AS p
  LEFT JOIN tmp_name_form AS f ON p.nama_std = f.nama_std
)

SELECT
  record_id,
  source,
  unit_id,
  nama_std,
  nama_tokens,
  nama_urut,
  nama_rapat,
  fon_urut,
  fon_depan,
  fon_langka,
  nik,
  nik_digits,
  left(nik_digits, 12) AS nik_12,
  left(nik_digits, 15) AS nik_15,
  substring(nik_digits, 16, 1) AS nik_16,
  try_cast(substring(nik_digits, 13, 4) AS INTEGER) AS nik_serial,
  left(nik_digits, 6) || substring(nik_digits, 8, 10) AS nik_tanpa_7,
  coalesce(
    try_cast(substring(nik_digits, 7, 2) AS INTEGER) % 40 = day(tanggal_lahir) % 40
    AND substring(nik_digits, 9, 4) = strftime(tanggal_lahir, '%m%y'), FALSE
  ) AS nik_cocok,
  nik_usable,
  no_kk,
  tgl,
  heaped,
  tahun,
  jenis_kelamin,
  shdk_coarse,
  rt,
  rw,
  kode_desa,
  kode_kec,
  kode_kab,
  text_hash(nik) AS kunci_nik,
  block_key(coalesce(kode_kab, ''), tgl, fon_depan_no) AS kunci_lahir_fon_depan,
  block_key(tgl, fon_langka_no, 0) AS kunci_lahir_fon_langka,
  block_key(no_kk_no, tgl, 0) AS kunci_kk_lahir,
  block_key(no_kk_no, fon_langka_no, 0) AS kunci_kk_fon_langka,
  text_hash(left(nik_digits, 12)) AS kunci_nik_12,
  block_key(kode_desa_no, nama_urut_no, 0) AS kunci_desa_nama,
  block_key(kode_desa_no, tahun, fon_langka_no) AS kunci_desa_fon_tahun,
  block_key(kode_kec, tgl, jenis_kelamin) AS kunci_kec_lahir,
  block_key(fon_urut_no, tahun, 0) AS kunci_nama_tahun
FROM form;
