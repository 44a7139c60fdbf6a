-- Title: how pairs scored and how records, persons and families hold together
-- Creates: tmp_metric_linkage
-- Reads: link_person_pair, link_family_pair, link_question, gold_person, gold_family, gold_person_source, link_family
-- Variables: none
--
-- Weights are counted by whole numbers (floor), because a histogram is all the report needs of millions of pairs.
CREATE OR REPLACE TABLE tmp_metric_linkage AS
SELECT
    'linkage' AS section,
    'person_pair_weight' AS name,
    cast(cast(floor(match_weight) AS INTEGER) AS VARCHAR) AS group_1,
    '' AS group_2,
    count(*) AS value
FROM link_person_pair
GROUP BY cast(floor(match_weight) AS INTEGER)
UNION ALL
SELECT
    'linkage' AS section,
    'family_pair_weight' AS name,
    cast(cast(floor(match_weight) AS INTEGER) AS VARCHAR) AS group_1,
    '' AS group_2,
    count(*) AS value
FROM link_family_pair
GROUP BY cast(floor(match_weight) AS INTEGER)
UNION ALL
SELECT
    'linkage' AS section,
    'person_pair_by_rule' AS name,
    match_key AS group_1,
    '' AS group_2,
    count(*) AS value
FROM link_person_pair
GROUP BY match_key
UNION ALL
SELECT
    'linkage' AS section,
    'record_rule' AS name,
    source AS group_1,
    rule AS group_2,
    count(*) AS value
FROM gold_person_source
GROUP BY source, rule
UNION ALL
SELECT
    'linkage' AS section,
    'record_tie_weight' AS name,
    cast(cast(floor(match_weight) AS INTEGER) AS VARCHAR) AS group_1,
    rule AS group_2,
    count(*) AS value
FROM gold_person_source
WHERE match_weight IS NOT NULL
GROUP BY cast(floor(match_weight) AS INTEGER), rule
UNION ALL
SELECT
    'linkage' AS section,
    'person_rule' AS name,
    link_rule AS group_1,
    '' AS group_2,
    count(*) AS value
FROM gold_person
GROUP BY link_rule
UNION ALL
SELECT
    'linkage' AS section,
    'person_size' AS name,
    cast(record_n AS VARCHAR) AS group_1,
    '' AS group_2,
    count(*) AS value
FROM gold_person
GROUP BY record_n
UNION ALL
SELECT
    'linkage' AS section,
    'unit_rule' AS name,
    rule AS group_1,
    '' AS group_2,
    count(*) AS value
FROM link_family
GROUP BY rule
UNION ALL
SELECT
    'linkage' AS section,
    'family_size' AS name,
    cast(member_n AS VARCHAR) AS group_1,
    '' AS group_2,
    count(*) AS value
FROM gold_family
GROUP BY member_n
UNION ALL
SELECT
    'linkage' AS section,
    'family_unit_size' AS name,
    cast(unit_n AS VARCHAR) AS group_1,
    '' AS group_2,
    count(*) AS value
FROM gold_family
GROUP BY unit_n
UNION ALL
SELECT
    'linkage' AS section,
    'question' AS name,
    question AS group_1,
    '' AS group_2,
    count(*) AS value
FROM link_question
GROUP BY question;
