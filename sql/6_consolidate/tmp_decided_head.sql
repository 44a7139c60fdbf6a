-- Title: one family whose head people decided
-- Creates: tmp_decided_head
-- Reads: decision, tmp_decided_side
-- Variables: none
--
-- Where families became one and two decisions name different heads, the older one acts.

CREATE OR REPLACE TABLE tmp_decided_head AS
WITH said AS (
    SELECT
        decision.decision_id,
        decision.place,
        family.entity_no AS family_no,
        person.entity_no AS person_no
    FROM decision
    INNER JOIN tmp_decided_side AS family ON family.entity = 'family' AND decision.decision_id = family.decision_id
    INNER JOIN tmp_decided_side AS person ON person.entity = 'person' AND decision.decision_id = person.decision_id
    WHERE decision.field = 'kepala'
)

SELECT
    decision_id,
    family_no,
    person_no,
    first_value(decision_id) OVER (PARTITION BY family_no ORDER BY place) AS first_id,
    first_value(person_no) OVER (PARTITION BY family_no ORDER BY place) AS first_person_no
FROM said;
