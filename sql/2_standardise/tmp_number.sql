-- Title: one distinct text of the NIK or of the KK column as delivered, read and graded by its form and region
-- Creates: tmp_number
-- Reads: tmp_number_text, tmp_region_prefix, ref_nik_placeholder
-- Variables: last_date
--
-- What only a row or a whole delivery can tell (the holder's birth date, how many bear the number) comes later. The birth part
-- is null where it is no date. A KK recorded after its source's data date but before the latest of all sources stands: data dates
-- are stated by hand.
CREATE OR REPLACE TABLE tmp_number AS
WITH shaped AS (
    SELECT
        number_raw,
        is_kk,
        bare,
        text.digits,
        CASE WHEN ref_nik_placeholder.nomor IS NOT NULL THEN 'placeholder' ELSE number_shape(bare, text.digits) END AS shape
    FROM tmp_number_text AS text
    LEFT JOIN ref_nik_placeholder ON text.digits = ref_nik_placeholder.nomor
),

dated AS (
    SELECT
        *,
        CASE WHEN shape = 'ok' THEN birth_possible(digits) ELSE FALSE END AS is_birth_possible,
        CASE WHEN shape = 'ok' THEN substr(digits, 13, 4) = '0000' ELSE FALSE END AS is_serial_zero
    FROM shaped
)

SELECT
    dated.number_raw,
    dated.is_kk,
    dated.digits,
    dated.shape,
    dated.is_birth_possible,
    CASE WHEN is_birth_possible THEN birth_year(digits) END AS birth_year,
    CASE WHEN is_birth_possible THEN birth_month(digits) END AS birth_month,
    CASE WHEN is_birth_possible THEN birth_day(digits) END AS birth_day,
    CASE WHEN is_birth_possible THEN nik_sex(digits) END AS sex,
    CASE
        WHEN shape <> 'ok' OR number_raw = digits THEN FALSE
        ELSE number_is_lettered(bare) OR number_is_zero_tail(bare) OR number_is_float(bare)
    END AS is_repaired,
    CASE
        WHEN shape <> 'ok' THEN shape
        WHEN NOT is_birth_possible THEN 'birth_invalid'
        WHEN is_serial_zero THEN 'serial_zero'
        ELSE coalesce(tmp_region_prefix.grade, 'region_unknown')
    END AS nik_grade,
    CASE
        WHEN shape <> 'ok' THEN shape
        WHEN kk_holds_nik(digits) THEN 'nik_in_kk'
        WHEN NOT kk_date_possible(digits, CAST(getvariable('last_date') AS DATE)) THEN 'date_invalid'
        WHEN is_serial_zero THEN 'serial_zero'
        ELSE coalesce(tmp_region_prefix.grade, 'region_unknown')
    END AS kk_grade
FROM dated
LEFT JOIN tmp_region_prefix ON substr(dated.digits, 1, 6) = tmp_region_prefix.prefix;
