-- Title: one person of either release: what became of the person, and what is different
-- Creates: diff_person
-- Reads: old_person, new_person, new_absent, new_id_event, diff_target, diff_arrival
-- Variables: none
--
-- fate: kept, merged (lives on as other_id), reported_dead (in no delivery any more, and a release had the person as dead), absent;
-- new, split, returned.
-- moved is the greatest region that differs where both are known. A family is another one when the person's is not what the old
-- one has become; who stays in a family that was merged has not changed it.

CREATE OR REPLACE TABLE diff_person AS
WITH death AS (
    SELECT entity_id AS person_id
    FROM new_id_event
    WHERE entity = 'person' AND event = 'reported_dead'
    UNION
    SELECT person_id
    FROM old_person
    WHERE keberadaan = 'MENINGGAL'
    UNION
    SELECT person_id
    FROM new_absent
    WHERE keberadaan = 'MENINGGAL'
),

person AS (
    SELECT
        CASE
            WHEN diff_target.is_keeper THEN 'kept'
            WHEN diff_target.new_id IS NOT NULL THEN 'merged'
            WHEN death.person_id IS NOT NULL THEN 'reported_dead'
            ELSE 'absent'
        END AS fate,
        diff_target.old_id,
        CASE WHEN diff_target.is_keeper THEN diff_target.new_id END AS new_id,
        CASE WHEN NOT diff_target.is_keeper THEN diff_target.new_id END AS other_id
    FROM diff_target
    LEFT JOIN death ON diff_target.old_id = death.person_id
    WHERE diff_target.entity = 'person'
    UNION ALL
    SELECT
        fate,
        CAST(NULL AS VARCHAR) AS old_id,
        new_id,
        other_id
    FROM diff_arrival
    WHERE entity = 'person'
)

SELECT
    person.fate,
    person.old_id,
    person.new_id,
    person.other_id,
    before.family_id AS family_id_old,
    after.family_id AS family_id_new,
    before.kode_prov AS kode_prov_old,
    after.kode_prov AS kode_prov_new,
    before.kode_kab AS kode_kab_old,
    after.kode_kab AS kode_kab_new,
    before.desil AS desil_old,
    after.desil AS desil_new,
    CASE
        WHEN before.kode_prov <> after.kode_prov THEN 'provinsi'
        WHEN before.kode_kab <> after.kode_kab THEN 'kabupaten'
        WHEN before.kode_kec <> after.kode_kec THEN 'kecamatan'
        WHEN before.kode_desa <> after.kode_desa THEN 'desa'
    END AS moved,
    coalesce(before.nik <> after.nik, FALSE) AS is_nik_changed,
    person.fate = 'kept' AND before.nik IS NULL AND after.nik IS NOT NULL AS is_nik_gained,
    person.fate = 'kept' AND before.nik IS NOT NULL AND after.nik IS NULL AS is_nik_lost,
    before.family_id IS NOT NULL AND after.family_id IS NOT NULL AND coalesce(family.new_id, '') <> after.family_id
    AS is_family_changed,
    coalesce(after.keberadaan = 'MENINGGAL' AND coalesce(before.keberadaan, '') <> 'MENINGGAL', FALSE) AS is_death_reported
FROM person
LEFT JOIN old_person AS before ON person.old_id = before.person_id
LEFT JOIN new_person AS after ON person.new_id = after.person_id
LEFT JOIN diff_target AS family ON family.entity = 'family' AND before.family_id = family.old_id;
