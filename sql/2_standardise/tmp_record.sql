-- Title: one record with its coded values, birth date and region
-- Creates: tmp_record
-- Reads: raw_person, tmp_code, tmp_program, tmp_date, tmp_age_year, tmp_region
-- Variables: none
--
-- Names and numbers come after, because they are read in the light of these: sex and region decide abbreviations, the birth
-- date stands against the NIK.
CREATE OR REPLACE TABLE tmp_record AS
SELECT
    raw.record_id,
    raw.source,
    sex.baku AS jenis_kelamin,
    coalesce(tmp_date.dob_precision, 'none') AS date_precision,
    tmp_date.tanggal_lahir,
    CASE WHEN try_cast(raw.umur AS INTEGER) BETWEEN 0 AND 130 THEN try_cast(raw.umur AS INTEGER) END AS umur,
    tmp_age_year.age_year,
    try_cast(relation.baku AS INTEGER) AS shdk_coarse,
    try_cast(marital.baku AS INTEGER) AS status_kawin,
    presence.baku AS keberadaan,
    CASE padan.baku WHEN 'ya' THEN TRUE WHEN 'tidak' THEN FALSE END AS padan_dukcapil,
    tmp_program.program,
    tmp_program.program_disebut,
    tmp_region.kode_prov,
    tmp_region.kode_kab,
    tmp_region.kode_kec,
    tmp_region.kode_desa,
    coalesce(tmp_region.wilayah_grade, 'unknown') AS wilayah_grade,
    CASE tmp_region.kode_prov WHEN '51' THEN 'bali' WHEN '13' THEN 'minang' WHEN '11' THEN 'aceh' ELSE '' END AS konteks,
    CASE WHEN sex.is_unknown THEN 'NILAI_TAK_DIKENAL:jenis_kelamin' END AS sex_flag,
    CASE WHEN relation.is_unknown THEN 'NILAI_TAK_DIKENAL:shdk' END AS relation_flag,
    CASE WHEN marital.is_unknown THEN 'NILAI_TAK_DIKENAL:status_kawin' END AS marital_flag,
    CASE WHEN presence.is_unknown THEN 'NILAI_TAK_DIKENAL:keberadaan' END AS presence_flag,
    CASE WHEN padan.is_unknown THEN 'NILAI_TAK_DIKENAL:padan_dukcapil' END AS padan_flag,
    tmp_program.program_flag,
    CASE WHEN tmp_date.is_impossible THEN 'TANGGAL_MUSTAHIL' END AS date_flag,
    CASE WHEN tmp_date.is_after_data THEN 'TANGGAL_SETELAH_DATA' END AS after_data_flag,
    CASE WHEN tmp_region.is_code_unknown THEN 'KODE_WILAYAH_TAK_DIKENAL' END AS code_flag
FROM raw_person AS raw
LEFT JOIN tmp_code AS sex
    ON raw.source = sex.source AND sex.kolom = 'jenis_kelamin' AND raw.jenis_kelamin = sex.nilai_raw
LEFT JOIN tmp_code AS relation
    ON raw.source = relation.source AND relation.kolom = 'shdk' AND raw.shdk = relation.nilai_raw
LEFT JOIN tmp_code AS marital
    ON raw.source = marital.source AND marital.kolom = 'status_kawin' AND raw.status_kawin = marital.nilai_raw
LEFT JOIN tmp_code AS presence
    ON raw.source = presence.source AND presence.kolom = 'keberadaan' AND raw.keberadaan = presence.nilai_raw
LEFT JOIN tmp_code AS padan
    ON raw.source = padan.source AND padan.kolom = 'padan_dukcapil' AND raw.padan_dukcapil = padan.nilai_raw
LEFT JOIN tmp_program ON raw.source = tmp_program.source AND raw.program = tmp_program.program_raw
LEFT JOIN tmp_date ON raw.source = tmp_date.source AND raw.tanggal_lahir = tmp_date.tanggal_raw
LEFT JOIN tmp_age_year ON raw.source = tmp_age_year.source
LEFT JOIN tmp_region
    ON
        raw.source || '|' || coalesce(raw.kode_wilayah, '') || '|' || coalesce(raw.nama_prov, '') || '|'
        || coalesce(raw.nama_kab, '') || '|' || coalesce(raw.nama_kec, '') || '|' || coalesce(raw.nama_desa, '')
        = tmp_region.tuple_id;
