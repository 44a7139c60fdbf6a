-- Title: one side of a decision in force, and the person or family of this release that it is
-- Creates: tmp_decided_side
-- Reads: decision_record, prev_id, link_decided, link_person, tmp_record, tmp_person_key, tmp_family_key
-- Variables: none
--
-- A person is found by the records of the side, most records first; a family by its id, which lasts, else by the records that
-- were its members' then.

CREATE OR REPLACE TABLE tmp_decided_side AS
WITH person_side AS (
    SELECT
        link_decided.decision_id,
        link_decided.side,
        tmp_person_key.person_no AS entity_no,
        count(*) AS record_n
    FROM link_decided
    INNER JOIN link_person ON link_decided.record_id = link_person.record_id
    INNER JOIN tmp_person_key ON link_person.cluster_id = tmp_person_key.cluster_id
    WHERE link_decided.entity = 'person'
    GROUP BY link_decided.decision_id, link_decided.side, tmp_person_key.person_no
),

family_named AS (
    SELECT DISTINCT
        d.decision_id,
        d.side,
        coalesce(prev_id.current_id, d.id) AS id
    FROM decision_record AS d
    LEFT JOIN prev_id ON prev_id.entity = 'family' AND d.id = prev_id.id
    WHERE d.entity = 'family'
),

family_side AS (
    SELECT
        family_named.decision_id,
        family_named.side,
        tmp_family_key.family_no AS entity_no,
        1000000 AS record_n
    FROM family_named
    INNER JOIN tmp_family_key ON family_named.id = tmp_family_key.family_id
    UNION ALL
    SELECT
        link_decided.decision_id,
        link_decided.side,
        tmp_record.family_no AS entity_no,
        count(*) AS record_n
    FROM link_decided
    INNER JOIN tmp_record ON link_decided.record_id = tmp_record.record_id
    WHERE link_decided.entity = 'family' AND tmp_record.family_no IS NOT NULL
    GROUP BY link_decided.decision_id, link_decided.side, tmp_record.family_no
),

candidate AS (
    SELECT
        'person' AS entity,
        decision_id,
        side,
        entity_no,
        record_n
    FROM person_side
    UNION ALL
    SELECT
        'family' AS entity,
        decision_id,
        side,
        entity_no,
        record_n
    FROM family_side
)

SELECT
    entity,
    decision_id,
    side,
    entity_no
FROM candidate
QUALIFY row_number() OVER (PARTITION BY entity, decision_id, side ORDER BY record_n DESC, entity_no) = 1;
