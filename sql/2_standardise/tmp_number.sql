-- Title: one distinct NIK or KK text as delivered, read and graded by its form and region
-- Creates: tmp_number
-- Reads: raw_person, tmp_region_prefix, ref_nik_placeholder
-- Variables: none
--
-- What only a row or a whole delivery can tell (the holder's birth date, how many bear the number) comes later.
CREATE OR REPLACE TABLE tmp_number AS
WITH delivered AS (
    SELECT nik AS number_raw
    FROM raw_person
    WHERE nik IS NOT NULL
    UNION
    SELECT no_kk AS number_raw
    FROM raw_person
    WHERE no_kk IS NOT NULL
),

spelt AS (
    SELECT
        number_raw,
        CASE WHEN regexp_matches(number_raw, '^[0-9]{16}$') THEN number_raw ELSE number_bare(number_raw) END AS bare
    FROM delivered
),

counted AS (
    SELECT
        *,
        number_digits(bare) AS digits
    FROM spelt
),

shaped AS (
    SELECT
        number_raw,
        bare,
        counted.digits,
        CASE WHEN ref_nik_placeholder.nomor IS NOT NULL THEN 'placeholder' ELSE number_shape(bare, counted.digits) END AS shape
    FROM counted
    LEFT JOIN ref_nik_placeholder ON counted.digits = ref_nik_placeholder.nomor
)

SELECT
    number_raw,
    digits,
    shape,
    CASE WHEN shape = 'ok' THEN birth_possible(digits) ELSE FALSE END AS is_birth_possible,
    CASE WHEN shape = 'ok' THEN substr(digits, 13, 4) = '0000' ELSE FALSE END AS is_serial_zero,
    shape = 'ok' AND (number_is_lettered(bare) OR number_is_zero_tail(bare) OR number_is_float(bare)) AS is_repaired,
    coalesce(tmp_region_prefix.grade, 'region_unknown') AS region_grade
FROM shaped
LEFT JOIN tmp_region_prefix ON shaped.shape = 'ok' AND substr(shaped.digits, 1, 6) = tmp_region_prefix.prefix;
