-- Title: one distinct NIK or KK text as delivered, read and graded by its form and region
-- Creates: tmp_number
-- Reads: tmp_number_text, tmp_region_prefix, ref_nik_placeholder
-- Variables: none
--
-- What only a row or a whole delivery can tell (the holder's birth date, how many bear the number) comes later.
CREATE OR REPLACE TABLE tmp_number AS
WITH shaped AS (
    SELECT
        number_raw,
        bare,
        text.digits,
        CASE WHEN ref_nik_placeholder.nomor IS NOT NULL THEN 'placeholder' ELSE number_shape(bare, text.digits) END AS shape
    FROM tmp_number_text AS text
    LEFT JOIN ref_nik_placeholder ON text.digits = ref_nik_placeholder.nomor
)

SELECT
    number_raw,
    digits,
    shape,
    CASE WHEN shape = 'ok' THEN birth_possible(digits) ELSE FALSE END AS is_birth_possible,
    CASE WHEN shape = 'ok' THEN substr(digits, 13, 4) = '0000' ELSE FALSE END AS is_serial_zero,
    CASE
        WHEN shape <> 'ok' OR number_raw = digits THEN FALSE
        ELSE number_is_lettered(bare) OR number_is_zero_tail(bare) OR number_is_float(bare)
    END AS is_repaired,
    coalesce(tmp_region_prefix.grade, 'region_unknown') AS region_grade
FROM shaped
LEFT JOIN tmp_region_prefix ON substr(shaped.digits, 1, 6) = tmp_region_prefix.prefix;
