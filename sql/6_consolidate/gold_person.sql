-- Title: One person of the release; every value survives from one of the person's records
-- Creates: gold_person
-- Reads: tmp_person_key, tmp_person_tie, tmp_person_value, tmp_person_program, tmp_family_key, tmp_record, std_person
-- Variables: none
--
-- A value that people decided and no record bears is in tmp_person_value alone. A birth date stands there whole, and what it was
-- decided to be is told to the day; a NIK's status is looked for only where it is not the usual one.

CREATE OR REPLACE VIEW gold_person AS
WITH unusual AS (
    SELECT
        tmp_record.record_no,
        std_person.nik_status
    FROM std_person
    INNER JOIN tmp_record ON std_person.record_id = tmp_record.record_id
    WHERE std_person.nik_status IN ('ok_retired_region', 'region_unknown')
),

record AS (
    SELECT
        tmp_record.record_no,
        std_person.alamat_raw,
        std_person.jalan,
        std_person.nomor,
        std_person.blok,
        std_person.rt,
        std_person.rw,
        std_person.dusun,
        std_person.kode_prov,
        std_person.kode_kab,
        std_person.kode_kec,
        std_person.kode_desa
    FROM std_person
    INNER JOIN tmp_record ON std_person.record_id = tmp_record.record_id
    WHERE tmp_record.record_no IN (SELECT tmp_person_value.alamat_no FROM tmp_person_value)
)

SELECT
    tmp_person_key.person_id,
    chosen.nik,
    coalesce(unusual.nik_status, CASE WHEN chosen.nik IS NULL THEN 'missing' ELSE 'ok' END) AS nik_status,
    chosen.nama,
    chosen.gelar,
    chosen.alias,
    chosen.jenis_kelamin,
    chosen.tempat_lahir,
    CASE WHEN length(chosen.kelahiran) > 10 THEN TRY_CAST(left(right(chosen.kelahiran, 15), 10) AS DATE) END AS tanggal_lahir,
    coalesce(split_part(chosen.kelahiran, ' ', 1), 'none') AS dob_precision,
    CAST(right(chosen.kelahiran, 4) AS INTEGER) AS tahun_lahir,
    chosen.nama_ayah,
    chosen.nama_ibu,
    chosen.status_kawin,
    chosen.pendidikan,
    chosen.pekerjaan,
    chosen.keberadaan,
    address_record.alamat_raw AS alamat,
    address_record.jalan,
    address_record.nomor,
    address_record.blok,
    address_record.rt,
    address_record.rw,
    address_record.dusun,
    coalesce(substr(chosen.decided_region, 1, 2), address_record.kode_prov) AS kode_prov,
    coalesce(substr(chosen.decided_region, 1, 4), address_record.kode_kab) AS kode_kab,
    coalesce(substr(chosen.decided_region, 1, 6), address_record.kode_kec) AS kode_kec,
    CASE WHEN length(chosen.decided_region) = 10 THEN chosen.decided_region ELSE address_record.kode_desa END AS kode_desa,
    chosen.desil,
    CASE WHEN chosen.desil IS NULL THEN 'BELUM_DIPERINGKAT' END AS desil_alasan_null,
    tmp_person_program.program,
    tmp_family_key.family_id,
    CASE
        WHEN tmp_family_key.family_id IS NOT NULL THEN NULL
        WHEN tie.has_family_source THEN 'BARIS_TANPA_KELUARGA'
        ELSE 'SUMBER_TANPA_KELUARGA'
    END AS tanpa_keluarga_alasan,
    tie.record_n,
    CAST(array_length(tie.sources) AS INTEGER) AS source_n,
    tie.sources,
    tie.link_rule,
    tie.link_probability
FROM tmp_person_key
INNER JOIN tmp_person_tie AS tie ON tmp_person_key.person_no = tie.person_no
LEFT JOIN tmp_person_value AS chosen ON tmp_person_key.person_no = chosen.person_no
LEFT JOIN tmp_person_program ON tmp_person_key.person_no = tmp_person_program.person_no
LEFT JOIN tmp_family_key ON chosen.keluarga = tmp_family_key.family_no
LEFT JOIN unusual ON chosen.nik_no = unusual.record_no
LEFT JOIN record AS address_record ON chosen.alamat_no = address_record.record_no;
