-- Title: one family unit whose members differ in place, KK or decile, with what most of them say
-- Creates: tmp_unit_vote
-- Reads: tmp_unit_said
-- Variables: none
--
-- Between equally frequent values the smallest stands.
CREATE OR REPLACE TABLE tmp_unit_vote AS
WITH differing AS (
    SELECT unit_id
    FROM tmp_unit_said
    GROUP BY unit_id
    HAVING count(*) > 1
),

said AS (
    SELECT
        said.unit_id,
        said.source,
        said.source_family_id,
        said.no_kk,
        said.kk_status,
        coalesce(said.jalan, '') AS jalan,
        coalesce(said.rt, '') AS rt,
        coalesce(said.rw, '') AS rw,
        coalesce(said.dusun, '') AS dusun,
        coalesce(said.kode_desa, '') AS kode_desa,
        coalesce(said.kode_kec, '') AS kode_kec,
        coalesce(said.kode_kab, '') AS kode_kab,
        coalesce(said.kode_prov, '') AS kode_prov,
        said.desil,
        said.member_n,
        said.head_record_id,
        said.head_n,
        said.spouse_record_id
    FROM tmp_unit_said AS said
    SEMI JOIN differing ON said.unit_id = differing.unit_id
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
        sum(member_n) AS n
    FROM said
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
    FROM said
    WHERE kk_status <> 'missing'
    GROUP BY unit_id, no_kk, kk_status
    QUALIFY row_number() OVER (PARTITION BY unit_id ORDER BY no_kk IS NULL, sum(member_n) DESC, no_kk, kk_status) = 1
),

decile AS (
    SELECT
        unit_id,
        desil
    FROM said
    WHERE desil IS NOT NULL
    GROUP BY unit_id, desil
    QUALIFY row_number() OVER (PARTITION BY unit_id ORDER BY sum(member_n) DESC, desil) = 1
),

counted AS (
    SELECT
        unit_id,
        min(source) AS source,
        min(source_family_id) AS source_family_id,
        sum(member_n) AS member_n,
        min(head_record_id) AS head_record_id,
        sum(head_n) AS head_n,
        min(spouse_record_id) AS spouse_record_id
    FROM said
    GROUP BY unit_id
)

SELECT
    counted.*,
    kk.no_kk,
    kk.kk_status,
    place.jalan,
    place.rt,
    place.rw,
    place.dusun,
    place.kode_desa,
    place.kode_kec,
    place.kode_kab,
    place.kode_prov,
    decile.desil
FROM counted
INNER JOIN place ON counted.unit_id = place.unit_id
LEFT JOIN kk ON counted.unit_id = kk.unit_id
LEFT JOIN decile ON counted.unit_id = decile.unit_id;
