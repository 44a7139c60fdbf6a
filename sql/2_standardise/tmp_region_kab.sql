-- Title: one combination with the kabupaten its names tell
-- Creates: tmp_region_kab
-- Reads: tmp_region_tuple, tmp_region_ref
-- Variables: none
--
-- Top-down: the province by name, then the kabupaten inside it. Where the province knows no such kabupaten (Merauke is in
-- Papua Selatan since 2022, deliveries still say Papua), one that is the only bearer of its name in the country is taken.
CREATE OR REPLACE TABLE tmp_region_kab AS
WITH place AS (
    SELECT DISTINCT
        prov_key,
        kab_kind,
        kab_key,
        kab_whole_key
    FROM tmp_region_tuple
),

province AS (
    SELECT
        place.prov_key,
        min_by(code, (CASE WHEN name_key = prov_key THEN 0 ELSE 1 END, -round(region_near(name_key, prov_key), 6), code))
            AS kode_prov
    FROM (SELECT DISTINCT prov_key FROM place) AS place
    INNER JOIN tmp_region_ref ON region_level = 'prov' AND region_near(name_key, prov_key) >= 0.92
    GROUP BY place.prov_key
),

candidate AS (
    SELECT
        place.*,
        code,
        parent_code = coalesce(kode_prov, '') AS is_inside,
        CASE
            WHEN name_key = kab_key AND kind = kab_kind THEN 0
            WHEN name_key = kab_key AND kab_kind = '' THEN CASE kind WHEN 'KAB' THEN 1 ELSE 2 END
            WHEN name_key = kab_whole_key THEN 3
            WHEN parent_code = coalesce(kode_prov, '') AND kind = kab_kind AND region_near(name_key, kab_key) >= 0.92 THEN 4
        END AS fit,
        round(region_near(name_key, kab_key), 6) AS nearness
    FROM place
    LEFT JOIN province ON place.prov_key = province.prov_key
    INNER JOIN tmp_region_ref ON region_level = 'kab'
),

best AS (
    SELECT
        prov_key,
        kab_kind,
        kab_key,
        kab_whole_key,
        code,
        is_inside,
        count(*) FILTER (WHERE fit < 2) OVER (PARTITION BY prov_key, kab_kind, kab_key, kab_whole_key) AS bearer_n
    FROM candidate
    WHERE fit IS NOT NULL
    QUALIFY
        row_number() OVER (
            PARTITION BY prov_key, kab_kind, kab_key, kab_whole_key
            ORDER BY CASE WHEN is_inside THEN 0 ELSE 1 END, fit, nearness DESC, code
        ) = 1
)

SELECT
    place.*,
    coalesce(substr(best.code, 1, 2), province.kode_prov) AS kode_prov,
    best.code AS kode_kab
FROM place
LEFT JOIN province ON place.prov_key = province.prov_key
LEFT JOIN best
    ON
        coalesce(place.prov_key, '') = coalesce(best.prov_key, '')
        AND place.kab_kind = best.kab_kind
        AND place.kab_key = best.kab_key
        AND place.kab_whole_key = best.kab_whole_key
        AND (best.is_inside OR best.bearer_n = 1);
