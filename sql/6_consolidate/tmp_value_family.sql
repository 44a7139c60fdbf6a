-- Title: One value that one record offers for one golden field of the family its unit belongs to
-- Creates: tmp_value_family
-- Reads: std_person, tmp_record
-- Variables: none
--
-- A unit speaks through its records: for the KK and the decile those that bear what most of the unit bears, for the address
-- the head. So every family value, too, points to one source record.

CREATE OR REPLACE TABLE tmp_value_family AS
WITH record AS (
    SELECT
        std_person.*,
        tmp_record.record_no,
        tmp_record.family_no,
        tmp_record.bears_kk_of_unit,
        tmp_record.bears_desil_of_unit,
        tmp_record.is_unit_face
    FROM std_person
    INNER JOIN tmp_record ON std_person.record_id = tmp_record.record_id
    WHERE tmp_record.family_no IS NOT NULL
),

offer AS (
    SELECT record_no, family_no, 'no_kk' AS field, no_kk AS value, CASE kk_status WHEN 'region_unknown' THEN 1 ELSE 0 END AS flagged,
        0 AS fineness
    FROM record WHERE bears_kk_of_unit
    UNION ALL
    SELECT record_no, family_no, 'alamat_keluarga',
        concat_ws('|', coalesce(kode_desa, kode_kec, kode_kab, kode_prov), coalesce(jalan, alamat_raw), rt, rw, dusun),
        CASE WHEN kode_kec IS NOT NULL AND wilayah_grade NOT IN ('conflict', 'unknown') THEN 0 ELSE 1 END,
        CASE WHEN kode_desa IS NOT NULL THEN 3 WHEN kode_kec IS NOT NULL THEN 2 ELSE 1 END
    FROM record WHERE is_unit_face AND coalesce(kode_prov, alamat_raw, jalan, dusun, rt) IS NOT NULL
    UNION ALL
    SELECT record_no, family_no, 'desil_keluarga', CAST(desil AS VARCHAR), 0, 0 FROM record WHERE bears_desil_of_unit
)

SELECT
    family_no AS entity_no,
    field,
    record_no,
    value,
    flagged,
    fineness
FROM offer;
