-- Title: one thing that happened to a person's id since the previous release
-- Creates: tmp_person_event
-- Reads: tmp_person_fate, tmp_new_id, gold_person, tmp_person_cause
-- Variables: previous_release
--
-- tmp_person_cause says which records are named. Those who stay the same, and all in a first release, name none.

CREATE OR REPLACE TABLE tmp_person_event AS
WITH event AS (
    SELECT
        id,
        event,
        other_id,
        CASE
            WHEN getvariable('previous_release') = '' THEN 'tidak ada rilis sebelumnya'
            WHEN event = 'split' THEN 'sebagian data berpindah dari id lain'
            ELSE 'belum ada di rilis sebelumnya'
        END AS reason
    FROM tmp_new_id
    WHERE entity = 'person'
    UNION ALL
    SELECT
        id,
        event,
        other_id,
        CASE event
            WHEN 'kept' THEN 'orang yang sama'
            WHEN 'returned' THEN 'sempat hilang, ditemukan lagi'
            WHEN 'merged' THEN 'digabung dengan id lain'
            WHEN 'absent' THEN CASE WHEN was_dead THEN 'tidak ada di kiriman, pernah dilaporkan meninggal' ELSE 'tidak ada di kiriman mana pun' END
        END AS reason
    FROM tmp_person_fate
    UNION ALL
    SELECT
        gold_person.person_id AS id,
        'reported_dead' AS event,
        CAST(NULL AS VARCHAR) AS other_id,
        'dilaporkan meninggal' AS reason
    FROM gold_person
    INNER JOIN tmp_person_fate ON gold_person.person_id = tmp_person_fate.id
    WHERE gold_person.keberadaan = 'MENINGGAL' AND NOT tmp_person_fate.was_dead
),

cause AS (
    SELECT
        id,
        event,
        list_sort(array_agg(record_id)) AS record_ids,
        array_to_string(list_sort(array_agg(DISTINCT source) FILTER (WHERE source IS NOT NULL)), ', ') AS sources,
        count(*) FILTER (WHERE is_bearer) AS bearer_n,
        min(tie) AS tie
    FROM tmp_person_cause
    GROUP BY id, event
)

SELECT
    event.id,
    event.event,
    event.other_id,
    CASE
        WHEN event.event = 'merged' AND cause.bearer_n = 0 THEN 'digabung dengan id lain: datanya tidak dikirim lagi, yang terakhir cocok dengan id itu'
        WHEN event.event = 'merged' AND cause.tie = 1 THEN 'digabung dengan id lain: NIK sama'
        WHEN event.event = 'merged' AND cause.tie = 2 THEN 'digabung dengan id lain: data diri serupa'
        WHEN event.event = 'merged' AND cause.tie = 3 THEN 'digabung dengan id lain: data diri serupa dan serumah'
        WHEN event.event = 'merged' AND cause.tie = 4 THEN 'digabung dengan id lain: keputusan petugas'
        WHEN event.event = 'reported_dead' AND cause.sources <> '' THEN concat('dilaporkan meninggal oleh ', cause.sources)
        WHEN event.event = 'reported_dead' AND cause.tie = 4 THEN 'dinyatakan meninggal: keputusan petugas'
        ELSE event.reason
    END AS reason,
    cause.record_ids
FROM event
LEFT JOIN cause ON event.id = cause.id AND event.event = cause.event;
