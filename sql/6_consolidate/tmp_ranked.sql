-- Title: One value offered for a disputed field, with its place and the scores that gave it
-- Creates: tmp_ranked
-- Reads: tmp_dispute, tmp_agreeing, survivorship_rule
-- Variables: none
--
-- The rules are data: rule_1 to rule_8 of the field name the score that counts first, second ... (greater wins). Place 1 is
-- golden and its value the best_value; ties of all rules fall to the record of best standing.

CREATE OR REPLACE TABLE tmp_ranked AS
WITH score AS (
    SELECT
        tmp_dispute.entity_no,
        tmp_dispute.field,
        tmp_dispute.record_no,
        tmp_dispute.value,
        1 - tmp_dispute.flagged AS unflagged,
        tmp_dispute.padan,
        tmp_dispute.trust,
        tmp_dispute.recency,
        tmp_dispute.source_n,
        tmp_dispute.fineness,
        CAST(coalesce(tmp_agreeing.agreeing_n, 0) AS INTEGER) AS agreeing,
        CASE WHEN NOT rule.looks_at_letters THEN 0 WHEN regexp_matches(tmp_dispute.value, '(^| )[A-Z]( |$)') THEN 0 ELSE 1 END AS unabbreviated,
        CASE WHEN rule.looks_at_letters THEN CAST(array_length(string_split(tmp_dispute.value, ' ')) AS INTEGER) ELSE 0 END AS token_n,
        CASE WHEN rule.looks_at_letters THEN CAST(length(tmp_dispute.value) AS INTEGER) ELSE 0 END AS letter_n,
        rule.rule_1,
        rule.rule_2,
        rule.rule_3,
        rule.rule_4,
        rule.rule_5,
        rule.rule_6,
        rule.rule_7,
        rule.rule_8
    FROM tmp_dispute
    INNER JOIN survivorship_rule AS rule ON tmp_dispute.field = rule.field
    LEFT JOIN tmp_agreeing ON tmp_dispute.field = tmp_agreeing.field AND tmp_dispute.record_no = tmp_agreeing.record_no
),

scored AS (
    SELECT
        entity_no,
        field,
        record_no,
        value,
        survivorship_score(rule_1, unflagged, padan, trust, recency, source_n, fineness, agreeing, unabbreviated, token_n, letter_n) AS score_1,
        survivorship_score(rule_2, unflagged, padan, trust, recency, source_n, fineness, agreeing, unabbreviated, token_n, letter_n) AS score_2,
        survivorship_score(rule_3, unflagged, padan, trust, recency, source_n, fineness, agreeing, unabbreviated, token_n, letter_n) AS score_3,
        survivorship_score(rule_4, unflagged, padan, trust, recency, source_n, fineness, agreeing, unabbreviated, token_n, letter_n) AS score_4,
        survivorship_score(rule_5, unflagged, padan, trust, recency, source_n, fineness, agreeing, unabbreviated, token_n, letter_n) AS score_5,
        survivorship_score(rule_6, unflagged, padan, trust, recency, source_n, fineness, agreeing, unabbreviated, token_n, letter_n) AS score_6,
        survivorship_score(rule_7, unflagged, padan, trust, recency, source_n, fineness, agreeing, unabbreviated, token_n, letter_n) AS score_7,
        survivorship_score(rule_8, unflagged, padan, trust, recency, source_n, fineness, agreeing, unabbreviated, token_n, letter_n) AS score_8
    FROM score
)

SELECT
    entity_no,
    field,
    record_no,
    value,
    score_1,
    score_2,
    score_3,
    score_4,
    score_5,
    score_6,
    score_7,
    score_8,
    row_number() OVER offers AS place,
    first_value(value) OVER offers AS best_value
FROM scored
WINDOW
    offers AS (
        PARTITION BY entity_no, field
        ORDER BY
            score_1 DESC,
            score_2 DESC,
            score_3 DESC,
            score_4 DESC,
            score_5 DESC,
            score_6 DESC,
            score_7 DESC,
            score_8 DESC,
            record_no
    );
