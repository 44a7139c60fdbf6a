-- Title: one record that takes part in the linkage: delivered, or carried over from the previous release
-- Creates: linked_person
-- Reads: std_person, carried_person
-- Variables: none
--
-- A view: millions of records are not copied for the few that may have been carried over.

CREATE OR REPLACE VIEW linked_person AS
SELECT
  record_id,
  source,
  unit_id,
  nik,
  nik_digits,
  nik_usable,
  no_kk,
  nama_std,
  nama_tokens,
  nama_fon,
  tanggal_lahir,
  dob_precision,
  tahun_lahir,
  jenis_kelamin,
  shdk_coarse,
  rt,
  rw,
  kode_desa,
  kode_kec,
  kode_kab
FROM std_person
UNION ALL
SELECT
  record_id,
  source,
  unit_id,
  nik,
  nik_digits,
  nik_usable,
  no_kk,
  nama_std,
  nama_tokens,
  nama_fon,
  tanggal_lahir,
  dob_precision,
  tahun_lahir,
  jenis_kelamin,
  shdk_coarse,
  rt,
  rw,
  kode_desa,
  kode_kec,
  kode_kab
FROM carried_person;
