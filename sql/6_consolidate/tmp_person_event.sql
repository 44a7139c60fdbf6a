-- Title: one thing that happened to a person's id since the previous release
-- Creates: tmp_person_event
-- Reads: tmp_person_fate, tmp_new_id, gold_person, gold_person_source, record_tie
-- Variables: previous_release
--
-- The records named are those that caused it: of a new or split person its own, of a merged one those that bore the lost id.

CREATE OR REPLACE TABLE tmp_person_event AS
WITH own_record AS (
    SELECT
        gold_person_source.person_id AS id,
        list_sort(array_agg(gold_person_source.record_id)) AS record_ids
    FROM gold_person_source
    INNER JOIN tmp_new_id ON tmp_new_id.entity = 'person' AND gold_person_source.person_id = tmp_new_id.id
    WHERE getvariable('previous_release') <> ''
    GROUP BY gold_person_source.person_id
),

tied_record AS (
    SELECT
        record_tie.person_id AS id,
        list_sort(array_agg(record_tie.record_id)) AS record_ids
    FROM record_tie
    INNER JOIN tmp_person_fate ON record_tie.person_id = tmp_person_fate.id
    WHERE tmp_person_fate.event = 'merged'
    GROUP BY record_tie.person_id
)

SELECT
    tmp_new_id.id,
    tmp_new_id.event,
    tmp_new_id.other_id,
    CASE
        WHEN getvariable('previous_release') = '' THEN 'tidak ada rilis sebelumnya'
        WHEN tmp_new_id.event = 'split' THEN 'sebagian data berpindah dari id lain'
        ELSE 'belum ada di rilis sebelumnya'
    END AS reason,
    own_record.record_ids
FROM tmp_new_id
LEFT JOIN own_record ON tmp_new_id.id = own_record.id
WHERE tmp_new_id.entity = 'person'
UNION ALL
SELECT
    tmp_person_fate.id,
    tmp_person_fate.event,
    tmp_person_fate.other_id,
    CASE tmp_person_fate.event
        WHEN 'kept' THEN 'orang yang sama'
        WHEN 'returned' THEN 'sempat hilang, ditemukan lagi'
        WHEN 'merged' THEN 'digabung dengan id lain'
        WHEN 'absent' THEN CASE WHEN tmp_person_fate.was_dead THEN 'tidak ada di kiriman, pernah dilaporkan meninggal' ELSE 'tidak ada di kiriman mana pun' END
    END AS reason,
    tied_record.record_ids
FROM tmp_person_fate
LEFT JOIN tied_record ON tmp_person_fate.id = tied_record.id
UNION ALL
SELECT
    gold_person.person_id AS id,
    'reported_dead' AS event,
    CAST(NULL AS VARCHAR) AS other_id,
    'dilaporkan meninggal' AS reason,
    CAST(NULL AS VARCHAR []) AS record_ids
FROM gold_person
INNER JOIN tmp_person_fate ON gold_person.person_id = tmp_person_fate.id
WHERE gold_person.keberadaan = 'MENINGGAL' AND NOT tmp_person_fate.was_dead;
