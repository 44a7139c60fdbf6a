-- Title: one current province, kabupaten or kecamatan with its comparison key
-- Creates: tmp_region_ref
-- Reads: ref_wilayah, ref_wilayah_nama
-- Variables: none
--
-- Aliases of provinces and kabupaten stand beside the official names; is_official tells them apart. The
-- 83,762 desa are prepared in tmp_region_desa, those of the kecamatan that occur.
CREATE OR REPLACE TABLE tmp_region_ref AS
WITH name AS (
    SELECT
        code,
        region_words(name) AS words,
        TRUE AS is_official
    FROM ref_wilayah
    WHERE length(code) < 10
    UNION ALL
    SELECT
        code,
        region_words(nama) AS words,
        FALSE AS is_official
    FROM ref_wilayah_nama
)

SELECT
    code,
    CASE length(code) WHEN 2 THEN 'prov' WHEN 4 THEN 'kab' ELSE 'kec' END AS region_level,
    CASE length(code) WHEN 2 THEN '' WHEN 4 THEN substr(code, 1, 2) ELSE substr(code, 1, 4) END AS parent_code,
    CASE WHEN length(code) = 4 THEN kab_kind(words) ELSE '' END AS kind,
    CASE WHEN length(code) = 4 THEN region_key(kab_bare(words)) ELSE region_key(words) END AS name_key,
    is_official
FROM name;
