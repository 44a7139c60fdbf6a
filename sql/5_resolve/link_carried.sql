-- Title: one person or family carried over from the previous release, and the cluster it was put in
-- Creates: link_carried
-- Reads: link_person, link_family
-- Variables: none

CREATE TABLE link_carried AS
SELECT
  'person' AS entity,
  substr(record_id, 7) AS id,
  cluster_id
FROM link_person
WHERE starts_with(record_id, 'rilis:')
UNION ALL
SELECT
  'family' AS entity,
  substr(unit_id, 7) AS id,
  family_cluster_id AS cluster_id
FROM link_family
WHERE starts_with(unit_id, 'rilis:');
