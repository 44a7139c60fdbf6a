-- Title: one pair of persons that some weighed pair of their records lies between, and how likely they are one
-- Creates: est_apart
-- Reads: est_cluster, est_pair, est_listing, est_repeat
-- Variables: twin_share, most_apart
--
-- The strongest pair between them counts, since the others stand and fall with it. How many sources list both is evidence of its
-- own: none, and what was not sure enough to be joined is mostly right; two, and it is all but impossible. Rows of one source
-- family have the listing in their own probability already, so one shared source is not counted again.
CREATE OR REPLACE TABLE est_apart AS
WITH between_two AS (
    SELECT
        least(one.cluster_id, two.cluster_id) AS cluster_l,
        greatest(one.cluster_id, two.cluster_id) AS cluster_r,
        max(CASE WHEN NOT est_pair.one_unit THEN est_pair.match_probability END) AS across,
        max(CASE
            WHEN est_pair.one_unit THEN NULL
            WHEN est_pair.is_twin THEN est_pair.match_probability / getvariable('twin_share')
            ELSE est_pair.match_probability
        END) AS across_plain,
        max(CASE WHEN est_pair.one_unit THEN est_pair.match_probability END) AS within_unit
    FROM est_pair
    INNER JOIN est_cluster AS one ON est_pair.record_id_l = one.record_id
    INNER JOIN est_cluster AS two ON est_pair.record_id_r = two.record_id
    WHERE one.cluster_id <> two.cluster_id
    GROUP BY least(one.cluster_id, two.cluster_id), greatest(one.cluster_id, two.cluster_id)
),

concerned AS (
    SELECT cluster_l AS cluster_id FROM between_two
    UNION
    SELECT cluster_r AS cluster_id FROM between_two
),

listed AS (
    SELECT
        est_cluster.cluster_id,
        list(DISTINCT est_listing.source) AS sources
    FROM est_cluster
    INNER JOIN concerned ON est_cluster.cluster_id = concerned.cluster_id
    INNER JOIN est_listing ON est_cluster.record_id = est_listing.record_id
    GROUP BY est_cluster.cluster_id
),

shared AS (
    SELECT
        between_two.cluster_l,
        between_two.cluster_r,
        between_two.across,
        between_two.across_plain,
        between_two.within_unit,
        array_length(list_filter(one.sources, lambda s: list_contains(two.sources, s))) AS source_n
    FROM between_two
    INNER JOIN listed AS one ON between_two.cluster_l = one.cluster_id
    INNER JOIN listed AS two ON between_two.cluster_r = two.cluster_id
),

bounded AS (
    SELECT
        cluster_l,
        cluster_r,
        source_n,
        within_unit,
        CASE
            WHEN source_n = 0 THEN least(coalesce(across_plain, 0), 0.99)
            WHEN source_n = 1 AND within_unit IS NOT NULL THEN least(coalesce(across, 0), 0.99)
            ELSE least(coalesce(across, 0), getvariable('most_apart'))
        END AS across
    FROM shared
),

odds AS (
    SELECT
        bounded.cluster_l,
        bounded.cluster_r,
        bounded.source_n,
        bounded.within_unit,
        bounded.across / (1 - bounded.across) * CASE
            WHEN bounded.source_n = 0 THEN est_repeat.once_ratio
            ELSE est_repeat.twice_ratio * power(est_repeat.repeated, bounded.source_n - 1)
        END AS odds
    FROM bounded
    CROSS JOIN est_repeat
)

SELECT
    cluster_l,
    cluster_r,
    round(CASE
        WHEN source_n = 1 THEN greatest(coalesce(within_unit, 0), odds / (1 + odds))
        ELSE odds / (1 + odds)
    END, 9) AS probability
FROM odds;
