-- Title: One published value and the source record it came from
-- Creates: gold_provenance
-- Reads: tmp_winner, survivorship_rule, tmp_record, tmp_person_key, tmp_family_key, gold_member
-- Variables: none
--
-- Grouped fields have one row under the group's name (domain/survivorship.py lists the columns of each). The head of a
-- family comes from the record that made that person a member.

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
)

SELECT
    survivorship_rule.entity,
    entity_key.entity_id,
    survivorship_rule.published_field AS field,
    tmp_record.record_id,
    tmp_winner.rule,
    tmp_winner.value_n
FROM tmp_winner
INNER JOIN survivorship_rule ON tmp_winner.field = survivorship_rule.field
INNER JOIN entity_key ON survivorship_rule.entity = entity_key.entity AND tmp_winner.entity_no = entity_key.entity_no
INNER JOIN tmp_record ON tmp_winner.record_no = tmp_record.record_no
UNION ALL
SELECT
    'family' AS entity,
    gold_member.family_id AS entity_id,
    'kepala' AS field,
    gold_member.record_id,
    'head_of_members' AS rule,
    1 AS value_n
FROM gold_member
WHERE gold_member.is_kepala;
