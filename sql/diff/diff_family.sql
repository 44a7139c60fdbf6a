-- Title: one family of either release: what became of it, and what is different
-- Creates: diff_family
-- Reads: old_family, new_family, old_member, diff_target, diff_arrival
-- Variables: none
--
-- fate: as in diff_person, but for reported_dead; dissolved: its members live in other families now, or in none. The head is
-- another one where both are known and the old one, under whatever id that person lives on, is not the new one.

CREATE OR REPLACE TABLE diff_family AS
WITH scattered AS (
    SELECT DISTINCT old_member.family_id
    FROM old_member
    INNER JOIN diff_target
        ON diff_target.entity = 'person' AND old_member.person_id = diff_target.old_id AND diff_target.new_id IS NOT NULL
),

family AS (
    SELECT
        CASE
            WHEN diff_target.is_keeper THEN 'kept'
            WHEN diff_target.new_id IS NOT NULL THEN 'merged'
            WHEN scattered.family_id IS NOT NULL THEN 'dissolved'
            ELSE 'absent'
        END AS fate,
        diff_target.old_id,
        CASE WHEN diff_target.is_keeper THEN diff_target.new_id END AS new_id,
        CASE WHEN NOT diff_target.is_keeper THEN diff_target.new_id END AS other_id
    FROM diff_target
    LEFT JOIN scattered ON diff_target.old_id = scattered.family_id
    WHERE diff_target.entity = 'family'
    UNION ALL
    SELECT
        fate,
        CAST(NULL AS VARCHAR) AS old_id,
        new_id,
        other_id
    FROM diff_arrival
    WHERE entity = 'family'
)

SELECT
    family.fate,
    family.old_id,
    family.new_id,
    family.other_id,
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
    coalesce(before.no_kk <> after.no_kk, FALSE) AS is_kk_changed,
    coalesce(coalesce(head.new_id, before.kepala_person_id) <> after.kepala_person_id, FALSE) AS is_head_changed
FROM family
LEFT JOIN old_family AS before ON family.old_id = before.family_id
LEFT JOIN new_family AS after ON family.new_id = after.family_id
LEFT JOIN diff_target AS head ON head.entity = 'person' AND before.kepala_person_id = head.old_id;
