-- Title: one pair of records that was joined, or was probable enough to be kept or asked about, and what became of it
-- Creates: tmp_pair_fate
-- Reads: tmp_pair_weight, tmp_cluster, tmp_refusal
-- Variables: least_probability

CREATE TABLE tmp_pair_fate AS
SELECT
  w.*,
  cl.cluster_id = cr.cluster_id AS joined,
  f.reason AS refusal
FROM tmp_pair_weight AS w
INNER JOIN tmp_cluster AS cl ON w.record_id_l = cl.record_id
INNER JOIN tmp_cluster AS cr ON w.record_id_r = cr.record_id
LEFT JOIN tmp_refusal AS f ON w.record_id_l = f.record_id_l AND w.record_id_r = f.record_id_r
WHERE w.match_probability >= getvariable('least_probability') OR cl.cluster_id = cr.cluster_id;
