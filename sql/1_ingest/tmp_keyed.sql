-- Title: one delivered row with its whole content as one text and, where its key is empty, a key made from that
-- Creates: tmp_keyed
-- Reads: tmp_delivered
-- Variables: none

-- A view: the content is long, and only rows of repeated or empty keys ever need it. The unit separator keeps values apart.
CREATE OR REPLACE VIEW tmp_keyed AS
WITH content AS (
    SELECT
        delivered.*,
        concat_ws(
            chr(31),
            coalesce(source_record_id, ''),
            coalesce(source_family_id, ''),
            coalesce(nik, ''),
            coalesce(no_kk, ''),
            coalesce(padan_dukcapil, ''),
            coalesce(nama, ''),
            coalesce(nama_ayah, ''),
            coalesce(nama_ibu, ''),
            coalesce(jenis_kelamin, ''),
            coalesce(tempat_lahir, ''),
            coalesce(tanggal_lahir, ''),
            coalesce(umur, ''),
            coalesce(shdk, ''),
            coalesce(status_kawin, ''),
            coalesce(pendidikan, ''),
            coalesce(pekerjaan, ''),
            coalesce(keberadaan, ''),
            coalesce(alamat, ''),
            coalesce(rt, ''),
            coalesce(rw, ''),
            coalesce(dusun, ''),
            coalesce(kode_wilayah, ''),
            coalesce(nama_prov, ''),
            coalesce(nama_kab, ''),
            coalesce(nama_kec, ''),
            coalesce(nama_desa, ''),
            coalesce(desil, ''),
            array_to_string(sensitive, chr(31))
        ) AS content_text,
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
        ) IS NULL AS is_blank
    FROM tmp_delivered AS delivered
)

SELECT
    content.*,
    source_record_id IS NULL AS key_missing,
    coalesce(source_record_id, concat('tanpa-kunci-', substr(sha256(content_text), 1, 20))) AS source_key
FROM content;
