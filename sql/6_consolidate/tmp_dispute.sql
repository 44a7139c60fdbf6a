-- Title: One value offered for a disputed field, with everything the rules look at
-- Creates: tmp_dispute
-- Reads: tmp_field, tmp_value_person, tmp_value_family, tmp_record, survivorship_rule
-- Variables: none
--
-- source_n counts sources, not records: a duplicate inside one source repeats its own error. It is costly, so it is
-- counted only for fields with the rule `most_frequent`; elsewhere it is 0.

CREATE OR REPLACE TABLE tmp_dispute AS
WITH offer AS (
    SELECT
        entity_no,
        field,
        record_no,
        value,
        flagged,
        fineness
    FROM tmp_value_person
    UNION ALL
    SELECT
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
        offer.entity_no,
        offer.field,
        offer.record_no,
        offer.value,
        offer.flagged,
        offer.fineness,
        tmp_record.source,
        tmp_record.padan,
        tmp_record.trust,
        CAST(date_diff('day', DATE '1900-01-01', tmp_record.data_date) AS INTEGER) AS recency
    FROM offer
    INNER JOIN tmp_field
        ON offer.entity_no = tmp_field.entity_no AND offer.field = tmp_field.field
    INNER JOIN tmp_record ON offer.record_no = tmp_record.record_no
    WHERE tmp_field.is_disputed
),

counted_field AS (
    SELECT field
    FROM survivorship_rule
    WHERE 'most_frequent' IN (rule_1, rule_2, rule_3, rule_4, rule_5, rule_6, rule_7, rule_8)
),

bearing_source AS (
    SELECT DISTINCT
        disputed.entity_no,
        disputed.field,
        disputed.value,
        disputed.source
    FROM disputed
    INNER JOIN counted_field ON disputed.field = counted_field.field
),

support AS (
    SELECT
        entity_no,
        field,
        value,
        CAST(count(*) AS INTEGER) AS source_n
    FROM bearing_source
    GROUP BY entity_no, field, value
)

SELECT
    disputed.entity_no,
    disputed.field,
    disputed.record_no,
    disputed.value,
    disputed.flagged,
    disputed.fineness,
    disputed.padan,
    disputed.trust,
    disputed.recency,
    coalesce(support.source_n, 0) AS source_n
FROM disputed
LEFT JOIN support
    ON disputed.entity_no = support.entity_no
    AND disputed.field = support.field
    AND disputed.value = support.value;
