-- Title: promises about what happened to ids: each change names what caused it
-- Creates: tmp_invariant_event
-- Reads: prev_person, prev_family, prev_person_source, gold_person_source, id_event
-- Variables: none
--
-- What is new names no records in a first release, and who was absent before none now: the previous release has none of them.
CREATE OR REPLACE TABLE tmp_invariant_event AS
WITH changed AS (
    SELECT
        entity,
        entity_id,
        event,
        record_ids
    FROM id_event
    WHERE event NOT IN ('kept', 'same')
),

before AS (
    SELECT 'person' AS entity, person_id AS id FROM prev_person
    UNION ALL
    SELECT 'family' AS entity, family_id AS id FROM prev_family
),

silent AS (
    SELECT entity_id
    FROM changed
    WHERE
        array_length(record_ids) = 0
        AND event <> 'absent'
        AND (event <> 'new' OR EXISTS (SELECT 1 FROM before))
    UNION ALL
    SELECT changed.entity_id
    FROM changed
    SEMI JOIN before ON changed.entity = before.entity AND changed.entity_id = before.id
    WHERE array_length(changed.record_ids) = 0 AND changed.event = 'absent'
),

named AS (
    SELECT unnest(record_ids) AS record_id
    FROM changed
)

SELECT
    'event_names_records' AS name,
    'id_event' AS table_name,
    'every event but kept and same names the records that caused it' AS rule,
    count(*) AS broken_n
FROM silent
UNION ALL
SELECT
    'event_names_known_records' AS name,
    'id_event' AS table_name,
    'every record an event names is in this release or the previous one, or is a decision' AS rule,
    count(*) AS broken_n
FROM named
ANTI JOIN gold_person_source ON named.record_id = gold_person_source.record_id
ANTI JOIN prev_person_source ON named.record_id = prev_person_source.record_id
WHERE NOT starts_with(named.record_id, 'keputusan:');
