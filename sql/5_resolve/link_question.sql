-- Title: one pair of records that was not joined and that a person should look at
-- Creates: link_question
-- Reads: tmp_pair_weight, tmp_cluster, tmp_refusal
-- Variables: question_probability
--
-- A refused join is a question only where no better partner explains it: a record already joined to another row of the
-- same unit has found its own.

CREATE TABLE link_question AS
WITH apart AS (
  SELECT
    w.record_id_l,
    w.record_id_r,
    w.one_unit,
    w.match_weight,
    w.match_probability,
    f.reason
  FROM tmp_pair_weight AS w
  INNER JOIN tmp_cluster AS cl ON w.record_id_l = cl.record_id
  INNER JOIN tmp_cluster AS cr ON w.record_id_r = cr.record_id
  LEFT JOIN tmp_refusal AS f ON w.record_id_l = f.record_id_l AND w.record_id_r = f.record_id_r
  WHERE cl.cluster_id <> cr.cluster_id AND w.match_probability >= getvariable('question_probability')
)

SELECT
  record_id_l,
  record_id_r,
  CASE WHEN reason IS NULL THEN 'KEMUNGKINAN_SAMA' ELSE 'PELANGGARAN_TRANSITIF' END AS question,
  match_weight,
  match_probability,
  coalesce(
    reason,
    CASE
      WHEN one_unit THEN 'two rows of one source family, alike but not certainly one person'
      ELSE 'probable, but below the limit for joining'
    END
  ) AS reason
FROM apart;
