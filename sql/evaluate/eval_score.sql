-- Title: pair counts and B-cubed sums of one subset of records
-- Creates: eval_score
-- Reads: eval_cell
-- Variables: none
--
-- Pairs of a group of n records: n * (n - 1) / 2. B-cubed (Bagga and Baldwin 1998): each record scores the share of its
-- found cluster (precision) or of its true cluster (recall) that it is rightly together with, itself included; over a
-- cluster of n records, made of cells of c records, that sums up to sum(c * c) / n.
CREATE OR REPLACE TABLE eval_score AS
WITH found_cluster AS (
    SELECT
        kind,
        name_l,
        name_r,
        found_no,
        cast(sum(record_n) AS BIGINT) AS record_n,
        cast(sum(record_n * record_n) AS BIGINT) AS square_n
    FROM eval_cell
    GROUP BY kind, name_l, name_r, found_no
),

true_cluster AS (
    SELECT
        kind,
        name_l,
        name_r,
        true_no,
        cast(sum(record_n) AS BIGINT) AS record_n,
        cast(sum(record_n * record_n) AS BIGINT) AS square_n
    FROM eval_cell
    GROUP BY kind, name_l, name_r, true_no
),

found_score AS (
    SELECT
        kind,
        name_l,
        name_r,
        cast(sum(record_n) AS BIGINT) AS record_n,
        cast((sum(square_n) - sum(record_n)) / 2 AS BIGINT) AS right_pair_n,
        cast(sum(record_n * (record_n - 1)) / 2 AS BIGINT) AS found_pair_n,
        round(sum(cast(square_n AS DOUBLE) / record_n) / sum(record_n), 9) AS bcubed_precision
    FROM found_cluster
    GROUP BY kind, name_l, name_r
),

true_score AS (
    SELECT
        kind,
        name_l,
        name_r,
        cast(sum(record_n * (record_n - 1)) / 2 AS BIGINT) AS true_pair_n,
        round(sum(cast(square_n AS DOUBLE) / record_n) / sum(record_n), 9) AS bcubed_recall
    FROM true_cluster
    GROUP BY kind, name_l, name_r
)

SELECT
    found_score.kind,
    found_score.name_l,
    found_score.name_r,
    found_score.record_n,
    found_score.right_pair_n,
    found_score.found_pair_n,
    true_score.true_pair_n,
    found_score.bcubed_precision,
    true_score.bcubed_recall
FROM found_score
INNER JOIN true_score
    ON
        found_score.kind = true_score.kind
        AND found_score.name_l = true_score.name_l
        AND found_score.name_r = true_score.name_r;
