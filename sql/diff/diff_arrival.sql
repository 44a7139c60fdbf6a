-- Title: one person or family of the new release that nobody of the old one became, and where it comes from
-- Creates: diff_arrival
-- Reads: old_absent, old_family, new_person, new_family, new_id_event, diff_target, diff_tie
-- Variables: is_by_id
--
-- fate: new, split (other_id is what it was split from, an id of the new release) or returned (the old release knew it, but had
-- it as absent). The new release's own events speak first. Without one, as for an id given in a release between or where the
-- releases are matched by records, records tell: some of its records belonged to somebody who lives on as another.

CREATE OR REPLACE TABLE diff_arrival AS
WITH arrival AS (
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

unknown AS (
    SELECT
        arrival.entity,
        arrival.new_id
    FROM arrival
    ANTI JOIN diff_target ON arrival.entity = diff_target.entity AND arrival.new_id = diff_target.new_id
),

known_absent AS (
    SELECT
        'person' AS entity,
        person_id AS id
    FROM old_absent
    UNION
    SELECT
        'family' AS entity,
        family_id AS id
    FROM old_family
    WHERE member_n = 0
    UNION
    SELECT
        entity,
        entity_id AS id
    FROM new_id_event
    WHERE event = 'returned'
),

told AS (
    SELECT
        entity,
        entity_id AS new_id,
        max(CASE WHEN event = 'split' THEN other_id END) AS other_id
    FROM new_id_event
    WHERE event IN ('new', 'split') AND getvariable('is_by_id')
    GROUP BY entity, entity_id
),

origin AS (
    SELECT
        diff_tie.entity,
        diff_tie.new_id,
        diff_target.new_id AS other_id
    FROM diff_tie
    INNER JOIN unknown ON diff_tie.entity = unknown.entity AND diff_tie.new_id = unknown.new_id
    INNER JOIN diff_target ON diff_tie.entity = diff_target.entity AND diff_tie.old_id = diff_target.old_id
    WHERE diff_target.new_id IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY diff_tie.entity, diff_tie.new_id ORDER BY diff_tie.record_n DESC, diff_target.new_id
    ) = 1
)

SELECT
    unknown.entity,
    unknown.new_id,
    CASE
        WHEN absent.id IS NOT NULL THEN 'returned'
        WHEN coalesce(told.other_id, CASE WHEN told.new_id IS NULL THEN origin.other_id END) IS NOT NULL THEN 'split'
        ELSE 'new'
    END AS fate,
    CASE
        WHEN absent.id IS NULL THEN coalesce(told.other_id, CASE WHEN told.new_id IS NULL THEN origin.other_id END)
    END AS other_id
FROM unknown
LEFT JOIN known_absent AS absent ON unknown.entity = absent.entity AND unknown.new_id = absent.id
LEFT JOIN told ON unknown.entity = told.entity AND unknown.new_id = told.new_id
LEFT JOIN origin ON unknown.entity = origin.entity AND unknown.new_id = origin.new_id;
