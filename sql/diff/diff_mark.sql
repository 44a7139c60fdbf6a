-- Title: one programme mark of one person of either release, and what became of it
-- Creates: diff_mark
-- Reads: old_mark, new_mark, diff_target, diff_entity
-- Variables: none
--
-- outcome: stayed, gained (was there before, without the mark), new, split, returned (was not there before); lost (is there, without
-- the mark), absent, reported_dead, and merged: of several persons with the mark who turned out to be one, all but one. Whoever bore
-- a mark hands it to the person he or she has become, so that nobody gains or loses one by a merger.
-- is_unsaid: of a gained mark, that the old release said nothing of any programme of the person; of a lost one, that the new one does.

CREATE OR REPLACE TABLE diff_mark AS
WITH old_program AS (
    SELECT
        person_id,
        unnest(program) AS program
    FROM old_mark
),

new_program AS (
    SELECT
        person_id,
        unnest(program) AS program
    FROM new_mark
),

borne AS (
    SELECT
        old_program.program,
        old_program.person_id AS old_id,
        diff_target.new_id,
        diff_target.new_id IS NOT NULL
        AND row_number() OVER (
            PARTITION BY old_program.program, diff_target.new_id
            ORDER BY CASE WHEN diff_target.is_keeper THEN 0 ELSE 1 END, old_program.person_id
        ) > 1 AS is_repeated
    FROM old_program
    INNER JOIN diff_target ON old_program.person_id = diff_target.old_id AND diff_target.entity = 'person'
),

side AS (
    SELECT
        borne.program,
        borne.old_id,
        borne.new_id,
        CASE
            WHEN borne.new_id IS NULL THEN gone.fate
            WHEN borne.is_repeated THEN 'merged'
            WHEN new_program.person_id IS NULL THEN 'lost'
            ELSE 'stayed'
        END AS outcome
    FROM borne
    LEFT JOIN new_program ON borne.program = new_program.program AND borne.new_id = new_program.person_id
    LEFT JOIN diff_entity AS gone ON gone.entity = 'person' AND borne.old_id = gone.old_id
    UNION ALL
    SELECT
        new_program.program,
        kept.old_id,
        new_program.person_id AS new_id,
        CASE WHEN kept.is_before THEN 'gained' ELSE kept.fate END AS outcome
    FROM new_program
    INNER JOIN diff_entity AS kept ON kept.entity = 'person' AND new_program.person_id = kept.new_id
    ANTI JOIN borne ON new_program.program = borne.program AND new_program.person_id = borne.new_id
)

SELECT
    side.program,
    side.old_id,
    side.new_id,
    side.outcome,
    CASE side.outcome
        WHEN 'gained' THEN old_mark.program IS NULL
        WHEN 'lost' THEN new_mark.program IS NULL
        ELSE FALSE
    END AS is_unsaid,
    before.prov_old,
    after.prov_new,
    before.kab_old,
    after.kab_new,
    before.desil_old,
    after.desil_new
FROM side
LEFT JOIN diff_entity AS before ON before.entity = 'person' AND side.old_id = before.old_id
LEFT JOIN diff_entity AS after ON after.entity = 'person' AND side.new_id = after.new_id
LEFT JOIN old_mark ON side.old_id = old_mark.person_id
LEFT JOIN new_mark ON side.new_id = new_mark.person_id;
