-- Title: Sets of published fields as numbers: one bit for each field that the promises about values ask for
-- Creates: macro field_bit
-- Reads: nothing
-- Variables: none
--
-- A set held as a number costs a fraction of a list of names, where every person and family has one. Other fields are no bit.

CREATE OR REPLACE MACRO field_bit(field) AS
    CASE field
        WHEN 'nik' THEN 1
        WHEN 'nama' THEN 2
        WHEN 'jenis_kelamin' THEN 4
        WHEN 'tanggal_lahir' THEN 8
        WHEN 'gelar' THEN 16
        WHEN 'alias' THEN 32
        WHEN 'tempat_lahir' THEN 64
        WHEN 'nama_ayah' THEN 128
        WHEN 'nama_ibu' THEN 256
        WHEN 'status_kawin' THEN 512
        WHEN 'pendidikan' THEN 1024
        WHEN 'pekerjaan' THEN 2048
        WHEN 'keberadaan' THEN 4096
        WHEN 'desil' THEN 8192
        WHEN 'alamat' THEN 16384
        WHEN 'no_kk' THEN 32768
        WHEN 'kepala' THEN 65536
        ELSE 0
    END;
