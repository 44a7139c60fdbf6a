-- Title: one record whose cluster is no longer what it was when the units were last scored
-- Creates: tmp_changed_record
-- Reads: tmp_cluster, tmp_scored_cluster
-- Variables: none

CREATE TABLE tmp_changed_record AS
SELECT
  n.record_id,
  n.unit_id
FROM tmp_cluster AS n
INNER JOIN tmp_scored_cluster AS s ON n.record_id = s.record_id
WHERE n.cluster_id <> s.cluster_id;
