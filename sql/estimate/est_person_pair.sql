-- Title: one pair of records that is one person, or may be: was it joined, how likely wrongly, how many pairs like it are missed
-- Creates: est_person_pair
-- Reads: est_joined, est_seen, est_hidden, est_apart, est_cluster, est_listing
-- Variables: none
CREATE OR REPLACE TABLE est_person_pair AS
WITH apart AS (
    SELECT
        one.record_id AS record_id_l,
        two.record_id AS record_id_r,
        est_apart.probability
    FROM est_apart
    INNER JOIN est_cluster AS one ON est_apart.cluster_l = one.cluster_id
    INNER JOIN est_cluster AS two ON est_apart.cluster_r = two.cluster_id
)

SELECT
    est_joined.record_id_l,
    est_joined.record_id_r,
    est_joined.unit_id_l,
    est_joined.unit_id_r,
    est_joined.source_l,
    est_joined.source_r,
    1 AS joined,
    est_joined.wrong,
    CASE WHEN est_joined.same_nik THEN 0 ELSE (1 - est_joined.wrong) * est_hidden.hidden_per_pair END AS missed,
    est_seen.one_family
FROM est_joined
INNER JOIN est_seen ON est_joined.record_id_l = est_seen.record_id_l AND est_joined.record_id_r = est_seen.record_id_r
INNER JOIN est_hidden ON est_seen.stratum = est_hidden.stratum
UNION ALL
SELECT
    apart.record_id_l,
    apart.record_id_r,
    one.unit_id AS unit_id_l,
    two.unit_id AS unit_id_r,
    one.source AS source_l,
    two.source AS source_r,
    0 AS joined,
    0 AS wrong,
    apart.probability AS missed,
    FALSE AS one_family
FROM apart
INNER JOIN est_listing AS one ON apart.record_id_l = one.record_id
INNER JOIN est_listing AS two ON apart.record_id_r = two.record_id;
