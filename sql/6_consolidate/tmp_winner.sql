-- Title: One golden field that had to be chosen, with the record it comes from, the rule and how many values there were
-- Creates: tmp_winner
-- Reads: tmp_ranked, survivorship_rule, tmp_decided_value
-- Variables: none
--
-- The rule named is the first that told the winner from the best record with another value: agreed (all the same), a rule of
-- survivorship.toml, or standing (all rules tied). What people decided comes before all of them (keputusan); no record may bear
-- it, and `-` is no value: null here.

CREATE OR REPLACE TABLE tmp_winner AS
WITH choice AS (
    SELECT
        entity_no,
        field,
        max(record_no) FILTER (WHERE place = 1) AS record_no,
        max(best_value) AS value,
        count(DISTINCT value) AS value_n,
        max(score_1) FILTER (WHERE place = 1) AS score_1,
        max(score_2) FILTER (WHERE place = 1) AS score_2,
        max(score_3) FILTER (WHERE place = 1) AS score_3,
        max(score_4) FILTER (WHERE place = 1) AS score_4,
        max(score_5) FILTER (WHERE place = 1) AS score_5,
        max(score_6) FILTER (WHERE place = 1) AS score_6,
        max(score_7) FILTER (WHERE place = 1) AS score_7,
        max(score_8) FILTER (WHERE place = 1) AS score_8,
        arg_min(score_1, place) FILTER (WHERE value <> best_value) AS rival_1,
        arg_min(score_2, place) FILTER (WHERE value <> best_value) AS rival_2,
        arg_min(score_3, place) FILTER (WHERE value <> best_value) AS rival_3,
        arg_min(score_4, place) FILTER (WHERE value <> best_value) AS rival_4,
        arg_min(score_5, place) FILTER (WHERE value <> best_value) AS rival_5,
        arg_min(score_6, place) FILTER (WHERE value <> best_value) AS rival_6,
        arg_min(score_7, place) FILTER (WHERE value <> best_value) AS rival_7,
        arg_min(score_8, place) FILTER (WHERE value <> best_value) AS rival_8
    FROM tmp_ranked
    GROUP BY entity_no, field
),

found AS (
    SELECT
        choice.entity_no,
        choice.field,
        choice.record_no,
        choice.value,
        CASE
            WHEN choice.value_n = 1 THEN 'agreed'
            WHEN choice.score_1 <> choice.rival_1 THEN rule.rule_1
            WHEN choice.score_2 <> choice.rival_2 THEN rule.rule_2
            WHEN choice.score_3 <> choice.rival_3 THEN rule.rule_3
            WHEN choice.score_4 <> choice.rival_4 THEN rule.rule_4
            WHEN choice.score_5 <> choice.rival_5 THEN rule.rule_5
            WHEN choice.score_6 <> choice.rival_6 THEN rule.rule_6
            WHEN choice.score_7 <> choice.rival_7 THEN rule.rule_7
            WHEN choice.score_8 <> choice.rival_8 THEN rule.rule_8
            ELSE 'standing'
        END AS rule,
        CAST(choice.value_n AS INTEGER) AS value_n
    FROM choice
    INNER JOIN survivorship_rule AS rule ON choice.field = rule.field
)

SELECT
    found.entity_no,
    found.field,
    found.record_no,
    found.value,
    found.rule,
    found.value_n,
    CAST(NULL AS VARCHAR) AS decision_id
FROM found
ANTI JOIN tmp_decided_value ON found.entity_no = tmp_decided_value.entity_no AND found.field = tmp_decided_value.field
UNION ALL
SELECT
    entity_no,
    field,
    CASE WHEN value <> '-' THEN record_no END AS record_no,
    CASE WHEN value <> '-' THEN value END AS value,
    'keputusan' AS rule,
    value_n,
    decision_id
FROM tmp_decided_value
WHERE is_first;
