-- Title: one distinct short text of a delivered column, read
-- Creates: tmp_text
-- Reads: raw_person
-- Variables: none
--
-- A few thousand hamlets, places of birth and numbers of RT and RW stand on millions of records; reading one takes a dozen
-- regular expressions.
CREATE OR REPLACE TABLE tmp_text AS
WITH delivered AS (
    SELECT 'dusun' AS kolom, dusun AS text_raw FROM raw_person WHERE dusun IS NOT NULL
    UNION
    SELECT 'tempat_lahir' AS kolom, tempat_lahir AS text_raw FROM raw_person WHERE tempat_lahir IS NOT NULL
    UNION
    SELECT 'rt_rw' AS kolom, rt AS text_raw FROM raw_person WHERE rt IS NOT NULL
    UNION
    SELECT 'rt_rw' AS kolom, rw AS text_raw FROM raw_person WHERE rw IS NOT NULL
)

SELECT
    kolom,
    text_raw,
    CASE kolom
        WHEN 'dusun' THEN addr_hamlet(addr_rest(addr_text(text_raw)))
        WHEN 'tempat_lahir' THEN nullif(kab_bare(region_words(text_raw)), '')
        ELSE three_digits(text_raw)
    END AS baku
FROM delivered;
