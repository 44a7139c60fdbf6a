-- Title: One cluster of records and the lasting id of the person it stands for
-- Creates: tmp_person_key
-- Reads: link_person, tmp_person_given, tmp_given_id
-- Variables: id_inner_key, id_outer_key, release
--
-- A cluster that was given an id of the previous release keeps it. A new id comes from the anchor, the record whose hash is
-- smallest: it depends on the records alone, not on their order, and any record may be it, so that no source's renumbering
-- moves all ids at once. An id that was ever another's is never given again. person_no is a short name for joins inside this stage.

CREATE OR REPLACE TABLE tmp_person_key AS
WITH cluster AS (
    SELECT
        cluster_no,
        min(cluster_id) AS cluster_id,
        min_by(record_id, sha256(record_id)) AS anchor
    FROM link_person
    GROUP BY cluster_no
),

fresh AS (
    SELECT
        cluster.cluster_id,
        cluster.cluster_no,
        cluster.anchor,
        keyed_id('P', cluster.anchor, getvariable('id_inner_key'), getvariable('id_outer_key')) AS id
    FROM cluster
    ANTI JOIN tmp_person_given ON cluster.cluster_id = tmp_person_given.cluster_id
),

person AS (
    SELECT
        given.cluster_id,
        cluster.cluster_no,
        given.id AS person_id
    FROM tmp_person_given AS given
    INNER JOIN cluster ON given.cluster_id = cluster.cluster_id
    UNION ALL
    SELECT
        fresh.cluster_id,
        fresh.cluster_no,
        CASE
            WHEN known.id IS NULL THEN fresh.id
            ELSE keyed_id(
                'P', concat(fresh.anchor, '|', getvariable('release')), getvariable('id_inner_key'), getvariable('id_outer_key')
            )
        END AS person_id
    FROM fresh
    LEFT JOIN tmp_given_id AS known ON fresh.id = known.id
)

SELECT
    cluster_id,
    person_id,
    cluster_no AS person_no
FROM person;
