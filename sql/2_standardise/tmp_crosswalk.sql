-- Title: one delivered BPS code with the Kemendagri code the user's crosswalk gives it
-- Creates: tmp_crosswalk
-- Reads: raw_person, ref_crosswalk
-- Variables: none
--
-- The crosswalk may be on desa (10 digits) or kecamatan level (7 digits): the longest BPS code that fits wins. Nothing is
-- ever computed from the digits: the third level of the two systems cannot be converted by arithmetic.
CREATE OR REPLACE TABLE tmp_crosswalk AS
WITH delivered AS (
    SELECT DISTINCT
        source,
        regexp_replace(kode_wilayah, '[^0-9]', '', 'g') AS kode_digits
    FROM raw_person
    WHERE kode_wilayah IS NOT NULL AND source IN (SELECT source FROM ref_crosswalk)
),

fitting AS (
    SELECT
        delivered.source,
        kode_digits,
        kemendagri_code,
        length(bps_code) AS code_length
    FROM delivered
    INNER JOIN ref_crosswalk
        ON
            delivered.source = ref_crosswalk.source
            AND ref_crosswalk.bps_code IN (kode_digits, substr(kode_digits, 1, 7), substr(kode_digits, 1, 4))
)

SELECT
    source,
    kode_digits,
    kemendagri_code
FROM fitting
QUALIFY row_number() OVER (PARTITION BY source, kode_digits ORDER BY code_length DESC, kemendagri_code) = 1;
