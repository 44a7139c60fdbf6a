-- Title: one record that caused what happened to a family's id since the previous release
-- Creates: tmp_family_cause
-- Reads: tmp_family_fate, tmp_new_id, tmp_person_fate, gold_member, gold_person_source, prev_member, prev_person_source, prev_absent
-- Variables: previous_release
--
-- Of each event the most telling records there are. Where people came from another family or went to others: those that make
-- these people members now (place 0), else those that they have in the family's units (1). Where there are no such people, and of a new
-- family or one found again: those that make its members members (2), else all of its units (3), for a family may be without members.
-- Of an absent one the same of the previous release. Twenty records an event are enough to look at; record_n counts all of them,
-- and at place 0 each is one person's.

CREATE OR REPLACE TABLE tmp_family_cause AS
WITH changed AS (
    SELECT id, event, id AS family_id, other_id AS former_id
    FROM tmp_new_id
    WHERE entity = 'family' AND getvariable('previous_release') <> ''
    UNION ALL
    SELECT
        id,
        event,
        CASE event WHEN 'merged' THEN other_id WHEN 'returned' THEN id END AS family_id,
        CASE WHEN event <> 'returned' THEN id END AS former_id
    FROM tmp_family_fate
    WHERE event IN ('merged', 'dissolved', 'returned')
),

then_member AS (
    SELECT changed.id, prev_member.person_id
    FROM changed
    INNER JOIN prev_member ON changed.former_id = prev_member.family_id
    UNION
    SELECT changed.id, source.person_id
    FROM changed
    INNER JOIN prev_person_source AS source ON changed.former_id = source.family_id
    WHERE changed.event <> 'dissolved'
    UNION
    SELECT changed.id, prev_absent.person_id
    FROM changed
    INNER JOIN prev_absent ON changed.former_id = prev_absent.family_id
    WHERE changed.event <> 'dissolved'
),

came AS (
    SELECT DISTINCT
        then_member.id,
        coalesce(fate.other_id, fate.id) AS person_id
    FROM then_member
    INNER JOIN tmp_person_fate AS fate ON then_member.person_id = fate.id
),

now_record AS (
    SELECT changed.id, changed.event, gold_member.person_id, gold_member.record_id, gold_member.is_kepala, TRUE AS is_member
    FROM changed
    INNER JOIN gold_member ON changed.family_id = gold_member.family_id
    UNION ALL
    SELECT changed.id, changed.event, source.person_id, source.record_id, FALSE AS is_kepala, FALSE AS is_member
    FROM changed
    INNER JOIN gold_person_source AS source ON changed.family_id = source.family_id
),

found AS (
    SELECT
        now_record.id,
        now_record.event,
        now_record.record_id,
        now_record.is_kepala,
        CASE WHEN came.id IS NULL THEN 2 ELSE 0 END + CASE WHEN now_record.is_member THEN 0 ELSE 1 END AS place
    FROM now_record
    LEFT JOIN came ON now_record.id = came.id AND now_record.person_id = came.person_id
    UNION ALL
    SELECT fate.id, fate.event, gold_member.record_id, gold_member.is_kepala, 0 AS place
    FROM tmp_family_fate AS fate
    INNER JOIN came ON fate.id = came.id
    INNER JOIN gold_member ON came.person_id = gold_member.person_id
    WHERE fate.event = 'dissolved'
    UNION ALL
    SELECT fate.id, fate.event, prev_member.record_id, coalesce(prev_member.is_kepala, FALSE) AS is_kepala, 2 AS place
    FROM tmp_family_fate AS fate
    INNER JOIN prev_member ON fate.id = prev_member.family_id
    WHERE fate.event = 'absent'
    UNION ALL
    SELECT fate.id, fate.event, source.record_id, FALSE AS is_kepala, 3 AS place
    FROM tmp_family_fate AS fate
    INNER JOIN prev_person_source AS source ON fate.id = source.family_id
    WHERE fate.event = 'absent'
),

telling AS (
    SELECT *
    FROM found
    QUALIFY place = min(place) OVER (PARTITION BY id)
)

SELECT
    id,
    event,
    record_id,
    place,
    CAST(count(*) OVER (PARTITION BY id) AS INTEGER) AS record_n
FROM telling
QUALIFY row_number() OVER (PARTITION BY id ORDER BY is_kepala DESC, record_id) <= 20;
