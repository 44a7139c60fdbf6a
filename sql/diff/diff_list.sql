-- Title: one person who is not as before, by ids and codes alone
-- Creates: diff_list
-- Reads: diff_person, diff_crossing
-- Variables: none
--
-- Left out is who was kept in the same place, family and decile with the same NIK.

CREATE OR REPLACE TABLE diff_list AS
SELECT
    diff_person.old_id AS person_id_old,
    diff_person.new_id AS person_id,
    diff_person.fate,
    diff_person.other_id,
    diff_person.family_id_old,
    diff_person.family_id_new AS family_id,
    diff_person.is_family_changed,
    diff_person.moved,
    diff_person.kode_kab_old,
    diff_person.kode_kab_new AS kode_kab,
    diff_person.is_nik_changed,
    diff_person.desil_old,
    diff_person.desil_new AS desil,
    diff_crossing.direction AS desil_1_4,
    diff_crossing.reason AS desil_1_4_reason,
    diff_crossing.source AS desil_1_4_source
FROM diff_person
LEFT JOIN diff_crossing
    ON
        diff_crossing.entity = 'person'
        AND diff_person.old_id IS NOT DISTINCT FROM diff_crossing.old_id
        AND diff_person.new_id IS NOT DISTINCT FROM diff_crossing.new_id
WHERE
    diff_person.fate <> 'kept'
    OR diff_person.moved IS NOT NULL
    OR diff_person.is_family_changed
    OR diff_person.is_nik_changed
    OR diff_person.desil_old IS DISTINCT FROM diff_person.desil_new;
