-- Title: One golden field of one person or family that has a value, with its best-standing record and whether values differ
-- Creates: tmp_field
-- Reads: tmp_value_person, tmp_value_family
-- Variables: none
--
-- Fields bear their names of survivorship.toml, which tell persons' fields from families'. Most fields have one value only; they are settled here by a cheap aggregate, and the rules look at the rest. The family
-- always goes to the rules: records that agree on it may still differ in role and date, and the latest is wanted.

CREATE OR REPLACE TABLE tmp_field AS
WITH offer AS (
    SELECT
        entity_no,
        field,
        record_no,
        value
    FROM tmp_value_person
    UNION ALL
    SELECT
        entity_no,
        field,
        record_no,
        value
    FROM tmp_value_family
)

SELECT
    entity_no,
    field,
    min(record_no) AS record_no,
    min(value) AS value,
    count(*) AS offer_n,
    min(value) <> max(value) OR (field = 'keluarga' AND count(*) > 1) AS is_disputed
FROM offer
GROUP BY entity_no, field;
