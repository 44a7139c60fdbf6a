-- Title: one cluster of records, one person of the previous release, and how much speaks for their being one
-- Creates: tmp_person_vote
-- Reads: link_person, record_tie, link_carried
-- Variables: none
--
-- An unchanged record counts three, a changed one of the same key two, a person found again by the linkage alone one.

CREATE OR REPLACE TABLE tmp_person_vote AS
WITH voice AS (
    SELECT
        link_person.cluster_id,
        record_tie.person_id AS id,
        CASE record_tie.basis WHEN 'same_content' THEN 3 WHEN 'new_key' THEN 3 ELSE 2 END AS weight
    FROM record_tie
    INNER JOIN link_person ON record_tie.record_id = link_person.record_id
    UNION ALL
    SELECT
        link_carried.cluster_id,
        link_carried.id,
        1 AS weight
    FROM link_carried
    SEMI JOIN link_person ON link_carried.cluster_id = link_person.cluster_id
    WHERE link_carried.entity = 'person'
)

SELECT
    cluster_id,
    id,
    CAST(sum(weight) AS BIGINT) AS vote_n
FROM voice
GROUP BY cluster_id, id;
