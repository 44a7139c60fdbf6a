-- Title: promises about ids: none is forgotten, nobody vanishes without a question
-- Creates: tmp_invariant_id
-- Reads: prev_person, prev_absent, prev_family, prev_id, gold_person, gold_family, gold_absent, gold_id, id_event, conflict,
--   decided_conflict
-- Variables: none
CREATE OR REPLACE TABLE tmp_invariant_id AS
WITH before AS (
    SELECT 'person' AS entity, person_id AS id FROM prev_person
    UNION ALL
    SELECT 'person' AS entity, person_id AS id FROM prev_absent
    UNION ALL
    SELECT 'family' AS entity, family_id AS id FROM prev_family
),

released AS (
    SELECT 'person' AS entity, person_id AS id FROM gold_person
    UNION ALL
    SELECT 'family' AS entity, family_id AS id FROM gold_family
),

given AS (
    SELECT entity, id FROM prev_id
    UNION ALL
    SELECT entity, id FROM before
    UNION ALL
    SELECT entity, id FROM released
),

-- Told apart only once next to nothing is left of them.
lost AS (
    SELECT DISTINCT
        given.entity,
        given.id
    FROM given
    ANTI JOIN gold_id ON given.entity = gold_id.entity AND given.id = gold_id.id
),

followed AS (
    SELECT gold_id.id
    FROM gold_id
    INNER JOIN gold_person ON gold_id.current_id = gold_person.person_id
    WHERE gold_id.entity = 'person'
),

asked AS (
    SELECT unnest(person_ids) AS person_id
    FROM conflict
    WHERE jenis = 'HILANG_DARI_RILIS'
    UNION
    SELECT unnest(person_ids) AS person_id
    FROM decided_conflict
    WHERE jenis = 'HILANG_DARI_RILIS' AND is_settled
)

SELECT
    'previous_id_has_event' AS name,
    'id_event' AS table_name,
    'every person and family of the previous release has an event that says what became of it' AS rule,
    count(*) AS broken_n
FROM before
ANTI JOIN id_event ON before.entity = id_event.entity AND before.id = id_event.entity_id
UNION ALL
SELECT
    'known_id_is_kept' AS name,
    'gold_id' AS table_name,
    'every id that was ever given is in ids' AS rule,
    count(*) AS broken_n
FROM lost
UNION ALL
SELECT
    'current_id_is_released' AS name,
    'gold_id' AS table_name,
    'every id leads to one of this release or to nobody' AS rule,
    count(*) AS broken_n
FROM gold_id
ANTI JOIN released ON gold_id.entity = released.entity AND gold_id.current_id = released.id
WHERE gold_id.current_id IS NOT NULL
UNION ALL
SELECT
    'nobody_vanishes' AS name,
    'gold_absent' AS table_name,
    'every person of the previous release is in this one, was merged into somebody who is, or is in absent' AS rule,
    count(*) AS broken_n
FROM before
ANTI JOIN gold_absent ON before.id = gold_absent.person_id
ANTI JOIN followed ON before.id = followed.id
WHERE before.entity = 'person'
UNION ALL
SELECT
    'absent_is_asked' AS name,
    'conflict' AS table_name,
    'everybody in absent who was not reported dead is named by a conflict HILANG_DARI_RILIS' AS rule,
    count(*) AS broken_n
FROM gold_absent
ANTI JOIN asked ON gold_absent.person_id = asked.person_id
WHERE gold_absent.keberadaan IS DISTINCT FROM 'MENINGGAL';
