-- Title: one name of a desa inside a kecamatan, with its code
-- Creates: tmp_region_desa
-- Reads: tmp_region_named, ref_wilayah
-- Variables: none
--
-- Two desa of one name in one kecamatan (27 cases) leave the desa open. Where the kecamatan is not known, a desa that is
-- the only one of its name in the kabupaten tells it.
CREATE OR REPLACE TABLE tmp_region_desa AS
WITH place AS (
    SELECT DISTINCT
        coalesce(kode_kec, kode_kab) AS scope_code,
        desa_key
    FROM tmp_region_named
    WHERE kode_kab IS NOT NULL AND desa_key IS NOT NULL
),

desa AS (
    SELECT
        code,
        region_key(region_words(name)) AS name_key
    FROM ref_wilayah
    WHERE
        length(code) = 10
        AND (
            substr(code, 1, 6) IN (SELECT scope_code FROM place)
            OR substr(code, 1, 4) IN (SELECT scope_code FROM place)
        )
),

candidate AS (
    SELECT
        scope_code,
        desa_key,
        code,
        round(region_near(name_key, desa_key), 6) AS nearness
    FROM place
    INNER JOIN desa ON substr(code, 1, 6) = scope_code
    UNION ALL
    SELECT
        scope_code,
        desa_key,
        code,
        1.0 AS nearness
    FROM place
    INNER JOIN desa ON name_key = desa_key AND substr(code, 1, 4) = scope_code
)

SELECT
    scope_code,
    desa_key,
    code AS kode_desa,
    nearness = 1 AS is_same_name
FROM candidate
WHERE nearness >= 0.88
QUALIFY
    row_number() OVER (PARTITION BY scope_code, desa_key ORDER BY nearness DESC, code) = 1
    AND count(*) OVER (PARTITION BY scope_code, desa_key, nearness) = 1;
