-- Title: One value offered for a disputed field, with everything the rules look at
-- Creates: tmp_dispute
-- Reads: tmp_field, tmp_value_person, tmp_value_family, tmp_record
-- Variables: none
--
-- source_n counts sources, not records: a duplicate inside one source repeats its own error.

CREATE OR REPLACE TABLE tmp_dispute AS
WITH offer AS (
    SELECT
        entity,
        entity_no,
        field,
        record_no,
        value,
        flagged,
        fineness
    FROM tmp_value_person
    UNION ALL
    SELECT
        entity,
        entity_no,
        field,
        record_no,
        value,
        flagged,
        fineness
    FROM tmp_value_family
),

disputed AS (
    SELECT
        offer.entity,
        offer.entity_no,
        offer.field,
        offer.record_no,
        offer.value,
        offer.flagged,
        offer.fineness,
        tmp_record.source,
        tmp_record.padan,
        tmp_record.trust,
        date_diff('day', DATE '1900-01-01', tmp_record.data_date) AS recency
    FROM offer
    INNER JOIN tmp_field
        ON offer.entity = tmp_field.entity AND offer.entity_no = tmp_field.entity_no AND offer.field = tmp_field.field
    INNER JOIN tmp_record ON offer.record_no = tmp_record.record_no
    WHERE tmp_field.is_disputed
),

support AS (
    SELECT
        entity,
        entity_no,
        field,
        value,
        count(DISTINCT source) AS source_n
    FROM disputed
    GROUP BY ALL
)

SELECT
    disputed.entity,
    disputed.entity_no,
    disputed.field,
    disputed.record_no,
    disputed.value,
    disputed.flagged,
    disputed.fineness,
    disputed.padan,
    disputed.trust,
    disputed.recency,
    support.source_n
FROM disputed
INNER JOIN support
    ON disputed.entity = support.entity
    AND disputed.entity_no = support.entity_no
    AND disputed.field = support.field
    AND disputed.value = support.value;
