-- Title: one family of the previous release that has carried persons, as a family unit
-- Creates: carried_family
-- Reads: carried_person, prev_family
-- Variables: none
--
-- The place is the family's own; of a family that is absent as well nothing is left but what its persons say.
CREATE OR REPLACE TABLE carried_family AS
WITH unit AS (
    SELECT
        family_id,
        min(unit_id) AS unit_id,
        min(source) AS source,
        min(no_kk) AS no_kk
    FROM carried_person
    WHERE family_id IS NOT NULL
    GROUP BY family_id
),

settled AS (
    SELECT
        family_id,
        min(kode_desa) AS kode_desa,
        min(kode_kec) AS kode_kec,
        min(kode_kab) AS kode_kab
    FROM carried_person
    GROUP BY family_id
    HAVING count(DISTINCT kode_desa) <= 1
)

SELECT
    unit.unit_id,
    unit.source,
    'kk' AS unit_type,
    unit.no_kk,
    prev_family.rt,
    prev_family.rw,
    coalesce(prev_family.kode_desa, settled.kode_desa) AS kode_desa,
    coalesce(prev_family.kode_kec, settled.kode_kec) AS kode_kec,
    coalesce(prev_family.kode_kab, settled.kode_kab) AS kode_kab
FROM unit
LEFT JOIN settled ON unit.family_id = settled.family_id
LEFT JOIN prev_family ON unit.family_id = prev_family.family_id;
