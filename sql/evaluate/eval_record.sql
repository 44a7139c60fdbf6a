-- Title: one record of the truth, the cluster it was found in and the one it belongs to
-- Creates: eval_record
-- Reads: eval_found, eval_truth
-- Variables: none
--
-- A record that no cluster was given to (or that the release does not hold at all) stands alone: its own cluster, with a
-- negative number so that it never meets a real one. Records the truth does not know are left out; nothing can be said
-- about them. Clusters are numbered here because everything after groups by them, and numbers group several times faster.
CREATE OR REPLACE TABLE eval_record AS
WITH found_number AS (
    SELECT
        found_id,
        row_number() OVER (ORDER BY found_id) AS found_no
    FROM eval_found
    WHERE found_id IS NOT NULL
    GROUP BY found_id
),

true_number AS (
    SELECT
        true_id,
        row_number() OVER (ORDER BY true_id) AS true_no
    FROM eval_truth
    WHERE true_id IS NOT NULL
    GROUP BY true_id
),

truth AS (
    SELECT
        source,
        source_record_id,
        true_id,
        -row_number() OVER (ORDER BY source, source_record_id) AS alone_no
    FROM eval_truth
)

SELECT
    truth.source,
    truth.source_record_id,
    coalesce(found_number.found_no, truth.alone_no) AS found_no,
    coalesce(true_number.true_no, truth.alone_no) AS true_no
FROM truth
LEFT JOIN eval_found
    ON
        truth.source = eval_found.source
        AND truth.source_record_id = eval_found.source_record_id
LEFT JOIN found_number ON eval_found.found_id = found_number.found_id
LEFT JOIN true_number ON truth.true_id = true_number.true_id;
