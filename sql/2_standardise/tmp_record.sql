-- Title: one record as delivered, with its coded values, birth date, place and numbers read
-- Creates: tmp_record
-- Reads: raw_person, tmp_code_tuple, tmp_program, tmp_date, tmp_region, tmp_birth_place, tmp_neighbourhood, std_address, tmp_number
-- Variables: none
--
-- All that was delivered and is wanted later comes along: nothing after this joins the deliveries by the ids of records again.
-- Names come after, because they are read in the light of sex and region. One number in both columns: it is the NIK when its
-- birth part is the person's, else it is the KK.
CREATE OR REPLACE TABLE tmp_record AS
WITH looked_up AS (
    SELECT
        raw.*,
        code.family_unit,
        code.jenis_kelamin AS sex,
        coalesce(tmp_date.dob_precision, 'none') AS date_precision,
        tmp_date.tanggal_lahir AS birth_date,
        code.age_year,
        code.shdk_coarse,
        code.status_kawin AS marital,
        code.keberadaan AS presence,
        code.padan_dukcapil AS is_padan,
        tmp_program.program AS program_had,
        tmp_program.program_disebut,
        tmp_region.kode_prov, tmp_region.kode_kab, tmp_region.kode_kec, tmp_region.kode_desa, tmp_region.wilayah_grade,
        tmp_birth_place.tempat_lahir AS birth_place,
        std_address.jalan, std_address.nomor, std_address.blok,
        coalesce(near.rt, std_address.rt) AS rt_read,
        coalesce(near.rw, std_address.rw) AS rw_read,
        coalesce(near.dusun, std_address.dusun) AS hamlet,
        coalesce(raw.dusun, std_address.dusun, '') AS hamlet_told,
        coalesce(nik.digits, '') AS nik_digits,
        coalesce(nik.shape = 'ok', FALSE) AS is_nik_whole,
        coalesce(nik.nik_grade, 'missing') AS nik_grade,
        coalesce(nik.is_repaired, FALSE) AS is_repaired,
        CASE WHEN kk.shape = 'ok' THEN kk.digits END AS kk_digits,
        coalesce(kk.kk_grade, 'missing') AS kk_grade,
        coalesce(nik.digits = kk.digits AND nik.shape = 'ok', FALSE) AS is_same_number,
        birth_differs(
            nik.birth_year, nik.birth_month, nik.birth_day, tmp_date.tanggal_lahir, coalesce(tmp_date.dob_precision, 'none')
        ) AS nik_dob_conflict,
        coalesce(nik.sex <> code.jenis_kelamin, FALSE) AS nik_sex_conflict,
        code.flags AS code_flags,
        [
            tmp_program.program_flag,
            CASE WHEN tmp_date.is_impossible THEN 'TANGGAL_MUSTAHIL' END,
            CASE WHEN tmp_date.is_after_data THEN 'TANGGAL_SETELAH_DATA' END,
            CASE WHEN tmp_region.is_code_unknown THEN 'KODE_WILAYAH_TAK_DIKENAL' END
        ] AS other_flags
    FROM raw_person AS raw
    INNER JOIN tmp_code_tuple AS code
        ON
            raw.source = code.source
            AND raw.jenis_kelamin IS NOT DISTINCT FROM code.sex_raw
            AND raw.shdk IS NOT DISTINCT FROM code.relation_raw
            AND raw.status_kawin IS NOT DISTINCT FROM code.marital_raw
            AND raw.keberadaan IS NOT DISTINCT FROM code.presence_raw
            AND raw.padan_dukcapil IS NOT DISTINCT FROM code.padan_raw
    LEFT JOIN tmp_program ON raw.source = tmp_program.source AND raw.program = tmp_program.program_raw
    LEFT JOIN tmp_date ON raw.source = tmp_date.source AND raw.tanggal_lahir = tmp_date.tanggal_raw
    LEFT JOIN tmp_region
        ON region_tuple(raw.source, raw.kode_wilayah, raw.nama_prov, raw.nama_kab, raw.nama_kec, raw.nama_desa) = tmp_region.tuple_id
    LEFT JOIN tmp_birth_place ON raw.tempat_lahir = tmp_birth_place.text_raw
    LEFT JOIN tmp_neighbourhood AS near
        ON
            raw.rt IS NOT DISTINCT FROM near.rt_raw
            AND raw.rw IS NOT DISTINCT FROM near.rw_raw
            AND raw.dusun IS NOT DISTINCT FROM near.dusun_raw
    LEFT JOIN std_address ON raw.alamat = std_address.alamat
    LEFT JOIN tmp_number AS nik ON raw.nik = nik.number_raw AND NOT nik.is_kk
    LEFT JOIN tmp_number AS kk ON raw.no_kk = kk.number_raw AND kk.is_kk
)

SELECT
    record_id, source, source_record_id, source_family_id, file, key_repeat, nik AS nik_raw, no_kk AS no_kk_raw,
    nama, nama_ayah, nama_ibu, alamat, kode_wilayah, desil AS desil_raw,
    CASE WHEN family_unit <> 'none' AND regexp_matches(source_family_id, '[1-9A-Za-z]') THEN source || ':' || source_family_id END
        AS family_id,
    sex AS jenis_kelamin,
    date_precision,
    birth_date AS tanggal_lahir,
    CASE WHEN try_cast(umur AS INTEGER) BETWEEN 0 AND 130 THEN try_cast(umur AS INTEGER) END AS umur,
    age_year,
    shdk_coarse,
    marital AS status_kawin,
    presence AS keberadaan,
    is_padan AS padan_dukcapil,
    program_had AS program,
    program_disebut,
    nullif(trim(upper(pendidikan)), '') AS pendidikan,
    nullif(trim(upper(pekerjaan)), '') AS pekerjaan,
    birth_place AS tempat_lahir,
    kode_prov, kode_kab, kode_kec, kode_desa,
    coalesce(wilayah_grade, 'unknown') AS wilayah_grade,
    CASE kode_prov WHEN '51' THEN 'bali' WHEN '13' THEN 'minang' WHEN '11' THEN 'aceh' ELSE '' END AS konteks,
    jalan, nomor, blok, rt_read AS rt, rw_read AS rw, hamlet AS dusun,
    -- What tells the families of one household apart.
    CASE WHEN family_unit = 'ruta'
        THEN concat_ws('|', coalesce(kode_desa, nama_desa, ''), coalesce(rw_read, ''), coalesce(rt_read, ''), hamlet_told, coalesce(jalan, ''))
    END AS address_key,
    nik_digits,
    is_nik_whole,
    is_repaired,
    nik_dob_conflict,
    nik_sex_conflict,
    is_same_number AND (birth_date IS NULL OR nik_dob_conflict OR nik_sex_conflict) AS is_kk_in_nik,
    CASE WHEN is_same_number AND (birth_date IS NULL OR nik_dob_conflict OR nik_sex_conflict) THEN 'placeholder' ELSE nik_grade END
        AS nik_form_status,
    kk_digits,
    CASE
        WHEN is_same_number AND kk_digits IS NOT NULL AND birth_date IS NOT NULL AND NOT nik_dob_conflict AND NOT nik_sex_conflict
            THEN 'nik_in_kk'
        ELSE kk_grade
    END AS kk_status,
    CASE
        WHEN array_to_string(other_flags, '') = '' THEN code_flags
        ELSE list_concat(code_flags, list_filter(other_flags, lambda f: f IS NOT NULL))
    END AS flags
FROM looked_up;
