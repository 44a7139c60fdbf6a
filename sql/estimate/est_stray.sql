-- Title: one record that its source lists in a family the person does not live in, and how likely that is
-- Creates: est_stray
-- Reads: est_cluster, est_listing, est_unit
-- Variables: stray_minor, stray_tie
--
-- A source that lists a person in two families is wrong about one of them: the one where fewer of the person's records stand.
-- Not every such person gives itself away, so the chance stands for those as well whose other record is not known.
CREATE OR REPLACE TABLE est_stray AS
WITH listed AS (
    SELECT
        est_listing.record_id,
        est_cluster.cluster_id,
        est_listing.source,
        est_unit.family_cluster_id,
        est_unit.record_n AS unit_n
    FROM est_cluster
    INNER JOIN est_listing ON est_cluster.record_id = est_listing.record_id
    INNER JOIN est_unit ON est_listing.unit_id = est_unit.unit_id
),

scattered AS (
    SELECT cluster_id
    FROM listed
    GROUP BY cluster_id
    HAVING min(family_cluster_id) <> max(family_cluster_id)
),

counted AS (
    SELECT
        listed.record_id,
        listed.family_cluster_id,
        listed.unit_n,
        count(*) OVER (PARTITION BY listed.cluster_id) AS person_n,
        count(*) OVER (PARTITION BY listed.cluster_id, listed.family_cluster_id) AS here_n,
        count(*) OVER (PARTITION BY listed.cluster_id, listed.source) AS listed_n,
        count(*) OVER (PARTITION BY listed.cluster_id, listed.source, listed.family_cluster_id) AS listed_here_n
    FROM listed
    SEMI JOIN scattered ON listed.cluster_id = scattered.cluster_id
)

SELECT
    record_id,
    family_cluster_id,
    CASE WHEN here_n * 2 < person_n THEN getvariable('stray_minor') ELSE getvariable('stray_tie') END AS probability
FROM counted
WHERE listed_n > listed_here_n AND here_n * 2 <= person_n AND unit_n > 1;
