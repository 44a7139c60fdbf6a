-- Title: one thing that happened to a family's id since the previous release
-- Creates: tmp_family_event
-- Reads: tmp_family_fate, tmp_person_fate, tmp_new_id, gold_person, gold_family, gold_member, prev_family, tmp_family_move,
--   tmp_family_cause
-- Variables: previous_release
--
-- A family may have moved and have a new head beside being the same. A head whose id was merged is no new head. tmp_family_cause
-- says which records are named; a family that has moved names the one its address comes from, one with a new head the head's.

CREATE OR REPLACE TABLE tmp_family_event AS
WITH event AS (
    SELECT
        id,
        event,
        other_id,
        CASE
            WHEN getvariable('previous_release') = '' THEN 'tidak ada rilis sebelumnya'
            WHEN event = 'split' THEN 'pecah dari keluarga lain'
            ELSE 'belum ada di rilis sebelumnya'
        END AS reason
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
            WHEN 'merged' THEN 'kini dalam satu keluarga lain'
            WHEN 'dissolved' THEN 'anggotanya kini dalam keluarga yang berbeda-beda'
            WHEN 'absent' THEN 'tidak seorang pun ada di kiriman'
        END AS reason
    FROM tmp_family_fate
),

cause AS (
    SELECT
        id,
        list_sort(array_agg(record_id)) AS record_ids,
        max(CASE WHEN place = 0 THEN record_n END) AS person_n
    FROM tmp_family_cause
    GROUP BY id
),

new_head AS (
    SELECT
        gold_family.family_id,
        gold_family.kepala_person_id,
        coalesce(head.other_id, head.id) AS former_id,
        coalesce(head.was_dead, FALSE) AS was_dead
    FROM gold_family
    INNER JOIN prev_family ON gold_family.family_id = prev_family.family_id
    LEFT JOIN tmp_person_fate AS head ON prev_family.kepala_person_id = head.id
    WHERE gold_family.kepala_person_id <> coalesce(head.other_id, prev_family.kepala_person_id)
)

SELECT
    event.id,
    event.event,
    event.other_id,
    CASE
        WHEN event.event = 'split' AND cause.person_n > 0 THEN concat('pecah dari keluarga lain, ', cause.person_n, ' orang berpindah')
        WHEN event.event = 'merged' AND cause.person_n > 0 THEN concat(cause.person_n, ' anggotanya kini dalam satu keluarga lain')
        ELSE event.reason
    END AS reason,
    cause.record_ids
FROM event
LEFT JOIN cause ON event.id = cause.id
UNION ALL
SELECT
    id,
    'moved' AS event,
    CAST(NULL AS VARCHAR) AS other_id,
    concat('pindah ', move) AS reason,
    [record_id] AS record_ids
FROM tmp_family_move
UNION ALL
SELECT
    new_head.family_id AS id,
    'new_head' AS event,
    CAST(NULL AS VARCHAR) AS other_id,
    CASE
        WHEN former.keberadaan = 'MENINGGAL' OR (former.person_id IS NULL AND new_head.was_dead) THEN 'kepala keluarga berganti: yang lama dilaporkan meninggal'
        WHEN former.person_id IS NULL THEN 'kepala keluarga berganti: yang lama tidak ada di kiriman'
        WHEN coalesce(former.family_id, '') <> new_head.family_id THEN 'kepala keluarga berganti: yang lama keluar dari keluarga ini'
        ELSE 'kepala keluarga berganti: yang lama kini anggota'
    END AS reason,
    [head_member.record_id] AS record_ids
FROM new_head
LEFT JOIN gold_person AS former ON new_head.former_id = former.person_id
LEFT JOIN gold_member AS head_member
    ON new_head.family_id = head_member.family_id AND new_head.kepala_person_id = head_member.person_id;
