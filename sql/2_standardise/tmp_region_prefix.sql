-- Title: one six-digit prefix that a NIK or KK may bear, current or retired
-- Creates: tmp_region_prefix
-- Reads: ref_wilayah, ref_wilayah_lama, ref_position
-- Variables: none
--
-- A number keeps the prefix of its first registration for life, so retired prefixes are normal. Taken for retired: every
-- kecamatan number of a kabupaten known to be retired, and the gaps below the highest number in use in a current one.
CREATE OR REPLACE TABLE tmp_region_prefix AS
WITH current_kec AS (
    SELECT
        code AS prefix,
        substr(code, 1, 4) AS kab,
        try_cast(substr(code, 5, 2) AS INTEGER) AS kec_no
    FROM ref_wilayah
    WHERE length(code) = 6
),

highest AS (
    SELECT
        kab,
        max(kec_no) AS kec_no
    FROM current_kec
    GROUP BY kab
),

gap AS (
    SELECT highest.kab || lpad(CAST(ref_position.n AS VARCHAR), 2, '0') AS prefix
    FROM highest
    INNER JOIN ref_position ON ref_position.n < highest.kec_no
),

retired AS (
    SELECT ref_wilayah_lama.code || lpad(CAST(ref_position.n AS VARCHAR), 2, '0') AS prefix
    FROM ref_wilayah_lama
    CROSS JOIN ref_position
)

SELECT
    prefix,
    CASE WHEN bool_or(is_current) THEN 'ok' ELSE 'ok_retired_region' END AS grade
FROM (
    SELECT
        prefix,
        TRUE AS is_current
    FROM current_kec
    UNION ALL
    SELECT
        prefix,
        FALSE AS is_current
    FROM gap
    UNION ALL
    SELECT
        prefix,
        FALSE AS is_current
    FROM retired
) AS known
GROUP BY prefix;
