-- Title: one family unit with what members say of place, KK and decile, once for each way in which they say it
-- Creates: tmp_unit_said
-- Reads: std_person
-- Variables: none
--
-- The members of nearly every unit say the same: there is one row of it, and std_family has nothing to choose between.
CREATE OR REPLACE TABLE tmp_unit_said AS
SELECT
    unit_id,
    jalan,
    rt,
    rw,
    dusun,
    kode_desa,
    kode_kec,
    kode_kab,
    kode_prov,
    no_kk,
    kk_status,
    desil,
    min(source) AS source,
    min(source_family_id) AS source_family_id,
    count(*) AS member_n,
    min(record_id) FILTER (WHERE shdk_coarse = 1) AS head_record_id,
    count(*) FILTER (WHERE shdk_coarse = 1) AS head_n,
    min(record_id) FILTER (WHERE shdk_coarse = 2) AS spouse_record_id
FROM std_person
WHERE unit_id IS NOT NULL
GROUP BY unit_id, jalan, rt, rw, dusun, kode_desa, kode_kec, kode_kab, kode_prov, no_kk, kk_status, desil;
