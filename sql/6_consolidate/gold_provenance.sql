-- Title: One published value and the source record it came from
-- Creates: gold_provenance
-- Reads: tmp_winner, survivorship_rule, tmp_record, tmp_person_key, tmp_family_key, tmp_decided_head, gold_member
-- Variables: none
--
-- Grouped fields have one row under the group's name (domain/survivorship.py lists the columns of each). The head of a
-- family comes from the record that made that person a member. A value that people decided and no record bears comes from the
-- decision: record_id is keputusan:<decision_id>.

CREATE OR REPLACE TABLE gold_provenance AS
WITH entity_key AS (
    SELECT
        'person' AS entity,
        person_no AS entity_no,
        person_id AS entity_id
    FROM tmp_person_key
    UNION ALL
    SELECT
        'family' AS entity,
        family_no AS entity_no,
        family_id AS entity_id
    FROM tmp_family_key
),

head AS (
    SELECT
        tmp_family_key.family_id,
        tmp_person_key.person_id,
        tmp_decided_head.decision_id
    FROM tmp_decided_head
    INNER JOIN tmp_family_key ON tmp_decided_head.family_no = tmp_family_key.family_no
    INNER JOIN tmp_person_key ON tmp_decided_head.first_person_no = tmp_person_key.person_no
    WHERE tmp_decided_head.decision_id = tmp_decided_head.first_id
)

SELECT
    survivorship_rule.entity,
    entity_key.entity_id,
    survivorship_rule.published_field AS field,
    coalesce(tmp_record.record_id, concat('keputusan:', tmp_winner.decision_id)) AS record_id,
    tmp_winner.rule,
    tmp_winner.value_n
FROM tmp_winner
INNER JOIN survivorship_rule ON tmp_winner.field = survivorship_rule.field
INNER JOIN entity_key ON survivorship_rule.entity = entity_key.entity AND tmp_winner.entity_no = entity_key.entity_no
LEFT JOIN tmp_record ON tmp_winner.record_no = tmp_record.record_no
UNION ALL
SELECT
    'family' AS entity,
    gold_member.family_id AS entity_id,
    'kepala' AS field,
    CASE WHEN head.decision_id IS NULL THEN gold_member.record_id ELSE concat('keputusan:', head.decision_id) END AS record_id,
    CASE WHEN head.decision_id IS NULL THEN 'head_of_members' ELSE 'keputusan' END AS rule,
    1 AS value_n
FROM gold_member
LEFT JOIN head ON gold_member.family_id = head.family_id AND gold_member.person_id = head.person_id
WHERE gold_member.is_kepala;
