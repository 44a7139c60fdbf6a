-- Title: one source record, typed, cleaned and graded; raw values beside
-- Creates: std_person
-- Reads: raw_person, tmp_record, tmp_record_number, tmp_nik_bearer, std_name, std_address, tmp_unit,
--   tmp_nik_family, ref_source
-- Variables: nik_placeholder_min
--
-- Nothing is dropped here and nothing excluded: what is odd becomes a grade or a flag.
CREATE OR REPLACE TABLE std_person AS
WITH graded AS (
    SELECT
        number.*,
        CASE
            WHEN coalesce(bearer.bearer_all_n, 0) > getvariable('nik_placeholder_min') THEN 'placeholder'
            ELSE number.nik_form_status
        END AS nik_status,
        coalesce(bearer.bearer_n, 0) AS bearer_n
    FROM tmp_record_number AS number
    LEFT JOIN tmp_nik_bearer AS bearer ON number.source = bearer.source AND number.nik_digits = bearer.nik_digits
)

SELECT
    raw.record_id,
    raw.source,
    raw.source_record_id,
    raw.source_family_id,
    tmp_unit.unit_id,
    raw.file AS delivery,
    ref_source.data_date,
    ref_source.trust,
    raw.nik AS nik_raw,
    CASE WHEN graded.nik_status IN ('ok', 'ok_retired_region', 'region_unknown', 'birth_invalid', 'serial_zero')
        THEN graded.nik_digits END AS nik,
    graded.nik_status,
    CASE WHEN graded.nik_status NOT IN ('placeholder', 'temporary', 'missing') AND length(graded.nik_digits) BETWEEN 6 AND 17
        THEN graded.nik_digits END AS nik_digits,
    graded.nik_status NOT IN ('placeholder', 'temporary') AND graded.nik_dob_conflict AS nik_dob_conflict,
    graded.nik_status NOT IN ('placeholder', 'temporary') AND graded.nik_sex_conflict AS nik_sex_conflict,
    CASE WHEN graded.nik_status IN ('ok', 'ok_retired_region', 'region_unknown', 'birth_invalid', 'serial_zero')
        THEN graded.bearer_n ELSE 0 END AS nik_shared_n,
    graded.is_repaired AS nik_repaired,
    graded.nik_status IN ('ok', 'ok_retired_region', 'region_unknown') AND graded.bearer_n = 1 AS nik_usable,
    raw.no_kk AS no_kk_raw,
    CASE WHEN graded.kk_status IN ('ok', 'ok_retired_region', 'region_unknown') THEN graded.kk_digits END AS no_kk,
    graded.kk_status,
    record.padan_dukcapil,
    raw.nama AS nama_raw,
    std_name.nama_std,
    CASE WHEN std_name.nama_std IS NULL THEN CAST([] AS VARCHAR []) ELSE string_split(std_name.nama_std, ' ') END AS nama_tokens,
    CASE WHEN std_name.nama_std IS NULL THEN CAST([] AS VARCHAR []) ELSE string_split(std_name.nama_fon_text, ' ') END AS nama_fon,
    std_name.gelar,
    std_name.alias,
    coalesce(father.nama_std, std_name.nama_ayah) AS nama_ayah,
    coalesce(mother.nama_std, std_name.nama_ibu) AS nama_ibu,
    record.jenis_kelamin,
    nullif(kab_bare(region_words(raw.tempat_lahir)), '') AS tempat_lahir,
    record.tanggal_lahir,
    CASE WHEN record.date_precision = 'none' AND record.umur IS NOT NULL THEN 'age' ELSE record.date_precision END AS dob_precision,
    CAST(coalesce(year(record.tanggal_lahir), record.age_year - record.umur) AS INTEGER) AS tahun_lahir,
    record.umur,
    CASE record.shdk_coarse
        WHEN 1 THEN 1
        WHEN 2 THEN CASE WHEN record.jenis_kelamin = 'L' THEN 2 ELSE 3 END
        WHEN 3 THEN 4
        WHEN 4 THEN 5
        WHEN 5 THEN 6
        WHEN 6 THEN 7
        WHEN 7 THEN 10
        WHEN 8 THEN 11
    END AS shdk,
    record.shdk_coarse,
    record.status_kawin,
    nullif(trim(upper(raw.pendidikan)), '') AS pendidikan,
    nullif(trim(upper(raw.pekerjaan)), '') AS pekerjaan,
    record.keberadaan,
    raw.alamat AS alamat_raw,
    std_address.jalan,
    std_address.nomor,
    std_address.blok,
    coalesce(three_digits(raw.rt), std_address.rt) AS rt,
    coalesce(three_digits(raw.rw), std_address.rw) AS rw,
    coalesce(addr_hamlet(addr_rest(addr_text(raw.dusun))), std_address.dusun) AS dusun,
    record.kode_prov,
    record.kode_kab,
    record.kode_kec,
    record.kode_desa,
    raw.kode_wilayah AS kode_raw,
    ref_source.region_codes AS kode_system,
    record.wilayah_grade,
    CASE WHEN try_cast(raw.desil AS INTEGER) BETWEEN 1 AND 10 THEN try_cast(raw.desil AS INTEGER) END AS desil,
    record.program,
    record.program_disebut,
    list_sort(list_filter([
        record.sex_flag,
        record.relation_flag,
        record.marital_flag,
        record.presence_flag,
        record.padan_flag,
        record.program_flag,
        record.date_flag,
        record.after_data_flag,
        record.code_flag,
        CASE WHEN record.wilayah_grade = 'conflict' THEN 'KODE_WILAYAH_BEDA_NAMA' END,
        CASE WHEN graded.is_file_truncated THEN 'NIK_TERPOTONG_15' END,
        CASE WHEN graded.is_kk_in_nik THEN 'KK_DI_KOLOM_NIK' END,
        CASE WHEN graded.kk_status = 'nik_in_kk' THEN 'NIK_DI_KOLOM_KK' END,
        CASE WHEN graded.bearer_n > 1 THEN 'NIK_DIPAKAI_BERSAMA' END,
        CASE WHEN tmp_nik_family.nik_digits IS NOT NULL THEN 'NIK_ANGGOTA_LAIN' END,
        CASE WHEN std_name.is_baby THEN 'NAMA_BAYI' END,
        CASE WHEN raw.nama IS NOT NULL AND std_name.nama_std IS NULL THEN 'NAMA_TANPA_HURUF' END,
        CASE WHEN abs(record.age_year - year(record.tanggal_lahir) - record.umur) > 3 THEN 'UMUR_TIDAK_SESUAI' END,
        CASE WHEN record.shdk_coarse = 6 THEN 'SHDK_KASAR' END,
        CASE WHEN raw.key_repeat > 1 THEN 'KUNCI_GANDA' END,
        CASE WHEN ref_source.family_unit <> 'none' AND tmp_unit.unit_id IS NULL THEN 'TANPA_KELUARGA' END,
        CASE WHEN regexp_matches(raw.desil, '[0-9A-Za-z]') AND coalesce(try_cast(raw.desil AS INTEGER), 0) NOT BETWEEN 1 AND 10
            THEN 'NILAI_TAK_DIKENAL:desil' END
    ], lambda f: f IS NOT NULL)) AS quality_flags
FROM raw_person AS raw
INNER JOIN tmp_record AS record ON raw.record_id = record.record_id
INNER JOIN graded ON raw.record_id = graded.record_id
INNER JOIN ref_source ON raw.source = ref_source.source
LEFT JOIN tmp_unit ON raw.record_id = tmp_unit.record_id
LEFT JOIN std_name ON raw.nama || '|' || coalesce(record.jenis_kelamin, '') || '|' || record.konteks = std_name.name_id
LEFT JOIN std_name AS father ON raw.nama_ayah || '|L|' || record.konteks = father.name_id
LEFT JOIN std_name AS mother ON raw.nama_ibu || '|P|' || record.konteks = mother.name_id
LEFT JOIN tmp_nik_family
    ON
        raw.source = tmp_nik_family.source
        AND raw.source_family_id = tmp_nik_family.source_family_id
        AND graded.nik_digits = tmp_nik_family.nik_digits
LEFT JOIN std_address ON raw.alamat = std_address.alamat;
