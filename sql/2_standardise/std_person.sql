-- Title: one source record, typed, cleaned and graded; raw values beside
-- Creates: std_person
-- Reads: tmp_record, tmp_truncated, tmp_nik_bearer, tmp_nik_family, tmp_unit, tmp_parent_name, std_name, ref_source
-- Variables: nik_placeholder_min
--
-- Nothing is dropped here and nothing excluded: what is odd becomes a grade or a flag. Of all that is joined here only the names are
-- many: memory has to hold what is joined all at once. A view, which the stage settles: it goes to disk as it is made.
CREATE OR REPLACE VIEW std_person AS
WITH graded AS (
    SELECT
        record.*,
        ref_source.data_date,
        ref_source.trust,
        ref_source.region_codes,
        CASE
            WHEN coalesce(bearer.bearer_all_n, 0) > getvariable('nik_placeholder_min') THEN 'placeholder'
            WHEN truncated.file IS NOT NULL AND record.nik_form_status IN ('ok', 'ok_retired_region', 'region_unknown')
                THEN 'serial_zero'
            ELSE record.nik_form_status
        END AS nik_status,
        coalesce(bearer.bearer_n, 1) AS bearer_n,
        coalesce(tmp_unit.unit_id, record.family_id) AS unit_id,
        [
            CASE WHEN record.wilayah_grade = 'conflict' THEN 'KODE_WILAYAH_BEDA_NAMA' END,
            CASE WHEN truncated.file IS NOT NULL THEN 'NIK_TERPOTONG_15' END,
            CASE WHEN record.is_kk_in_nik THEN 'KK_DI_KOLOM_NIK' END,
            CASE WHEN record.kk_status = 'nik_in_kk' THEN 'NIK_DI_KOLOM_KK' END,
            CASE WHEN bearer.bearer_n > 1 THEN 'NIK_DIPAKAI_BERSAMA' END,
            CASE WHEN nik_family.nik_digits IS NOT NULL THEN 'NIK_ANGGOTA_LAIN' END,
            CASE WHEN own.is_baby THEN 'NAMA_BAYI' END,
            CASE WHEN record.nama IS NOT NULL AND own.nama_std IS NULL THEN 'NAMA_TANPA_HURUF' END,
            CASE WHEN abs(record.age_year - year(record.tanggal_lahir) - record.umur) > 3 THEN 'UMUR_TIDAK_SESUAI' END,
            CASE WHEN record.shdk_coarse = 6 THEN 'SHDK_KASAR' END,
            CASE WHEN record.key_repeat > 1 THEN 'KUNCI_GANDA' END,
            CASE WHEN ref_source.family_unit <> 'none' AND record.family_id IS NULL THEN 'TANPA_KELUARGA' END,
            CASE WHEN regexp_matches(record.desil_raw, '[0-9A-Za-z]') AND coalesce(try_cast(record.desil_raw AS INTEGER), 0) NOT BETWEEN 1 AND 10
                THEN 'NILAI_TAK_DIKENAL:desil' END
        ] AS row_flags,
        own.nama_std, own.nama_fon_text, own.gelar, own.alias,
        coalesce(father.nama_std, own.nama_ayah) AS father_name,
        coalesce(mother.nama_std, own.nama_ibu) AS mother_name
    FROM tmp_record AS record
    INNER JOIN ref_source ON record.source = ref_source.source
    LEFT JOIN tmp_truncated AS truncated
        ON
            record.file = truncated.file
            AND substr(coalesce(record.kode_wilayah, ''), 1, 4) = truncated.kode_kab_raw
            AND record.is_nik_whole
            AND substr(record.nik_digits, 16, 1) = '0'
    LEFT JOIN tmp_nik_bearer AS bearer ON record.source = bearer.source AND record.nik_digits = bearer.nik_digits
    LEFT JOIN tmp_nik_family AS nik_family
        ON
            record.source = nik_family.source
            AND record.source_family_id = nik_family.source_family_id
            AND record.nik_digits = nik_family.nik_digits
    LEFT JOIN tmp_unit ON record.record_id = tmp_unit.record_id
    LEFT JOIN std_name AS own ON name_key(record.nama, record.jenis_kelamin, record.konteks) = own.name_id
    LEFT JOIN tmp_parent_name AS father ON name_key(record.nama_ayah, 'L', record.konteks) = father.name_id
    LEFT JOIN tmp_parent_name AS mother ON name_key(record.nama_ibu, 'P', record.konteks) = mother.name_id
)

