-- Title: one row: of the persons with several records, the share that some source lists more than once
-- Creates: est_repeat
-- Reads: est_claim
-- Variables: repeat_excess, stranger_overlap
--
-- A source lists a person once, as a rule. So two sets of records that share a source are hardly one person, and two that
-- share none may well be. What that is worth is read off the persons found: where many are repeated, it is worth little.
-- twice_ratio is the Bayes factor of one shared source, once_ratio that of none.
CREATE OR REPLACE TABLE est_repeat AS
WITH person AS (
    SELECT
        cluster_id,
        max(CASE WHEN one_source THEN 1 ELSE 0 END) AS is_repeated
    FROM est_claim
    GROUP BY cluster_id
),

share AS (
    SELECT (count(*) FILTER (WHERE is_repeated = 1) + 1.0) / (count(*) + 50.0) AS repeated
    FROM person
)

SELECT
    round(repeated, 6) AS repeated,
    round(least(getvariable('repeat_excess') * repeated / getvariable('stranger_overlap'), 1), 6) AS twice_ratio,
    round(
        greatest((1 - getvariable('repeat_excess') * repeated) / (1 - getvariable('stranger_overlap')), 1), 6
    ) AS once_ratio
FROM share;
