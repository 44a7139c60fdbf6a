-- Title: one row: of the persons with several records, the share that some source lists more than once
-- Creates: est_repeat
-- Reads: est_cluster, link_record
-- Variables: repeat_excess, stranger_overlap
--
-- A source lists a person once, as a rule. So two sets of records that share a source are hardly one person, and two that
-- share none may well be. What that is worth is read off the persons found: where many are repeated, it is worth little.
-- twice_ratio is the Bayes factor of one shared source, once_ratio that of none.
CREATE OR REPLACE TABLE est_repeat AS
WITH listed AS (
    SELECT
        est_cluster.cluster_id,
        link_record.source,
        count(*) AS record_n
    FROM est_cluster
    INNER JOIN link_record ON est_cluster.record_id = link_record.record_id
    GROUP BY est_cluster.cluster_id, link_record.source
),

person AS (
    SELECT
        cluster_id,
        max(record_n) AS most_n
    FROM listed
    GROUP BY cluster_id
    HAVING sum(record_n) > 1
),

share AS (
    SELECT (count(*) FILTER (WHERE most_n > 1) + 1.0) / (count(*) + 50.0) AS repeated
    FROM person
)

SELECT
    round(repeated, 6) AS repeated,
    round(least(getvariable('repeat_excess') * repeated / getvariable('stranger_overlap'), 1), 6) AS twice_ratio,
    round(
        greatest((1 - getvariable('repeat_excess') * repeated) / (1 - getvariable('stranger_overlap')), 1), 6
    ) AS once_ratio
FROM share;
