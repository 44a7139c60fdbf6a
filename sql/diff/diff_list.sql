-- Title: one person who is not as before, by ids and codes alone
-- Creates: diff_list
-- Reads: diff_person, diff_crossing, diff_mark
-- Variables: none
--
-- Left out is who was kept in the same place, family and decile with the same NIK and the same
-- programmes. Of two persons with one mark who turned out to be one, neither has gained or lost it.

CREATE OR REPLACE TABLE diff_list AS
WITH mark AS (
    SELECT
        old_id,
        new_id,
        list_sort(array_agg(program) FILTER (WHERE outcome NOT IN ('lost', 'absent', 'reported_dead'))) AS program_gained,
        list_sort(array_agg(program) FILTER (WHERE outcome IN ('lost', 'absent', 'reported_dead'))) AS program_lost
    FROM diff_mark
    WHERE outcome NOT IN ('stayed', 'merged')
    GROUP BY old_id, new_id
)

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
    diff_crossing.source AS desil_1_4_source,
    mark.program_gained,
    mark.program_lost
FROM diff_person
LEFT JOIN mark
    ON
        diff_person.old_id IS NOT DISTINCT FROM mark.old_id
        AND coalesce(diff_person.new_id, diff_person.other_id) IS NOT DISTINCT FROM mark.new_id
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
    OR diff_person.desil_old IS DISTINCT FROM diff_person.desil_new
    OR mark.program_gained IS NOT NULL
    OR mark.program_lost IS NOT NULL;
