-- Title: the record that decides the decile of one person or family who came into deciles 1 to 4 or left them
-- Creates: diff_decider
-- Reads: old_provenance, new_provenance, old_person_source, new_person_source, diff_entity
-- Variables: none
--
-- Old and new side beside each other: record and source that decided in either release; whether the new record was there before
-- and belonged to the same one then; whether the old one still is.

CREATE OR REPLACE TABLE diff_decider AS
WITH crossing AS (
    SELECT
        entity,
        old_id,
        new_id
    FROM diff_entity
    WHERE is_low_old <> is_low_new
),

decided_old AS (
    SELECT
        crossing.entity,
        crossing.old_id,
        old_provenance.record_id,
        before.source,
        after.record_id IS NOT NULL AS is_still_there
    FROM crossing
    INNER JOIN old_provenance
        ON
            crossing.entity = old_provenance.entity
            AND crossing.old_id = old_provenance.entity_id
            AND old_provenance.field = 'desil'
    INNER JOIN old_person_source AS before ON old_provenance.record_id = before.record_id
    LEFT JOIN new_person_source AS after ON old_provenance.record_id = after.record_id
),

decided_new AS (
    SELECT
        crossing.entity,
        crossing.new_id,
        new_provenance.record_id,
        after.source,
        before.record_id IS NOT NULL AS was_there,
        coalesce(CASE WHEN crossing.entity = 'person' THEN before.person_id ELSE before.family_id END = crossing.old_id, FALSE)
            AS was_own
    FROM crossing
    INNER JOIN new_provenance
        ON
            crossing.entity = new_provenance.entity
            AND crossing.new_id = new_provenance.entity_id
            AND new_provenance.field = 'desil'
    INNER JOIN new_person_source AS after ON new_provenance.record_id = after.record_id
    LEFT JOIN old_person_source AS before ON new_provenance.record_id = before.record_id
)

SELECT
    crossing.entity,
    crossing.old_id,
    crossing.new_id,
    decided_old.source AS source_old,
    decided_new.source AS source_new,
    coalesce(decided_old.is_still_there, FALSE) AS is_still_there,
    coalesce(decided_new.was_there, FALSE) AS was_there,
    coalesce(decided_new.was_own, FALSE) AS was_own,
    coalesce(decided_old.record_id = decided_new.record_id, FALSE) AS is_same_record
FROM crossing
LEFT JOIN decided_old ON crossing.entity = decided_old.entity AND crossing.old_id = decided_old.old_id
LEFT JOIN decided_new ON crossing.entity = decided_new.entity AND crossing.new_id = decided_new.new_id;
