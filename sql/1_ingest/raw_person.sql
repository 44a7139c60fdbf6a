-- Title: one delivered person record that could be read
-- Creates: raw_person
-- Reads: tmp_record
-- Variables: none
--
-- A view: a table would hold every delivered value in memory twice, and it is only read to be kept.

CREATE OR REPLACE VIEW raw_person AS
SELECT
    record_id,
    source,
    file,
    line,
    source_key AS source_record_id,
    source_family_id,
    key_repeat,
    nik,
    no_kk,
    padan_dukcapil,
    nama,
    nama_ayah,
    nama_ibu,
    jenis_kelamin,
    tempat_lahir,
    tanggal_lahir,
    umur,
    shdk,
    status_kawin,
    pendidikan,
    pekerjaan,
    keberadaan,
    alamat,
    rt,
    rw,
    dusun,
    kode_wilayah,
    nama_prov,
    nama_kab,
    nama_kec,
    nama_desa,
    desil,
    program
FROM tmp_record
WHERE NOT is_blank AND copy_n = 1;
