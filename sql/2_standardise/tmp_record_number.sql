-- Title: one record with its NIK and KK as its own row and file let them be read
-- Creates: tmp_record_number
-- Reads: raw_person, tmp_number, tmp_record, tmp_truncated, std_name
-- Variables: last_date
--
-- A KK recorded after its source's data date but before the latest of all sources stands: data dates are stated by hand.
-- One number in both columns: it is the NIK when its birth part is the person's, else it is the KK.
CREATE OR REPLACE TABLE tmp_record_number AS
WITH number AS (
    SELECT
        raw.record_id,
        raw.source,
        coalesce(nik.digits, '') AS nik_digits,
        coalesce(kk.digits, '') AS kk_digits,
        coalesce(nik.shape, 'missing') AS nik_shape,
        coalesce(kk.shape, 'missing') AS kk_shape,
        nik.is_birth_possible,
        coalesce(nik.is_serial_zero, FALSE) OR (tmp_truncated.file IS NOT NULL AND substr(nik.digits, 16, 1) = '0') AS is_nik_cut,
        tmp_truncated.file IS NOT NULL AND nik.shape = 'ok' AND substr(nik.digits, 16, 1) = '0' AS is_file_truncated,
        coalesce(nik.is_repaired, FALSE) AS is_repaired,
        nik.region_grade AS nik_region,
        kk.region_grade AS kk_region,
        coalesce(kk.is_serial_zero, FALSE) AS is_kk_serial_zero,
        coalesce(nik.digits = kk.digits AND nik.shape = 'ok', FALSE) AS is_same_number,
        tmp_record.tanggal_lahir,
        tmp_record.date_precision,
        tmp_record.jenis_kelamin,
        std_name.nama_std
    FROM raw_person AS raw
    INNER JOIN tmp_record ON raw.record_id = tmp_record.record_id
    LEFT JOIN tmp_number AS nik ON raw.nik = nik.number_raw
    LEFT JOIN tmp_number AS kk ON raw.no_kk = kk.number_raw
    LEFT JOIN tmp_truncated
        ON raw.file = tmp_truncated.file AND substr(coalesce(raw.kode_wilayah, ''), 1, 4) = tmp_truncated.kode_kab_raw
    LEFT JOIN std_name
        ON raw.nama || '|' || coalesce(tmp_record.jenis_kelamin, '') || '|' || tmp_record.konteks = std_name.name_id
),

compared AS (
    SELECT
        *,
        nik_dob_differs(CASE WHEN nik_shape = 'ok' THEN nik_digits END, tanggal_lahir, date_precision) AS nik_dob_conflict,
        nik_shape = 'ok' AND is_birth_possible AND coalesce(nik_sex(nik_digits) <> jenis_kelamin, FALSE) AS nik_sex_conflict
    FROM number
)

SELECT
    *,
    CASE
        WHEN is_same_number AND (tanggal_lahir IS NULL OR nik_dob_conflict OR nik_sex_conflict) THEN 'placeholder'
        WHEN nik_shape <> 'ok' THEN nik_shape
        WHEN NOT is_birth_possible THEN 'birth_invalid'
        WHEN is_nik_cut THEN 'serial_zero'
        ELSE nik_region
    END AS nik_form_status,
    CASE
        WHEN kk_shape <> 'ok' THEN kk_shape
        WHEN kk_holds_nik(kk_digits) THEN 'nik_in_kk'
        WHEN is_same_number AND tanggal_lahir IS NOT NULL AND NOT nik_dob_conflict AND NOT nik_sex_conflict THEN 'nik_in_kk'
        WHEN NOT kk_date_possible(kk_digits, CAST(getvariable('last_date') AS DATE)) THEN 'date_invalid'
        WHEN is_kk_serial_zero THEN 'serial_zero'
        ELSE kk_region
    END AS kk_status,
    is_same_number AND (tanggal_lahir IS NULL OR nik_dob_conflict OR nik_sex_conflict) AS is_kk_in_nik
FROM compared;
