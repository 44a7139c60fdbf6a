-- Title: one thing that happened to a family's id since the previous release
-- Creates: tmp_family_event
-- Reads: tmp_family_fate, tmp_person_fate, tmp_new_id, gold_family, gold_member, prev_family
-- Variables: previous_release
--
-- A family may have moved and have a new head beside being the same. A head whose id was merged is no new head.

CREATE OR REPLACE TABLE tmp_family_event AS
WITH same AS (
    SELECT
        gold_family.family_id AS id,
        CASE
            WHEN gold_family.kode_prov <> prev_family.kode_prov THEN 'pindah provinsi'
            WHEN gold_family.kode_kab <> prev_family.kode_kab THEN 'pindah kabupaten'
            WHEN gold_family.kode_kec <> prev_family.kode_kec THEN 'pindah kecamatan'
            WHEN gold_family.kode_desa <> prev_family.kode_desa THEN 'pindah desa'
        END AS move,
        coalesce(
            gold_family.kepala_person_id <> coalesce(head.other_id, prev_family.kepala_person_id), FALSE
        ) AS has_new_head,
        head_member.record_id AS head_record_id
    FROM gold_family
    INNER JOIN prev_family ON gold_family.family_id = prev_family.family_id
    LEFT JOIN tmp_person_fate AS head ON prev_family.kepala_person_id = head.id
    LEFT JOIN gold_member AS head_member
        ON gold_family.family_id = head_member.family_id AND gold_family.kepala_person_id = head_member.person_id
)

SELECT
    id,
    event,
    other_id,
    CASE
        WHEN getvariable('previous_release') = '' THEN 'tidak ada rilis sebelumnya'
        WHEN event = 'split' THEN 'pecah dari keluarga lain'
        ELSE 'belum ada di rilis sebelumnya'
    END AS reason,
    CAST(NULL AS VARCHAR []) AS record_ids
FROM tmp_new_id
WHERE entity = 'family'
UNION ALL
SELECT
    id,
    event,
    other_id,
    CASE event
        WHEN 'same' THEN 'keluarga yang sama'
        WHEN 'returned' THEN 'sempat hilang, ditemukan lagi'
        WHEN 'merged' THEN 'anggotanya kini dalam satu keluarga lain'
        WHEN 'dissolved' THEN 'anggotanya kini dalam keluarga yang berbeda-beda'
        WHEN 'absent' THEN 'tidak seorang pun ada di kiriman'
    END AS reason,
    CAST(NULL AS VARCHAR []) AS record_ids
FROM tmp_family_fate
UNION ALL
SELECT
    id,
    'moved' AS event,
    CAST(NULL AS VARCHAR) AS other_id,
    move AS reason,
    CAST(NULL AS VARCHAR []) AS record_ids
FROM same
WHERE move IS NOT NULL
UNION ALL
SELECT
    id,
    'new_head' AS event,
    CAST(NULL AS VARCHAR) AS other_id,
    'kepala keluarga berganti' AS reason,
    [head_record_id] AS record_ids
FROM same
WHERE has_new_head;
