-- Title: one row as a delivered file holds it, mapped to our columns, trimmed, empty values null
-- Creates: tmp_delivered
-- Reads: nothing
-- Variables: none

-- The readers append to it, file by file. `sensitive` and `extra` list the filled columns of that kind as field, unit
-- separator, value; `program` lists every programme that the file has a column of, empty values too, and is null without any.
-- `content_hash` speaks of every delivered column but those ignored on purpose: mapped or not, whatever their order in the
-- file. `is_empty`: no cell of the row is filled.
CREATE OR REPLACE TABLE tmp_delivered (
    source VARCHAR,
    file VARCHAR,
    line BIGINT,
    source_record_id VARCHAR,
    source_family_id VARCHAR,
    nik VARCHAR,
    no_kk VARCHAR,
    padan_dukcapil VARCHAR,
    nama VARCHAR,
    nama_ayah VARCHAR,
    nama_ibu VARCHAR,
    jenis_kelamin VARCHAR,
    tempat_lahir VARCHAR,
    tanggal_lahir VARCHAR,
    umur VARCHAR,
    shdk VARCHAR,
    status_kawin VARCHAR,
    pendidikan VARCHAR,
    pekerjaan VARCHAR,
    keberadaan VARCHAR,
    alamat VARCHAR,
    rt VARCHAR,
    rw VARCHAR,
    dusun VARCHAR,
    kode_wilayah VARCHAR,
    nama_prov VARCHAR,
    nama_kab VARCHAR,
    nama_kec VARCHAR,
    nama_desa VARCHAR,
    desil VARCHAR,
    sensitive VARCHAR[],
    extra VARCHAR[],
    program VARCHAR[],
    content_hash VARCHAR,
    is_empty BOOLEAN
);
