-- Title: one combination with the kecamatan its names tell
-- Creates: tmp_region_kec
-- Reads: tmp_region_tuple, tmp_region_kab, tmp_region_ref
-- Variables: none
--
-- A code of the delivery that is a current kabupaten (by crosswalk or by its own system) stands in where no name does.
CREATE OR REPLACE TABLE tmp_region_kec AS
WITH place AS (
    SELECT DISTINCT
        kode_kab,
        kec_key
    FROM tmp_region_tuple
    INNER JOIN tmp_region_kab USING (kab_kind, kab_key, kab_whole_key)
    WHERE
        kode_kab IS NOT NULL
        AND kec_key IS NOT NULL
        AND coalesce(tmp_region_tuple.prov_key, '') = coalesce(tmp_region_kab.prov_key, '')
),

candidate AS (
    SELECT
        kode_kab,
        kec_key,
        code,
        round(region_near(name_key, kec_key), 6) AS nearness
    FROM place
    INNER JOIN tmp_region_ref ON parent_code = kode_kab
)

SELECT
    kode_kab,
    kec_key,
    code AS kode_kec
FROM candidate
WHERE nearness >= 0.90
QUALIFY
    row_number() OVER (PARTITION BY kode_kab, kec_key ORDER BY nearness DESC, code) = 1
    AND count(*) OVER (PARTITION BY kode_kab, kec_key, nearness) = 1;
