-- Title: one family cluster, one family of the previous release, and how much speaks for their being one
-- Creates: tmp_family_vote
-- Reads: link_person, link_family, link_carried, std_person, record_tie, prev_person_source, prev_member, prev_absent,
--   tmp_person_given, tmp_known_id
-- Variables: none
--
-- A person of the family then who has a record in it now counts one, a source's unit that is the same one more, and so does
-- the family itself where it was carried over. Heads die, KK numbers change, sources number anew: no single sign decides.
-- Who was absent for long remembers a family that was merged since: that speaks for the one it was merged into. A family that was
-- dissolved comes back for nobody.

CREATE OR REPLACE TABLE tmp_family_vote AS
WITH then_member AS (
    SELECT person_id, family_id FROM prev_person_source WHERE family_id IS NOT NULL
    UNION
    SELECT person_id, family_id FROM prev_member
    UNION
    SELECT person_id, family_id FROM prev_absent WHERE family_id IS NOT NULL
),

now_member AS (
    SELECT DISTINCT
        tmp_person_given.id AS person_id,
        link_family.family_cluster_id
    FROM tmp_person_given
    INNER JOIN link_person ON tmp_person_given.cluster_id = link_person.cluster_id
    INNER JOIN std_person ON link_person.record_id = std_person.record_id
    INNER JOIN link_family ON std_person.unit_id = link_family.unit_id
),

same_unit AS (
    SELECT DISTINCT
        std_person.unit_id,
        prev_person_source.family_id,
        link_family.family_cluster_id
    FROM record_tie
    INNER JOIN std_person ON record_tie.record_id = std_person.record_id
    INNER JOIN prev_person_source
        ON record_tie.record_id = prev_person_source.record_id AND std_person.unit_id = prev_person_source.unit_id
    INNER JOIN link_family ON std_person.unit_id = link_family.unit_id
),

voice AS (
    SELECT
        now_member.family_cluster_id AS cluster_id,
        then_member.family_id AS id
    FROM now_member
    INNER JOIN then_member ON now_member.person_id = then_member.person_id
    UNION ALL
    SELECT
        family_cluster_id AS cluster_id,
        family_id AS id
    FROM same_unit
    WHERE family_id IS NOT NULL
    UNION ALL
    SELECT
        link_carried.cluster_id,
        link_carried.id
    FROM link_carried
    SEMI JOIN link_family ON link_carried.cluster_id = link_family.family_cluster_id
    WHERE link_carried.entity = 'family'
),

present AS (
    SELECT
        voice.cluster_id,
        heir.id
    FROM voice
    INNER JOIN tmp_known_id AS known ON known.entity = 'family' AND voice.id = known.id
    INNER JOIN tmp_known_id AS heir
        ON known.entity = heir.entity AND CASE WHEN known.status = 'merged' THEN known.merged_into ELSE known.id END = heir.id
    WHERE heir.status IN ('current', 'absent')
)

SELECT
    cluster_id,
    id,
    count(*) AS vote_n
FROM present
GROUP BY cluster_id, id;
