-- Title: One value offered for a disputed field, with the best record that bears it
-- Creates: tmp_scored
-- Reads: tmp_claim_person, tmp_claim_family, tmp_agreeing, survivorship_rule
-- Variables: none
--
-- slot is the field of one person or family, as a number (entity_no and field_no). key orders the offers of a slot: score by
-- the field's rules, then the standing of the record (macros of survivorship.sql). most_frequent counts sources, not records:
-- a duplicate inside one source repeats its own error.

CREATE OR REPLACE TABLE tmp_scored AS
WITH offered AS (
    SELECT * FROM tmp_claim_person
    UNION ALL
    SELECT * FROM tmp_claim_family
),

claim AS (
    SELECT
        offered.entity_no * 32 + rule.field_no AS slot,
        offered.field,
        offered.record_no,
        offered.source,
        offered.same,
        offered.value,
        own_score(
            offered.flagged,
            offered.padan,
            offered.trust,
            offered.recency,
            offered.fineness,
            rule.weight_unflagged,
            rule.weight_padan_dukcapil,
            rule.weight_trust,
            rule.weight_most_recent,
            rule.weight_precise
        ) AS score,
        rule.compares_values,
        rule.weight_most_frequent,
        rule.weight_agreeing,
        rule.weight_unabbreviated,
        rule.weight_most_tokens,
        rule.weight_longest
    FROM offered
    INNER JOIN survivorship_rule AS rule ON offered.field = rule.field
),

compared AS (
    SELECT *
    FROM claim
    WHERE compares_values
),

support AS (
    SELECT
        slot,
        same,
        count(DISTINCT source) AS source_n
    FROM compared
    GROUP BY slot, same
),

offer AS (
    SELECT
        claim.slot,
        claim.same,
        claim.value,
        claim.record_no,
        claim.score
    FROM claim
    WHERE NOT claim.compares_values
    UNION ALL
    SELECT
        compared.slot,
        compared.same,
        compared.value,
        compared.record_no,
        compared.score
        + compared.weight_most_frequent * least(support.source_n, 63)
        + compared.weight_agreeing * least(coalesce(tmp_agreeing.agreeing_n, 0), 63)
        + compared.weight_unabbreviated * CASE WHEN regexp_matches(compared.value, '(^| )[A-Z]( |$)') THEN 0 ELSE 1 END
        + compared.weight_most_tokens * least(array_length(string_split(compared.value, ' ')), 63)
        + compared.weight_longest * least(length(compared.value), 255) AS score
    FROM compared
    INNER JOIN support ON compared.slot = support.slot AND compared.same = support.same
    LEFT JOIN tmp_agreeing ON compared.field = tmp_agreeing.field AND compared.record_no = tmp_agreeing.record_no
)

SELECT
    slot,
    same,
    max(offer_key(score, record_no)) AS key,
    max(score) AS score,
    max_by(record_no, offer_key(score, record_no)) AS record_no,
    -- One text, or none: what is the same is spelt the same.
    min(value) AS value
FROM offer
GROUP BY slot, same;
