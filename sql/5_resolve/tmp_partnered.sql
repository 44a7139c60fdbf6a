-- Title: one pair of records of two family units, not joined before, of which one has found its partner in the other's unit
-- Creates: tmp_partnered
-- Reads: tmp_pair_place, tmp_cluster
-- Variables: none
--
-- Few pairs are in doubt: most were joined, stand in one unit, or between units that are known to share nobody.

CREATE TABLE tmp_partnered AS
WITH doubtful AS (
  SELECT
    record_id_l,
    record_id_r,
    unit_id_l,
    unit_id_r,
    cluster_id_l,
    cluster_id_r
  FROM tmp_pair_place
  WHERE unit_id_l <> unit_id_r AND cluster_id_l <> cluster_id_r AND coalesce(members_matched_n, 1) > 0
)

SELECT
  d.record_id_l,
  d.record_id_r
FROM doubtful AS d
SEMI JOIN tmp_cluster AS m ON d.unit_id_r = m.unit_id AND d.cluster_id_l = m.cluster_id
UNION
SELECT
  d.record_id_l,
  d.record_id_r
FROM doubtful AS d
SEMI JOIN tmp_cluster AS m ON d.unit_id_l = m.unit_id AND d.cluster_id_r = m.cluster_id;
