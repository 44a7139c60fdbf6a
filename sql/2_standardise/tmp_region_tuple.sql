-- Title: one distinct combination of region code and names as delivered
-- Creates: tmp_region_tuple
-- Reads: raw_person, ref_source, ref_crosswalk, tmp_crosswalk
-- Variables: none
--
-- All region work is done once per combination: a delivery has as many of them as it has desa, not as it has people.
CREATE OR REPLACE TABLE tmp_region_tuple AS
WITH combination AS (
    SELECT DISTINCT
        source,
        coalesce(kode_wilayah, '') AS kode_wilayah,
        coalesce(nama_prov, '') AS nama_prov,
        coalesce(nama_kab, '') AS nama_kab,
        coalesce(nama_kec, '') AS nama_kec,
        coalesce(nama_desa, '') AS nama_desa
    FROM raw_person
),

spelt AS (
    SELECT
        *,
        regexp_replace(kode_wilayah, '[^0-9]', '', 'g') AS kode_digits,
        prov_bare(region_words(nama_prov)) AS prov_words,
        region_words(nama_kab) AS kab_words,
        kec_bare(region_words(nama_kec)) AS kec_words,
        desa_bare(region_words(nama_desa)) AS desa_words
    FROM combination
)

SELECT
    region_tuple(spelt.source, spelt.kode_wilayah, nama_prov, nama_kab, nama_kec, nama_desa) AS tuple_id,
    spelt.source,
    ref_source.region_codes AS kode_system,
    CASE
        WHEN spelt.kode_digits = '' THEN NULL
        WHEN ref_source.region_codes = 'kemendagri' THEN spelt.kode_digits
        WHEN ref_source.region_codes = 'bps' THEN tmp_crosswalk.kemendagri_code
    END AS kode_kemendagri,
    spelt.kode_digits,
    spelt.source IN (SELECT source FROM ref_crosswalk) AS has_crosswalk,
    nullif(region_key(prov_words), '') AS prov_key,
    kab_kind(kab_words) AS kab_kind,
    nullif(region_key(kab_bare(kab_words)), '') AS kab_key,
    nullif(region_key(kab_words), '') AS kab_whole_key,
    nullif(region_key(kec_words), '') AS kec_key,
    nullif(region_key(desa_words), '') AS desa_key
FROM spelt
LEFT JOIN ref_source ON spelt.source = ref_source.source
LEFT JOIN tmp_crosswalk ON spelt.source = tmp_crosswalk.source AND spelt.kode_digits = tmp_crosswalk.kode_digits;
