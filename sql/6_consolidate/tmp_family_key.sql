-- Title: One cluster of family units and the lasting id of the family it stands for
-- Creates: tmp_family_key
-- Reads: link_family, tmp_family_given, tmp_known_id
-- Variables: id_inner_key, id_outer_key, release
--
-- As tmp_person_key, for families.

CREATE OR REPLACE TABLE tmp_family_key AS
WITH cluster AS (
    SELECT
        family_cluster_id,
        min(concat(sha256(unit_id), unit_id)) AS anchor
    FROM link_family
    GROUP BY family_cluster_id
),

fresh AS (
    SELECT
        cluster.family_cluster_id,
        substr(cluster.anchor, 65) AS anchor,
        keyed_id('K', substr(cluster.anchor, 65), getvariable('id_inner_key'), getvariable('id_outer_key')) AS id
    FROM cluster
    ANTI JOIN tmp_family_given ON cluster.family_cluster_id = tmp_family_given.cluster_id
),

family AS (
    SELECT
        cluster_id AS family_cluster_id,
        id AS family_id
    FROM tmp_family_given
    UNION ALL
    SELECT
        fresh.family_cluster_id,
        CASE
            WHEN known.id IS NULL THEN fresh.id
            ELSE keyed_id(
                'K', concat(fresh.anchor, '|', getvariable('release')), getvariable('id_inner_key'), getvariable('id_outer_key')
            )
        END AS family_id
    FROM fresh
    LEFT JOIN tmp_known_id AS known ON fresh.id = known.id
)

SELECT
    family_cluster_id,
    family_id,
    row_number() OVER (ORDER BY family_id) AS family_no
FROM family;
