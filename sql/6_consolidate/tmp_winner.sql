-- Title: One golden field that had to be chosen, with the record it comes from, the rule and how many values there were
-- Creates: tmp_winner
-- Reads: tmp_scored, survivorship_rule, tmp_decided_value
-- Variables: none
--
-- The rule named is the first that told the winner from the best record with another value: a rule of survivorship.toml, or
-- standing (all rules tied). What people decided comes before all of them (keputusan); no record may bear it, and `-` is
-- no value: has_value is false. Of a field without value text the number is the value.

CREATE OR REPLACE TABLE tmp_winner AS
WITH choice AS (
    SELECT
        slot,
        max_by(value, key) AS value,
        max_by(same, key) AS number,
        max_by(record_no, key) AS record_no,
        max(key) AS key,
        max(score) AS score,
        min(score) AS least_score,
        count(*) AS value_n
    FROM tmp_scored
    GROUP BY slot
),

-- The best score of another value. Most fields in dispute have two values, and the rival's is the lesser one.
second AS (
    SELECT
        choice.slot,
        max(tmp_scored.score) AS score
    FROM tmp_scored
    INNER JOIN choice ON tmp_scored.slot = choice.slot
    WHERE choice.value_n > 2 AND tmp_scored.key < choice.key
    GROUP BY choice.slot
),

ranked AS (
    SELECT
        choice.slot // 32 AS entity_no,
        choice.slot % 32 AS field_no,
        choice.value,
        choice.number,
        choice.value_n,
        choice.record_no,
        choice.score,
        coalesce(second.score, choice.least_score) AS rival
    FROM choice
    LEFT JOIN second ON choice.slot = second.slot
),

found AS (
    SELECT
        ranked.entity_no,
        rule.field,
        ranked.record_no,
        ranked.value,
        ranked.number,
        CASE
            WHEN ranked.score // rule.place_1 <> ranked.rival // rule.place_1 THEN rule.rule_1
            WHEN ranked.score // rule.place_2 <> ranked.rival // rule.place_2 THEN rule.rule_2
            WHEN ranked.score // rule.place_3 <> ranked.rival // rule.place_3 THEN rule.rule_3
            WHEN ranked.score // rule.place_4 <> ranked.rival // rule.place_4 THEN rule.rule_4
            WHEN ranked.score // rule.place_5 <> ranked.rival // rule.place_5 THEN rule.rule_5
            WHEN ranked.score // rule.place_6 <> ranked.rival // rule.place_6 THEN rule.rule_6
            WHEN ranked.score // rule.place_7 <> ranked.rival // rule.place_7 THEN rule.rule_7
            WHEN ranked.score // rule.place_8 <> ranked.rival // rule.place_8 THEN rule.rule_8
            ELSE 'standing'
        END AS rule,
        CAST(ranked.value_n AS INTEGER) AS value_n
    FROM ranked
    INNER JOIN survivorship_rule AS rule ON ranked.field_no = rule.field_no
)

SELECT
    found.entity_no,
    found.field,
    found.record_no,
    found.value,
    found.number,
    TRUE AS has_value,
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
    TRY_CAST(value AS BIGINT) AS number,
    value <> '-' AS has_value,
    'keputusan' AS rule,
    value_n,
    decision_id
FROM tmp_decided_value
WHERE is_first;
