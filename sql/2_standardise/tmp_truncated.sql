-- Title: one part of a delivered file (a kabupaten) whose NIKs a spreadsheet cut to 15 digits
-- Creates: tmp_truncated
-- Reads: tmp_record
-- Variables: none
--
-- Whole NIKs end in 0 about once in fifty; where half of at least 20 do, the last digit is lost for all of them.
CREATE OR REPLACE TABLE tmp_truncated AS
WITH part AS (
    SELECT
        file,
        substr(coalesce(kode_wilayah, ''), 1, 4) AS kode_kab_raw,
        count(*) AS nik_n,
        count(*) FILTER (WHERE substr(nik_digits, 16, 1) = '0') AS zero_n
    FROM tmp_record
    WHERE is_nik_whole
    GROUP BY ALL
)

SELECT
    file,
    kode_kab_raw
FROM part
WHERE nik_n >= 20 AND 2 * zero_n >= nik_n;
