-- Title: One question of the previous release that is not asked any more, and what in the data took its ground away
-- Creates: tmp_conflict_gone
-- Reads: tmp_conflict_past, conflict_raised, gold_id, gold_person, gold_person_source
-- Variables: none
--
-- The first that holds of the persons, families and records it named: one was merged with another (then the one that lives on
-- may raise a question of its own), one is in no delivery any more or fell apart, a record is not delivered any more. A lost decile or
-- mark is a person's: no family takes its ground away, but a death does, or that it is there again.

CREATE OR REPLACE TABLE tmp_conflict_gone AS
WITH gone AS (
    SELECT
        past.conflict_id,
        past.person_ids,
        past.family_ids,
        past.record_ids,
        past.is_loss
    FROM tmp_conflict_past AS past
    ANTI JOIN conflict_raised ON past.conflict_id = conflict_raised.conflict_id
    WHERE past.is_open
),

named AS (
    SELECT
        gone.conflict_id,
        who.id
    FROM gone
    CROSS JOIN unnest(gone.person_ids) AS who(id)
    UNION
    SELECT
        gone.conflict_id,
        who.id
    FROM gone
    CROSS JOIN unnest(gone.family_ids) AS who(id)
    WHERE NOT gone.is_loss
),

fate AS (
    SELECT
        named.conflict_id,
        array_to_string(
            list_sort(array_agg(concat(gold_id.id, ' kini ', gold_id.current_id)) FILTER (WHERE gold_id.status = 'merged')), ', '
        ) AS merged,
        array_to_string(list_sort(array_agg(gold_id.id) FILTER (WHERE gold_id.status = 'absent')), ', ') AS absent,
        array_to_string(list_sort(array_agg(gold_id.id) FILTER (WHERE gold_id.status = 'dissolved')), ', ') AS dissolved
    FROM named
    INNER JOIN gold_id ON named.id = gold_id.id
    GROUP BY named.conflict_id
),

dead AS (
    SELECT
        named.conflict_id,
        array_to_string(list_sort(array_agg(gold_person.person_id)), ', ') AS ids
    FROM named
    INNER JOIN gold_person ON named.id = gold_person.person_id
    WHERE gold_person.keberadaan = 'MENINGGAL'
    GROUP BY named.conflict_id
),

unseen AS (
    SELECT
        gone.conflict_id,
        count(*) AS record_n
    FROM gone
    CROSS JOIN unnest(gone.record_ids) AS told(record_id)
    ANTI JOIN gold_person_source ON told.record_id = gold_person_source.record_id
    GROUP BY gone.conflict_id
)

SELECT
    gone.conflict_id,
    CASE
        WHEN fate.merged <> '' THEN concat('digabung: ', fate.merged)
        WHEN fate.absent <> '' THEN concat('tidak ada lagi dalam kiriman: ', fate.absent)
        WHEN fate.dissolved <> '' THEN concat('keluarga bubar, anggotanya di keluarga lain: ', fate.dissolved)
        WHEN gone.is_loss AND dead.ids IS NOT NULL THEN concat('dilaporkan meninggal: ', dead.ids)
        WHEN gone.is_loss THEN 'desil atau tanda program itu ada lagi'
        WHEN unseen.record_n IS NOT NULL THEN concat(unseen.record_n, ' catatan sumber tidak dikirim lagi dengan kunci yang sama, dan data baru tidak menunjukkannya lagi')
        ELSE 'data baru tidak menunjukkannya lagi'
    END AS reason
FROM gone
LEFT JOIN fate ON gone.conflict_id = fate.conflict_id
LEFT JOIN dead ON gone.conflict_id = dead.conflict_id
LEFT JOIN unseen ON gone.conflict_id = unseen.conflict_id;