SELECT
    record_id, source, source_record_id, source_family_id, unit_id, file AS delivery, data_date, trust,
    nik_raw,
    CASE WHEN nik_status IN ('ok', 'ok_retired_region', 'region_unknown', 'birth_invalid', 'serial_zero') THEN nik_digits END AS nik,
    nik_status,
    CASE WHEN nik_status NOT IN ('placeholder', 'temporary', 'missing') AND length(nik_digits) BETWEEN 6 AND 17 THEN nik_digits END
        AS nik_digits,
    nik_status NOT IN ('placeholder', 'temporary') AND nik_dob_conflict AS nik_dob_conflict,
    nik_status NOT IN ('placeholder', 'temporary') AND nik_sex_conflict AS nik_sex_conflict,
    CASE WHEN nik_status IN ('ok', 'ok_retired_region', 'region_unknown', 'birth_invalid', 'serial_zero') THEN bearer_n ELSE 0 END
        AS nik_shared_n,
    is_repaired AS nik_repaired,
    nik_status IN ('ok', 'ok_retired_region', 'region_unknown') AND bearer_n = 1 AS nik_usable,
    no_kk_raw,
    CASE WHEN kk_status IN ('ok', 'ok_retired_region', 'region_unknown') THEN kk_digits END AS no_kk,
    kk_status,
    padan_dukcapil,
    nama AS nama_raw,
    nama_std,
    CASE WHEN nama_std IS NULL THEN CAST([] AS VARCHAR []) ELSE string_split(nama_std, ' ') END AS nama_tokens,
    CASE WHEN nama_std IS NULL THEN CAST([] AS VARCHAR []) ELSE string_split(nama_fon_text, ' ') END AS nama_fon,
    gelar,
    alias,
    father_name AS nama_ayah,
    mother_name AS nama_ibu,
    jenis_kelamin,
    tempat_lahir,
    tanggal_lahir,
    CASE WHEN date_precision = 'none' AND umur IS NOT NULL THEN 'age' ELSE date_precision END AS dob_precision,
    CAST(coalesce(year(tanggal_lahir), age_year - umur) AS INTEGER) AS tahun_lahir,
    umur,
    CASE
        WHEN shdk_coarse = 2 THEN CASE WHEN jenis_kelamin = 'L' THEN 2 ELSE 3 END
        WHEN shdk_coarse BETWEEN 3 AND 6 THEN shdk_coarse + 1
        WHEN shdk_coarse BETWEEN 7 AND 8 THEN shdk_coarse + 3
        WHEN shdk_coarse = 1 THEN 1
    END AS shdk,
    shdk_coarse,
    status_kawin, pendidikan, pekerjaan, keberadaan, alamat AS alamat_raw, jalan, nomor, blok, rt, rw, dusun,
    kode_prov, kode_kab, kode_kec, kode_desa, kode_wilayah AS kode_raw, region_codes AS kode_system, wilayah_grade,
    CASE WHEN try_cast(desil_raw AS INTEGER) BETWEEN 1 AND 10 THEN try_cast(desil_raw AS INTEGER) END AS desil,
    program, program_disebut,
    CASE
        -- Nine records in ten have none.
        WHEN array_to_string(row_flags, '') = '' THEN list_sort(flags)
        ELSE list_sort(list_concat(flags, list_filter(row_flags, lambda f: f IS NOT NULL)))
    END AS quality_flags
FROM graded;
