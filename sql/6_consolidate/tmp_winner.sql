-- Title: One golden field with the record it comes from, the rule that chose it and how many values there were
-- Creates: tmp_winner
-- Reads: tmp_field, tmp_ranked, survivorship_rule, tmp_decided_value
-- Variables: none
--
-- The rule named is the first that told the winner from the best record with another value: only_value (one record offers
-- anything), agreed (all the same), a rule of survivorship.toml, or standing (all rules tied). What people decided comes before
-- all of them (keputusan); no record may bear it, and `-` is no value.

CREATE OR REPLACE TABLE tmp_winner AS
WITH winner AS (
    SELECT * FROM tmp_ranked WHERE place = 1
),

rival AS (
    SELECT
        tmp_ranked.entity_no,
        tmp_ranked.field,
        count(DISTINCT tmp_ranked.value) AS value_n,
        min(tmp_ranked.place) AS place
    FROM tmp_ranked
    INNER JOIN winner
        ON tmp_ranked.entity_no = winner.entity_no
        AND tmp_ranked.field = winner.field
    WHERE tmp_ranked.value <> winner.value
    GROUP BY ALL
),

decided AS (
    SELECT
        winner.entity_no,
        winner.field,
        winner.record_no,
        winner.value,
        coalesce(rival.value_n, 0) + 1 AS value_n,
        CASE
            WHEN rival.place IS NULL THEN 'agreed'
            WHEN winner.score_1 <> second.score_1 THEN rule.rule_1
            WHEN winner.score_2 <> second.score_2 THEN rule.rule_2
            WHEN winner.score_3 <> second.score_3 THEN rule.rule_3
            WHEN winner.score_4 <> second.score_4 THEN rule.rule_4
            WHEN winner.score_5 <> second.score_5 THEN rule.rule_5
            WHEN winner.score_6 <> second.score_6 THEN rule.rule_6
            WHEN winner.score_7 <> second.score_7 THEN rule.rule_7
            WHEN winner.score_8 <> second.score_8 THEN rule.rule_8
            ELSE 'standing'
        END AS rule
    FROM winner
    LEFT JOIN rival
        ON winner.entity_no = rival.entity_no AND winner.field = rival.field
    LEFT JOIN tmp_ranked AS second
        ON rival.entity_no = second.entity_no
        AND rival.field = second.field
        AND rival.place = second.place
    INNER JOIN survivorship_rule AS rule ON winner.field = rule.field
),

found AS (
    SELECT
        entity_no,
        field,
        record_no,
        value,
        rule,
        CAST(value_n AS INTEGER) AS value_n
    FROM decided
    UNION ALL
    SELECT
        entity_no,
        field,
        record_no,
        value,
        CASE WHEN offer_n = 1 THEN 'only_value' ELSE 'agreed' END AS rule,
        1 AS value_n
    FROM tmp_field
    WHERE NOT is_disputed
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
    record_no,
    value,
    'keputusan' AS rule,
    value_n,
    decision_id
FROM tmp_decided_value
WHERE is_first AND value <> '-';
