-- Title: One decile or programme mark that somebody has lost and that is asked after
-- Creates: tmp_loss
-- Reads: tmp_program_loss, tmp_loss_asked, prev_person, gold_id, gold_person
-- Variables: release, previous_release
--
-- Lost since the previous release, or asked after in it and neither back nor answered: an answered question is none of the previous
-- release's. What was asked keeps the words it was asked with, so that an answer to an older sheet still fits. The dead need no programme.

CREATE OR REPLACE TABLE tmp_loss AS
WITH ranked AS (
    SELECT
        gold_id.current_id AS person_id,
        min(prev_person.desil) AS desil
    FROM prev_person
    INNER JOIN gold_id ON prev_person.person_id = gold_id.id AND gold_id.entity = 'person'
    WHERE prev_person.desil IS NOT NULL
    GROUP BY gold_id.current_id
),

fresh AS (
    SELECT
        place_id,
        FALSE AS is_desil,
        person_id,
        program,
        CAST(NULL AS INTEGER) AS desil,
        is_denied,
        sources
    FROM tmp_program_loss
    UNION ALL
    SELECT
        coalesce(gold_person.family_id, gold_person.person_id) AS place_id,
        TRUE AS is_desil,
        gold_person.person_id,
        '' AS program,
        ranked.desil,
        FALSE AS is_denied,
        CAST(NULL AS VARCHAR) AS sources
    FROM ranked
    INNER JOIN gold_person ON ranked.person_id = gold_person.person_id
    WHERE gold_person.desil IS NULL
)

SELECT
    coalesce(asked.place_id, fresh.place_id) AS place_id,
    fresh.is_desil,
    fresh.person_id,
    fresh.program,
    fresh.desil,
    fresh.is_denied,
    getvariable('previous_release') AS last_release,
    getvariable('release') AS lost_release,
    fresh.sources
FROM fresh
LEFT JOIN tmp_loss_asked AS asked ON fresh.person_id = asked.person_id AND fresh.program = asked.program
UNION ALL
SELECT
    asked.place_id,
    asked.is_desil,
    asked.person_id,
    asked.program,
    asked.desil,
    asked.is_denied,
    asked.last_release,
    asked.lost_release,
    asked.sources
FROM tmp_loss_asked AS asked
INNER JOIN gold_person ON asked.person_id = gold_person.person_id
ANTI JOIN fresh ON asked.person_id = fresh.person_id AND asked.program = fresh.program
WHERE
    CASE
        WHEN asked.is_desil THEN gold_person.desil IS NULL
        ELSE
            gold_person.keberadaan IS DISTINCT FROM 'MENINGGAL'
            AND NOT list_contains(coalesce(gold_person.program, CAST([] AS VARCHAR [])), asked.program)
    END;
