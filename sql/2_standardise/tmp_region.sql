-- Title: one combination with current Kemendagri codes and the grade of the finding
-- Creates: tmp_region
-- Reads: tmp_region_named, tmp_region_desa
-- Variables: none
--
-- Where the code is current and the names tell another kecamatan, the grade is conflict; the names win only when they tell
-- a whole desa, since a number of the wrong code system points just anywhere.
CREATE OR REPLACE TABLE tmp_region AS
WITH found AS (
    SELECT
        named.*,
        tmp_region_desa.kode_desa AS named_desa,
        tmp_region_desa.is_same_name,
        coalesce(named.kode_kec, substr(tmp_region_desa.kode_desa, 1, 6)) AS named_kec
    FROM tmp_region_named AS named
    LEFT JOIN tmp_region_desa
        ON coalesce(named.kode_kec, named.kode_kab) = tmp_region_desa.scope_code AND named.desa_key = tmp_region_desa.desa_key
),

judged AS (
    SELECT
        *,
        coalesce(code_kab <> kode_kab, FALSE)
        OR coalesce(code_kec <> named_kec, FALSE)
        OR coalesce(code_desa <> named_desa AND is_same_name, FALSE) AS is_conflict
    FROM found
),

decided AS (
    SELECT
        *,
        -- Without a conflict the code fills what the names leave open and the other way round.
        CASE WHEN is_conflict AND named_desa IS NOT NULL THEN named_desa ELSE coalesce(code_desa, named_desa) END AS desa,
        CASE WHEN is_conflict AND named_desa IS NOT NULL THEN named_kec ELSE coalesce(code_kec, named_kec) END AS kec,
        CASE WHEN is_conflict AND named_desa IS NOT NULL THEN kode_kab ELSE coalesce(code_kab, kode_kab) END AS kab
    FROM judged
)

SELECT
    tuple_id,
    coalesce(substr(kab, 1, 2), code_prov, kode_prov) AS kode_prov,
    kab AS kode_kab,
    kec AS kode_kec,
    desa AS kode_desa,
    CASE
        WHEN is_conflict THEN 'conflict'
        WHEN coalesce(kab, code_prov, kode_prov) IS NULL THEN 'unknown'
        WHEN desa IS NULL THEN 'partial'
        WHEN kode_system = 'kemendagri' AND code_desa IS NOT NULL THEN 'code'
        WHEN kode_system = 'bps' AND code_kec IS NOT NULL THEN 'crosswalk'
        ELSE 'name'
    END AS wilayah_grade,
    -- A BPS code is only judged against a crosswalk: without one there is nothing to know it by.
    kode_digits <> '' AND (
        (kode_system = 'kemendagri' AND coalesce(code_desa, code_kec) IS NULL)
        OR (kode_system = 'bps' AND has_crosswalk AND code_kab IS NULL)
    ) AS is_code_unknown
FROM decided;
