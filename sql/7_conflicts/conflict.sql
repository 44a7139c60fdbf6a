-- Title: One question to a person in the field or an office
-- Creates: conflict
-- Reads: conflict_raised, tmp_conflict_past, decided_conflict
-- Variables: release
--
-- What is raised and not settled by a decision. status: baru, never raised before; terbuka, open since; dibuka_kembali, it was
-- closed or decided once and is asked again, until it is closed again. The evidence of one that was decided says so.

CREATE OR REPLACE TABLE conflict AS
SELECT
    conflict_raised.conflict_id,
    conflict_raised.jenis,
    conflict_raised.kelompok,
    conflict_raised.tingkat,
    conflict_raised.peran,
    conflict_raised.kode_prov,
    conflict_raised.kode_kab,
    conflict_raised.kode_kec,
    conflict_raised.kode_desa,
    conflict_raised.person_ids,
    conflict_raised.family_ids,
    conflict_raised.record_ids,
    concat_ws(' ', conflict_raised.bukti, decided_conflict.alasan) AS bukti,
    conflict_raised.bukti_fields,
    conflict_raised.saran,
    coalesce(past.rilis_pertama, getvariable('release')) AS rilis_pertama,
    coalesce(past.umur_kuartal, CAST(0 AS INTEGER)) AS umur_kuartal,
    CASE
        WHEN decided_conflict.conflict_id IS NOT NULL OR NOT past.is_open OR past.status = 'dibuka_kembali' THEN 'dibuka_kembali'
        WHEN past.conflict_id IS NULL THEN 'baru'
        ELSE 'terbuka'
    END AS status,
    conflict_raised.sidik
FROM conflict_raised
LEFT JOIN tmp_conflict_past AS past ON conflict_raised.conflict_id = past.conflict_id
LEFT JOIN decided_conflict ON conflict_raised.conflict_id = decided_conflict.conflict_id
WHERE NOT coalesce(decided_conflict.is_settled, FALSE);
