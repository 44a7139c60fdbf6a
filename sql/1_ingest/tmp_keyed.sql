-- Title: one delivered row with, where its key is empty, a key made from its content
-- Creates: tmp_keyed
-- Reads: tmp_delivered
-- Variables: none

-- is_blank: no column we know is filled, so the row tells of no person.
CREATE OR REPLACE VIEW tmp_keyed AS
SELECT
    delivered.*,
    coalesce(
        source_record_id,
        source_family_id,
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
        desil
    ) IS NULL AS is_blank,
    source_record_id IS NULL AS key_missing,
    coalesce(source_record_id, concat('tanpa-kunci-', substr(content_hash, 1, 20))) AS source_key
FROM tmp_delivered AS delivered;
