-- Title: one combination with kabupaten and kecamatan, from the code where it is current, else from the names
-- Creates: tmp_region_named
-- Reads: tmp_region_tuple, tmp_region_kab, tmp_region_kec, ref_wilayah
-- Variables: none
--
-- code_*: what the delivered code says, cut to the longest part that is current. kode_*: by the names; a level that no
-- name tells is taken from the code.
CREATE OR REPLACE TABLE tmp_region_named AS
SELECT
    tuple.tuple_id,
    tuple.kode_system,
    tuple.kode_digits,
    tuple.kode_kemendagri,
    tuple.has_crosswalk,
    tuple.desa_key,
    tuple.kec_key,
    tuple.kab_key,
    desa.code AS code_desa,
    kec.code AS code_kec,
    kab.code AS code_kab,
    prov.code AS code_prov,
    coalesce(named.kode_prov, prov.code) AS kode_prov,
    coalesce(named.kode_kab, CASE WHEN tuple.kab_key IS NULL THEN kab.code END) AS kode_kab,
    coalesce(
        named_kec.kode_kec,
        CASE WHEN tuple.kec_key IS NULL AND coalesce(named.kode_kab, kab.code) = kab.code THEN kec.code END
    ) AS kode_kec
FROM tmp_region_tuple AS tuple
INNER JOIN tmp_region_kab AS named
    ON
        coalesce(tuple.prov_key, '') = coalesce(named.prov_key, '')
        AND tuple.kab_kind = named.kab_kind
        AND coalesce(tuple.kab_key, '') = coalesce(named.kab_key, '')
        AND coalesce(tuple.kab_whole_key, '') = coalesce(named.kab_whole_key, '')
LEFT JOIN tmp_region_kec AS named_kec ON named.kode_kab = named_kec.kode_kab AND tuple.kec_key = named_kec.kec_key
LEFT JOIN ref_wilayah AS desa ON tuple.kode_kemendagri = desa.code AND length(desa.code) = 10
LEFT JOIN ref_wilayah AS kec ON substr(tuple.kode_kemendagri, 1, 6) = kec.code AND length(kec.code) = 6
LEFT JOIN ref_wilayah AS kab ON substr(tuple.kode_kemendagri, 1, 4) = kab.code AND length(kab.code) = 4
LEFT JOIN ref_wilayah AS prov ON substr(tuple.kode_kemendagri, 1, 2) = prov.code AND length(prov.code) = 2;
