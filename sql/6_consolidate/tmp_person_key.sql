-- Title: One cluster of records and the lasting id of the person it stands for
-- Creates: tmp_person_key
-- Reads: link_person
-- Variables: id_inner_key, id_outer_key
--
-- The anchor is the record whose hash is smallest: it depends on the records alone, not on their order, and any record may
-- be it, so that no source's renumbering moves all ids at once. person_no is a short name for joins inside this stage.

CREATE OR REPLACE TABLE tmp_person_key AS
WITH cluster AS (
    SELECT
        cluster_id,
        min(concat(sha256(record_id), record_id)) AS anchor
    FROM link_person
    GROUP BY cluster_id
),

person AS (
    SELECT
        cluster_id,
        keyed_id('P', substr(anchor, 65), getvariable('id_inner_key'), getvariable('id_outer_key')) AS person_id
    FROM cluster
)

SELECT
    cluster_id,
    person_id,
    row_number() OVER (ORDER BY person_id) AS person_no
FROM person;
