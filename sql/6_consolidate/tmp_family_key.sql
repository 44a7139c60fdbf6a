-- Title: One cluster of family units and the lasting id of the family it stands for
-- Creates: tmp_family_key
-- Reads: link_family
-- Variables: id_inner_key, id_outer_key
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

family AS (
    SELECT
        family_cluster_id,
        keyed_id('K', substr(anchor, 65), getvariable('id_inner_key'), getvariable('id_outer_key')) AS family_id
    FROM cluster
)

SELECT
    family_cluster_id,
    family_id,
    row_number() OVER (ORDER BY family_id) AS family_no
FROM family;
