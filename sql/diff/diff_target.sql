-- Title: one person or family of the old release and the one of the new release that it is now
-- Creates: diff_target
-- Reads: old_person, old_family, new_person, new_family, new_id, diff_tie
-- Variables: is_by_id
--
-- By id where the new release knows every id of the old one: its list of ids says what each has become. Otherwise by records:
-- the one that holds most of its records; equal ones are settled by the same id, then by id. new_id is null where nothing of it
-- is left. Of several old ones that became one, the one with most records in it keeps it (is_keeper), the others were merged.
-- A family without members lives on in the tables only for what it was, and counts in neither release.

CREATE OR REPLACE TABLE diff_target AS
WITH old_entity AS (
    SELECT
        'person' AS entity,
        person_id AS old_id
    FROM old_person
    UNION ALL
    SELECT
        'family' AS entity,
        family_id AS old_id
    FROM old_family
    WHERE member_n > 0
),

new_entity AS (
    SELECT
        'person' AS entity,
        person_id AS new_id
    FROM new_person
    UNION ALL
    SELECT
        'family' AS entity,
        family_id AS new_id
    FROM new_family
    WHERE member_n > 0
),

became_all AS (
    SELECT
        entity,
        old_id,
        new_id
    FROM diff_tie
    WHERE NOT getvariable('is_by_id')
    QUALIFY row_number() OVER (
        PARTITION BY entity, old_id
        ORDER BY record_n DESC, CASE WHEN old_id = new_id THEN 0 ELSE 1 END, new_id
    ) = 1
    UNION ALL
    SELECT
        entity,
        id AS old_id,
        current_id AS new_id
    FROM new_id
    WHERE getvariable('is_by_id')
),

became AS (
    SELECT
        became_all.entity,
        became_all.old_id,
        became_all.new_id
    FROM became_all
    INNER JOIN new_entity ON became_all.entity = new_entity.entity AND became_all.new_id = new_entity.new_id
)

SELECT
    old_entity.entity,
    old_entity.old_id,
    became.new_id,
    became.new_id IS NOT NULL
    AND row_number() OVER (
        PARTITION BY old_entity.entity, became.new_id
        ORDER BY
            CASE WHEN getvariable('is_by_id') AND old_entity.old_id = became.new_id THEN 0 ELSE 1 END,
            coalesce(diff_tie.record_n, 0) DESC,
            CASE WHEN old_entity.old_id = became.new_id THEN 0 ELSE 1 END,
            old_entity.old_id
    ) = 1 AS is_keeper
FROM old_entity
LEFT JOIN became ON old_entity.entity = became.entity AND old_entity.old_id = became.old_id
LEFT JOIN diff_tie
    ON
        became.entity = diff_tie.entity
        AND became.old_id = diff_tie.old_id
        AND became.new_id = diff_tie.new_id;
