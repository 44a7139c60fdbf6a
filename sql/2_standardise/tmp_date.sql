-- Title: one distinct birth date text of a source, read
-- Creates: tmp_date
-- Reads: raw_person, ref_source, ref_source_date
-- Variables: last_date
--
-- The source's formats are tried in their order, then ISO, which cannot be mistaken. A day or month of 00 means unknown and
-- lowers the precision. Nothing is read out of a NIK: that would make the NIK agree with itself.
CREATE OR REPLACE TABLE tmp_date AS
WITH text AS (
    SELECT DISTINCT
        source,
        tanggal_lahir AS tanggal_raw
    FROM raw_person
    WHERE tanggal_lahir IS NOT NULL
),

delivered AS (
    SELECT
        source,
        tanggal_raw,
        date_text(tanggal_raw) AS words
    FROM text
),

attempt AS (
    SELECT
        delivered.source,
        tanggal_raw,
        words,
        attempt_no,
        year_of_four(date_field(words, field_order, 'Y'), year(ref_source.data_date)) AS year_n,
        month_number(date_field(words, field_order, 'M')) AS month_n,
        try_cast(date_field(words, field_order, 'D') AS INTEGER) AS day_n
    FROM delivered
    INNER JOIN ref_source_date
        ON delivered.source = ref_source_date.source AND (NOT is_fallback OR is_iso_date(words))
    INNER JOIN ref_source ON delivered.source = ref_source.source
),

dated AS (
    SELECT
        *,
        CASE
            WHEN coalesce(month_n, 0) = 0 THEN 'year'
            WHEN coalesce(day_n, 0) = 0 THEN 'month'
            ELSE 'day'
        END AS read_precision,
        date_from_parts(
            year_n,
            CASE WHEN coalesce(month_n, 0) = 0 THEN 1 ELSE month_n END,
            CASE WHEN coalesce(month_n, 0) = 0 OR coalesce(day_n, 0) = 0 THEN 1 ELSE day_n END
        ) AS read_date
    FROM attempt
),

-- 1 January 1900 is what spreadsheets write for zero; nobody of that day is left.
possible AS (
    SELECT *
    FROM dated
    WHERE read_date > DATE '1900-01-01' AND read_date <= CAST(getvariable('last_date') AS DATE)
),

first_possible AS (
    SELECT
        source,
        tanggal_raw,
        min_by(read_date, attempt_no) AS tanggal_lahir,
        min_by(read_precision, attempt_no) AS read_precision
    FROM possible
    GROUP BY source, tanggal_raw
)

SELECT
    delivered.source,
    delivered.tanggal_raw,
    first_possible.tanggal_lahir,
    CASE
        WHEN first_possible.tanggal_lahir IS NULL THEN 'none'
        WHEN read_precision = 'day' AND is_heaped(first_possible.tanggal_lahir) THEN 'heaped'
        ELSE read_precision
    END AS dob_precision,
    first_possible.tanggal_lahir IS NULL AND regexp_matches(words, '[1-9A-Z]') AS is_impossible,
    coalesce(first_possible.tanggal_lahir > ref_source.data_date, FALSE) AS is_after_data
FROM delivered
INNER JOIN ref_source ON delivered.source = ref_source.source
LEFT JOIN first_possible
    ON delivered.source = first_possible.source AND delivered.tanggal_raw = first_possible.tanggal_raw;
