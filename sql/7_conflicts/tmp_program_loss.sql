-- Title: One programme mark that somebody bore in the previous release and bears no more
-- Creates: tmp_program_loss
-- Reads: prev_person, prev_person_source, gold_id, gold_person, gold_person_source, std_person
-- Variables: none
--
-- Lost is a mark that a source denies now which knew the person then, and one that no source says anything of any more. Where
-- only a source denies it that had no record of the person, nothing is known to have ended, and nobody is asked. The dead need
-- no programme. A release before marks were kept says null, and nothing can be lost.

CREATE OR REPLACE TABLE tmp_program_loss AS
WITH borne AS (
    SELECT DISTINCT
        gold_id.current_id AS person_id,
        mark.program
    FROM prev_person
    INNER JOIN gold_id ON prev_person.person_id = gold_id.id AND gold_id.entity = 'person'
    CROSS JOIN unnest(prev_person.program) AS mark(program)
),

missing AS (
    SELECT
        borne.person_id,
        borne.program,
        coalesce(gold_person.family_id, gold_person.person_id) AS place_id
    FROM borne
    INNER JOIN gold_person ON borne.person_id = gold_person.person_id
    WHERE
        gold_person.keberadaan IS DISTINCT FROM 'MENINGGAL'
        AND NOT list_contains(coalesce(gold_person.program, CAST([] AS VARCHAR [])), borne.program)
),

known AS (
    SELECT DISTINCT
        gold_id.current_id AS person_id,
        prev_person_source.source
    FROM prev_person_source
    INNER JOIN gold_id ON prev_person_source.person_id = gold_id.id AND gold_id.entity = 'person'
    SEMI JOIN missing ON gold_id.current_id = missing.person_id
),

denied AS (
    SELECT DISTINCT
        missing.person_id,
        missing.program,
        gold_person_source.source
    FROM missing
    INNER JOIN gold_person_source ON missing.person_id = gold_person_source.person_id
    INNER JOIN std_person ON gold_person_source.record_id = std_person.record_id
    WHERE list_contains(std_person.program_disebut, missing.program)
)

SELECT
    missing.place_id,
    missing.person_id,
    missing.program,
    count(denied.source) > 0 AS is_denied,
    array_to_string(list_sort(array_agg(known.source) FILTER (WHERE known.source IS NOT NULL)), ', ') AS sources
FROM missing
LEFT JOIN denied ON missing.person_id = denied.person_id AND missing.program = denied.program
LEFT JOIN known ON denied.person_id = known.person_id AND denied.source = known.source
GROUP BY missing.place_id, missing.person_id, missing.program
HAVING count(denied.source) = 0 OR count(known.source) > 0;
