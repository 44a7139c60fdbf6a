-- Title: one family unit as one source knows it: a KK, a KK inside a ruta, a couple's family
-- Creates: std_family
-- Reads: tmp_unit_said, tmp_unit_vote, ref_source
-- Variables: none
--
-- Values of a unit are the most frequent among its members; where all say the same they are taken as they are.
CREATE OR REPLACE TABLE std_family AS
WITH unit AS (
    SELECT
        unit_id,
        source,
        source_family_id,
        member_n,
        head_record_id,
        head_n,
        spouse_record_id,
        no_kk,
        kk_status,
        jalan,
        rt,
        rw,
        dusun,
        kode_desa,
        kode_kec,
        kode_kab,
        kode_prov,
        desil
    FROM tmp_unit_vote
    UNION ALL
    SELECT
        said.unit_id,
        said.source,
        said.source_family_id,
        said.member_n,
        said.head_record_id,
        said.head_n,
        said.spouse_record_id,
        CASE WHEN said.kk_status <> 'missing' THEN said.no_kk END AS no_kk,
        said.kk_status,
        said.jalan,
        said.rt,
        said.rw,
        said.dusun,
        said.kode_desa,
        said.kode_kec,
        said.kode_kab,
        said.kode_prov,
        said.desil
    FROM tmp_unit_said AS said
    ANTI JOIN tmp_unit_vote AS vote ON said.unit_id = vote.unit_id
)

SELECT
    unit.unit_id,
    unit.source,
    unit.source_family_id,
    ref_source.family_unit AS unit_type,
    ref_source.data_date,
    ref_source.trust,
    unit.no_kk,
    coalesce(unit.kk_status, 'missing') AS kk_status,
    CAST(unit.member_n AS INTEGER) AS member_n,
    unit.head_record_id,
    CAST(unit.head_n AS INTEGER) AS head_n,
    unit.spouse_record_id,
    nullif(unit.jalan, '') AS jalan,
    nullif(unit.rt, '') AS rt,
    nullif(unit.rw, '') AS rw,
    nullif(unit.dusun, '') AS dusun,
    nullif(unit.kode_desa, '') AS kode_desa,
    nullif(unit.kode_kec, '') AS kode_kec,
    nullif(unit.kode_kab, '') AS kode_kab,
    nullif(unit.kode_prov, '') AS kode_prov,
    unit.desil
FROM unit
INNER JOIN ref_source ON unit.source = ref_source.source;
