-- Title: One cluster of family units and the lasting id of the family it stands for
-- Creates: tmp_family_key
-- Reads: link_family, tmp_family_given, tmp_given_id
-- Variables: id_inner_key, id_outer_key, release
--
-- As tmp_person_key, for families.

CREATE OR REPLACE TABLE tmp_family_key AS
WITH cluster AS (
    SELECT
        family_cluster_no,
        min(family_cluster_id) AS family_cluster_id,
        min_by(unit_id, sha256(unit_id)) AS anchor
    FROM link_family
    GROUP BY family_cluster_no
),

fresh AS (
    SELECT
        cluster.family_cluster_id,
        cluster.family_cluster_no,
        cluster.anchor,
        keyed_id('K', cluster.anchor, getvariable('id_inner_key'), getvariable('id_outer_key')) AS id
    FROM cluster
    ANTI JOIN tmp_family_given ON cluster.family_cluster_id = tmp_family_given.cluster_id
),

family AS (
    SELECT
        given.cluster_id AS family_cluster_id,
        cluster.family_cluster_no,
        given.id AS family_id
    FROM tmp_family_given AS given
    INNER JOIN cluster ON given.cluster_id = cluster.family_cluster_id
    UNION ALL
    SELECT
        fresh.family_cluster_id,
        fresh.family_cluster_no,
        CASE
            WHEN known.id IS NULL THEN fresh.id
            ELSE keyed_id(
                'K', concat(fresh.anchor, '|', getvariable('release')), getvariable('id_inner_key'), getvariable('id_outer_key')
            )
        END AS family_id
    FROM fresh
    LEFT JOIN tmp_given_id AS known ON fresh.id = known.id
)

SELECT
    family_cluster_id,
    family_id,
    family_cluster_no AS family_no
FROM family;
