-- Title: one distinct place of birth as delivered, in comparison form
-- Creates: tmp_birth_place
-- Reads: raw_person
-- Variables: none
CREATE OR REPLACE TABLE tmp_birth_place AS
WITH delivered AS (
    SELECT DISTINCT tempat_lahir AS text_raw
    FROM raw_person
    WHERE tempat_lahir IS NOT NULL
)

SELECT
    text_raw,
    nullif(kab_bare(region_words(text_raw)), '') AS tempat_lahir
FROM delivered;
