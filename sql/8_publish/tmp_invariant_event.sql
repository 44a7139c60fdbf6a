-- Title: promises about what happened to ids: records that an event names exist
-- Creates: tmp_invariant_event
-- Reads: prev_person_source, gold_person_source, id_event
-- Variables: none
--
-- That an event names any is no promise: whoever was merged with somebody in no delivery has none to name.
CREATE OR REPLACE TABLE tmp_invariant_event AS
WITH named AS (
    SELECT unnest(record_ids) AS record_id
    FROM id_event
    WHERE event NOT IN ('kept', 'same')
)

SELECT
    'event_names_known_records' AS name,
    'id_event' AS table_name,
    'every record an event names is in this release or the previous one, or is a decision' AS rule,
    count(*) AS broken_n
FROM named
ANTI JOIN gold_person_source ON named.record_id = gold_person_source.record_id
ANTI JOIN prev_person_source ON named.record_id = prev_person_source.record_id
WHERE NOT starts_with(named.record_id, 'keputusan:');
