-- Title: One value offered for a disputed field, with everything the rules look at
-- Creates: tmp_dispute
-- Reads: tmp_value_person, tmp_value_family, survivorship_rule
-- Variables: none
--
-- source_n counts sources, not records: a duplicate inside one source repeats its own error. It is costly, so it is
-- counted only for fields with the rule `most_frequent`; elsewhere it is 0.

CREATE OR REPLACE TABLE tmp_dispute AS
WITH offer AS (
    SELECT * FROM tmp_value_person WHERE is_disputed
    UNION ALL
    SELECT * FROM tmp_value_family WHERE is_disputed
),

counted AS (
    SELECT offer.*
    FROM offer
    INNER JOIN survivorship_rule ON offer.field = survivorship_rule.field
    WHERE survivorship_rule.counts_sources
),

support AS (
    SELECT
        entity_no,
        field,
        value,
        CAST(count(DISTINCT source) AS INTEGER) AS source_n
    FROM counted
    GROUP BY entity_no, field, value
)

SELECT
    offer.entity_no,
    offer.field,
    offer.record_no,
    offer.value,
    offer.flagged,
    offer.fineness,
    offer.padan,
    offer.trust,
    offer.recency,
    0 AS source_n
FROM offer
INNER JOIN survivorship_rule ON offer.field = survivorship_rule.field
WHERE NOT survivorship_rule.counts_sources
UNION ALL
SELECT
    counted.entity_no,
    counted.field,
    counted.record_no,
    counted.value,
    counted.flagged,
    counted.fineness,
    counted.padan,
    counted.trust,
    counted.recency,
    support.source_n
FROM counted
INNER JOIN support
    ON counted.entity_no = support.entity_no
    AND counted.field = support.field
    AND counted.value = support.value;
