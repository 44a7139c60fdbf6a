-- Title: one person or family of the previous release, or one decision, and a record or another of them that it stays with
-- Creates: tmp_part_bond
-- Reads: link_record, record_tie, prev_person_source, prev_member, prev_absent, prev_id, decision_record, prev_decision
-- Variables: none
--
-- Either record_no or other_kind and other_id is null. An id that was merged away stays with what it leads to.

CREATE OR REPLACE TABLE tmp_part_bond AS
WITH then_member AS (
    SELECT person_id, family_id FROM prev_person_source WHERE family_id IS NOT NULL
    UNION
    SELECT person_id, family_id FROM prev_member
    UNION
    SELECT person_id, family_id FROM prev_absent WHERE family_id IS NOT NULL
),

of_record AS (
    SELECT
        'person' AS kind,
        record_tie.person_id AS id,
        link_record.record_no
    FROM record_tie
    INNER JOIN link_record ON record_tie.record_id = link_record.record_id
    UNION ALL
    SELECT
        'person' AS kind,
        substr(record_id, 7) AS id,
        record_no
    FROM link_record
    WHERE starts_with(record_id, 'rilis:')
    UNION ALL
    SELECT
        'family' AS kind,
        substr(unit_id, 7) AS id,
        record_no
    FROM link_record
    WHERE starts_with(unit_id, 'rilis:')
    UNION ALL
    -- The same unit of a source speaks for its family, whoever of it bore the record's key.
    SELECT
        'family' AS kind,
        prev_person_source.family_id AS id,
        link_record.record_no
    FROM prev_person_source
    INNER JOIN link_record
        ON prev_person_source.record_id = link_record.record_id AND prev_person_source.unit_id = link_record.unit_id
    WHERE prev_person_source.family_id IS NOT NULL
    UNION ALL
    SELECT
        'decision' AS kind,
        decision_record.decision_id AS id,
        link_record.record_no
    FROM decision_record
    INNER JOIN link_record ON decision_record.record_id = link_record.record_id
    UNION ALL
    SELECT
        'decision' AS kind,
        decision_record.decision_id AS id,
        link_record.record_no
    FROM decision_record
    INNER JOIN record_tie ON decision_record.record_id = record_tie.earlier_record_id
    INNER JOIN link_record ON record_tie.record_id = link_record.record_id
    UNION ALL
    SELECT
        'decision' AS kind,
        prev_decision.decision_id AS id,
        link_record.record_no
    FROM prev_decision
    CROSS JOIN unnest(prev_decision.record_ids) AS named(record_id)
    INNER JOIN record_tie ON named.record_id = record_tie.earlier_record_id
    INNER JOIN link_record ON record_tie.record_id = link_record.record_id
),

of_other AS (
    SELECT
        'family' AS kind,
        family_id AS id,
        'person' AS other_kind,
        person_id AS other_id
    FROM then_member
    UNION ALL
    SELECT
        entity AS kind,
        id,
        entity AS other_kind,
        merged_into AS other_id
    FROM prev_id
    WHERE merged_into IS NOT NULL
    UNION ALL
    SELECT
        entity AS kind,
        id,
        entity AS other_kind,
        current_id AS other_id
    FROM prev_id
    WHERE current_id <> id
    UNION ALL
    SELECT
        'decision' AS kind,
        decision_id AS id,
        entity AS other_kind,
        id AS other_id
    FROM decision_record
    UNION ALL
    SELECT
        'decision' AS kind,
        prev_decision.decision_id AS id,
        prev_decision.entity AS other_kind,
        who.id AS other_id
    FROM prev_decision
    CROSS JOIN unnest(prev_decision.ids) AS who(id)
)

SELECT
    kind,
    id,
    record_no,
    CAST(NULL AS VARCHAR) AS other_kind,
    CAST(NULL AS VARCHAR) AS other_id
FROM of_record
UNION ALL
SELECT
    kind,
    id,
    CAST(NULL AS BIGINT) AS record_no,
    other_kind,
    other_id
FROM of_other;
