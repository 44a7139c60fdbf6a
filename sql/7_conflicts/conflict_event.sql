-- Title: One question that was ever raised, and where it stands in this release
-- Creates: conflict_event
-- Reads: conflict, conflict_raised, tmp_conflict_past, tmp_conflict_gone, decided_conflict
-- Variables: release
--
-- opened, still_open, reopened: it is in conflict. decided: a decision settles it. closed_by_data: the data raise it no more.
-- What was closed in an earlier release stands here as it was closed then.

CREATE OR REPLACE TABLE conflict_event AS
SELECT
    conflict.conflict_id,
    conflict.jenis,
    conflict.kode_prov,
    conflict.kode_kab,
    conflict.peran,
    CASE
        WHEN conflict.status = 'baru' THEN 'opened'
        WHEN past.is_open AND (conflict.status = 'terbuka' OR past.status = 'dibuka_kembali') THEN 'still_open'
        ELSE 'reopened'
    END AS event,
    getvariable('release') AS rilis,
    conflict.rilis_pertama,
    conflict.umur_kuartal,
    decided_conflict.decision_id,
    CASE
        WHEN conflict.status = 'baru' THEN 'baru muncul'
        WHEN past.is_open AND (conflict.status = 'terbuka' OR past.status = 'dibuka_kembali') THEN 'belum selesai'
        ELSE coalesce(decided_conflict.alasan, concat('ditutup pada rilis ', past.rilis, ', muncul lagi'), 'pernah diputuskan')
    END AS reason
FROM conflict
LEFT JOIN tmp_conflict_past AS past ON conflict.conflict_id = past.conflict_id
LEFT JOIN decided_conflict ON conflict.conflict_id = decided_conflict.conflict_id
UNION ALL
SELECT
    past.conflict_id,
    past.jenis,
    past.kode_prov,
    past.kode_kab,
    past.peran,
    CASE
        WHEN NOT past.is_open THEN past.event
        WHEN decided_conflict.conflict_id IS NOT NULL THEN 'decided'
        ELSE 'closed_by_data'
    END AS event,
    CASE WHEN past.is_open THEN getvariable('release') ELSE past.rilis END AS rilis,
    past.rilis_pertama,
    past.umur_kuartal,
    CASE WHEN past.is_open THEN decided_conflict.decision_id ELSE past.decision_id END AS decision_id,
    CASE
        WHEN NOT past.is_open THEN past.reason
        WHEN decided_conflict.conflict_id IS NOT NULL THEN concat('diputuskan: ', decided_conflict.keputusan)
        ELSE gone.reason
    END AS reason
FROM tmp_conflict_past AS past
ANTI JOIN conflict ON past.conflict_id = conflict.conflict_id
LEFT JOIN decided_conflict ON past.conflict_id = decided_conflict.conflict_id
LEFT JOIN tmp_conflict_gone AS gone ON past.conflict_id = gone.conflict_id
UNION ALL
SELECT
    conflict_raised.conflict_id,
    conflict_raised.jenis,
    conflict_raised.kode_prov,
    conflict_raised.kode_kab,
    conflict_raised.peran,
    'decided' AS event,
    getvariable('release') AS rilis,
    getvariable('release') AS rilis_pertama,
    0 AS umur_kuartal,
    decided_conflict.decision_id,
    concat('diputuskan: ', decided_conflict.keputusan) AS reason
FROM conflict_raised
INNER JOIN decided_conflict ON conflict_raised.conflict_id = decided_conflict.conflict_id AND decided_conflict.is_settled
ANTI JOIN tmp_conflict_past AS past ON conflict_raised.conflict_id = past.conflict_id;
