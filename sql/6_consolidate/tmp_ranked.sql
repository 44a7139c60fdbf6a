-- Title: One value offered for a disputed field, with its place and the scores that gave it
-- Creates: tmp_ranked
-- Reads: tmp_dispute, tmp_agreeing, survivorship_rule
-- Variables: none
--
-- The rules are data: rule_1 to rule_8 of the field name the score that counts first, second ... (greater wins). Place 1 is
-- golden; ties of all rules fall to the record of best standing.

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
        CASE WHEN regexp_matches(tmp_dispute.value, '(^| )[A-Z]( |$)') THEN 0 ELSE 1 END AS unabbreviated,
        CAST(array_length(string_split(tmp_dispute.value, ' ')) AS INTEGER) AS token_n,
        CAST(length(tmp_dispute.value) AS INTEGER) AS letter_n
    FROM tmp_dispute
    LEFT JOIN tmp_agreeing ON tmp_dispute.field = tmp_agreeing.field AND tmp_dispute.record_no = tmp_agreeing.record_no
),

scored AS (
    SELECT
        score.entity_no,
        score.field,
        score.record_no,
        score.value,
        survivorship_score(rule_1, unflagged, padan, trust, recency, source_n, fineness, agreeing, unabbreviated, token_n, letter_n) AS score_1,
        survivorship_score(rule_2, unflagged, padan, trust, recency, source_n, fineness, agreeing, unabbreviated, token_n, letter_n) AS score_2,
        survivorship_score(rule_3, unflagged, padan, trust, recency, source_n, fineness, agreeing, unabbreviated, token_n, letter_n) AS score_3,
        survivorship_score(rule_4, unflagged, padan, trust, recency, source_n, fineness, agreeing, unabbreviated, token_n, letter_n) AS score_4,
        survivorship_score(rule_5, unflagged, padan, trust, recency, source_n, fineness, agreeing, unabbreviated, token_n, letter_n) AS score_5,
        survivorship_score(rule_6, unflagged, padan, trust, recency, source_n, fineness, agreeing, unabbreviated, token_n, letter_n) AS score_6,
        survivorship_score(rule_7, unflagged, padan, trust, recency, source_n, fineness, agreeing, unabbreviated, token_n, letter_n) AS score_7,
        survivorship_score(rule_8, unflagged, padan, trust, recency, source_n, fineness, agreeing, unabbreviated, token_n, letter_n) AS score_8
    FROM score
    INNER JOIN survivorship_rule AS rule ON score.field = rule.field
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
    row_number() OVER (
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
    ) AS place
FROM scored;
