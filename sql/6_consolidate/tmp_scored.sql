-- Title: One value offered for a disputed field, with the best record that bears it
-- Creates: tmp_scored
-- Reads: tmp_claim_person, tmp_claim_family, tmp_agreeing, survivorship_rule, std_person
-- Variables: none
--
-- slot is the field of one person or family, as a number (entity_no and field_no). key orders the offers of a slot: score by
-- the field's rules, then the standing of the record (macros of survivorship.sql). most_frequent counts sources, not records:
-- a duplicate inside one source repeats its own error. It counts bits, one for each source (config.py keeps them few enough), as
-- counting distinct texts in every group takes twice as long. Apart from own_score and agreeing, what the rules look at is the value
-- itself, the same for all records that bear it: told after they are grouped.

CREATE OR REPLACE TABLE tmp_scored AS
WITH source_bit AS (
    SELECT
        source,
        CAST(power(2, row_number() OVER (ORDER BY source) - 1) AS BIGINT) AS bit
    FROM (SELECT DISTINCT source FROM std_person) AS delivered
),

offered AS (
    SELECT * FROM tmp_claim_person
    UNION ALL
    SELECT * FROM tmp_claim_family
),

claim AS (
    SELECT
        offered.entity_no * 32 + rule.field_no AS slot,
        offered.same,
        offered.value,
        offered.record_no,
        source_bit.bit,
        rule.weight_agreeing * least(coalesce(tmp_agreeing.agreeing_n, 0), 63)
        + own_score(
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
        ) AS score
    FROM offered
    INNER JOIN survivorship_rule AS rule ON offered.field = rule.field
    INNER JOIN source_bit ON offered.source = source_bit.source
    LEFT JOIN tmp_agreeing ON offered.field = tmp_agreeing.field AND offered.record_no = tmp_agreeing.record_no
),

borne AS (
    SELECT
        slot,
        same,
        -- One text, or none: what is the same is spelt the same.
        any_value(value) AS value,
        max(score) AS score,
        max_by(record_no, offer_key(score, record_no)) AS record_no,
        bit_count(bit_or(bit)) AS source_n
    FROM claim
    GROUP BY slot, same
),

scored AS (
    SELECT
        borne.slot,
        borne.same,
        borne.value,
        borne.record_no,
        CASE
            WHEN rule.compares_values
                THEN
                    borne.score
                    + rule.weight_most_frequent * borne.source_n
                    + rule.weight_unabbreviated * CASE WHEN regexp_matches(borne.value, '(^| )[A-Z]( |$)') THEN 0 ELSE 1 END
                    + rule.weight_most_tokens * least(array_length(string_split(borne.value, ' ')), 63)
                    + rule.weight_longest * least(length(borne.value), 255)
            ELSE borne.score
        END AS score
    FROM borne
    INNER JOIN survivorship_rule AS rule ON borne.slot % 32 = rule.field_no
)

SELECT
    slot,
    same,
    offer_key(score, record_no) AS key,
    score,
    record_no,
    value
FROM scored;
