-- Title: one person or family of either release, with what both are counted by
-- Creates: diff_entity
-- Reads: diff_person, diff_family
-- Variables: none
--
-- is_before, is_after: is one of the old, of the new release. low: deciles 1 to 4, which social assistance goes by.

CREATE OR REPLACE TABLE diff_entity AS
WITH entity AS (
    SELECT
        'person' AS entity,
        fate,
        old_id,
        new_id,
        other_id,
        kode_prov_old,
        kode_prov_new,
        kode_kab_old,
        kode_kab_new,
        desil_old,
        desil_new,
        is_family_changed
    FROM diff_person
    UNION ALL
    SELECT
        'family' AS entity,
        fate,
        old_id,
        new_id,
        other_id,
        kode_prov_old,
        kode_prov_new,
        kode_kab_old,
        kode_kab_new,
        desil_old,
        desil_new,
        FALSE AS is_family_changed
    FROM diff_family
)

SELECT
    entity,
    fate,
    old_id,
    new_id,
    other_id,
    old_id IS NOT NULL AS is_before,
    new_id IS NOT NULL AS is_after,
    coalesce(kode_prov_old, '-') AS prov_old,
    coalesce(kode_prov_new, '-') AS prov_new,
    coalesce(kode_kab_old, '-') AS kab_old,
    coalesce(kode_kab_new, '-') AS kab_new,
    CASE WHEN old_id IS NULL THEN 'out' ELSE coalesce(CAST(desil_old AS VARCHAR), '-') END AS desil_old,
    CASE WHEN new_id IS NULL THEN 'out' ELSE coalesce(CAST(desil_new AS VARCHAR), '-') END AS desil_new,
    coalesce(desil_old <= 4, FALSE) AS is_low_old,
    coalesce(desil_new <= 4, FALSE) AS is_low_new,
    is_family_changed
FROM entity;
