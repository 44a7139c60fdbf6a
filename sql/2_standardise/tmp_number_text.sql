-- Title: one distinct text of the NIK or of the KK column as delivered, with the digits in it
-- Creates: tmp_number_text
-- Reads: raw_person
-- Variables: none
--
-- A table of its own, because the next step names the digits a dozen times: merged into one query each would be worked out anew.
CREATE OR REPLACE TABLE tmp_number_text AS
WITH delivered AS (
    SELECT DISTINCT
        nik AS number_raw,
        FALSE AS is_kk
    FROM raw_person
    WHERE nik IS NOT NULL
    UNION ALL
    SELECT DISTINCT
        no_kk AS number_raw,
        TRUE AS is_kk
    FROM raw_person
    WHERE no_kk IS NOT NULL
),

spelt AS (
    SELECT
        number_raw,
        is_kk,
        CASE WHEN regexp_matches(number_raw, '^[0-9]{16}$') THEN number_raw ELSE number_bare(number_raw) END AS bare
    FROM delivered
)

SELECT
    number_raw,
    is_kk,
    bare,
    number_digits(bare) AS digits
FROM spelt;
