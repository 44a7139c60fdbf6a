-- Title: one family unit as one source knows it: a KK, a KK inside a ruta, a couple's family
-- Creates: std_family
-- Reads: std_person, ref_source
-- Variables: none
--
-- Values of a unit are the most frequent among its members; between equally frequent ones the smallest stands.
CREATE OR REPLACE TABLE std_family AS
WITH member AS (
    SELECT
        unit_id,
        record_id,
        source,
        source_family_id,
        data_date,
        trust,
        no_kk,
        kk_status,
        shdk_coarse,
        coalesce(jalan, '') AS jalan,
        coalesce(rt, '') AS rt,
        coalesce(rw, '') AS rw,
        coalesce(dusun, '') AS dusun,
        coalesce(kode_desa, '') AS kode_desa,
        coalesce(kode_kec, '') AS kode_kec,
        coalesce(kode_kab, '') AS kode_kab,
        coalesce(kode_prov, '') AS kode_prov,
        desil
    FROM std_person
    WHERE unit_id IS NOT NULL
),

place_count AS (
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
        count(*) AS n
    FROM member
    GROUP BY ALL
),

-- A whole address of one member, not the parts of several: the commonest, and of those the fullest.
place AS (
    SELECT *
    FROM place_count
    QUALIFY
        row_number() OVER (
            PARTITION BY unit_id
            ORDER BY kode_desa = '', n DESC, rt = '', jalan || dusun = '', kode_desa, kode_kec, kode_kab, rt, rw, jalan, dusun, kode_prov
        ) = 1
),

kk AS (
    SELECT
        unit_id,
        no_kk,
        kk_status
    FROM member
    WHERE kk_status <> 'missing'
    GROUP BY unit_id, no_kk, kk_status
    QUALIFY row_number() OVER (PARTITION BY unit_id ORDER BY no_kk IS NULL, count(*) DESC, no_kk, kk_status) = 1
),

decile AS (
    SELECT
        unit_id,
        desil
    FROM member
    WHERE desil IS NOT NULL
    GROUP BY unit_id, desil
    QUALIFY row_number() OVER (PARTITION BY unit_id ORDER BY count(*) DESC, desil) = 1
),

unit AS (
    SELECT
        unit_id,
        min(source) AS source,
        min(source_family_id) AS source_family_id,
        min(data_date) AS data_date,
        min(trust) AS trust,
        CAST(count(*) AS INTEGER) AS member_n,
        min(record_id) FILTER (WHERE shdk_coarse = 1) AS head_record_id,
        CAST(count(*) FILTER (WHERE shdk_coarse = 1) AS INTEGER) AS head_n,
        min(record_id) FILTER (WHERE shdk_coarse = 2) AS spouse_record_id
    FROM member
    GROUP BY unit_id
)

SELECT
    unit.unit_id,
    unit.source,
    unit.source_family_id,
    ref_source.family_unit AS unit_type,
    unit.data_date,
    unit.trust,
    kk.no_kk,
    coalesce(kk.kk_status, 'missing') AS kk_status,
    unit.member_n,
    unit.head_record_id,
    unit.head_n,
    unit.spouse_record_id,
    nullif(place.jalan, '') AS jalan,
    nullif(place.rt, '') AS rt,
    nullif(place.rw, '') AS rw,
    nullif(place.dusun, '') AS dusun,
    nullif(place.kode_desa, '') AS kode_desa,
    nullif(place.kode_kec, '') AS kode_kec,
    nullif(place.kode_kab, '') AS kode_kab,
    nullif(place.kode_prov, '') AS kode_prov,
    decile.desil
FROM unit
INNER JOIN ref_source ON unit.source = ref_source.source
INNER JOIN place ON unit.unit_id = place.unit_id
LEFT JOIN kk ON unit.unit_id = kk.unit_id
LEFT JOIN decile ON unit.unit_id = decile.unit_id;
