-- Title: one pair of records that was not joined and that a person should look at
-- Creates: link_question
-- Reads: tmp_pair_weight, tmp_cluster, tmp_refusal, link_record
-- Variables: question_probability, clear_margin
--
-- A refused join is a question only where no better partner explains it: a record that is joined to another row of the
-- same unit by a clearly stronger tie has found its own, and the runner-up is a sibling.

CREATE TABLE link_question AS
WITH pair AS (
  SELECT
    w.record_id_l,
    w.record_id_r,
    l.unit_id AS unit_id_l,
    r.unit_id AS unit_id_r,
    w.one_unit,
    w.match_weight,
    w.match_probability,
    cl.cluster_id = cr.cluster_id AS joined
  FROM tmp_pair_weight AS w
  INNER JOIN tmp_cluster AS cl ON w.record_id_l = cl.record_id
  INNER JOIN tmp_cluster AS cr ON w.record_id_r = cr.record_id
  INNER JOIN link_record AS l ON w.record_id_l = l.record_id
  INNER JOIN link_record AS r ON w.record_id_r = r.record_id
  WHERE w.match_probability >= getvariable('question_probability')
),

partner AS (
  SELECT record_id_l AS record_id, unit_id_r AS unit_id, match_weight FROM pair WHERE joined AND NOT one_unit
  UNION ALL
  SELECT record_id_r AS record_id, unit_id_l AS unit_id, match_weight FROM pair WHERE joined AND NOT one_unit
),

best_partner AS (
  SELECT
    record_id,
    unit_id,
    max(match_weight) AS match_weight
  FROM partner
  WHERE unit_id IS NOT NULL
  GROUP BY record_id, unit_id
)

SELECT
  p.record_id_l,
  p.record_id_r,
  CASE WHEN f.reason IS NULL THEN 'KEMUNGKINAN_SAMA' ELSE 'PELANGGARAN_TRANSITIF' END AS question,
  p.match_weight,
  p.match_probability,
  coalesce(
    f.reason,
    CASE
      WHEN p.one_unit THEN 'two rows of one source family, alike but not certainly one person'
      ELSE 'probable, but below the limit for joining'
    END
  ) AS reason
FROM pair AS p
LEFT JOIN tmp_refusal AS f ON p.record_id_l = f.record_id_l AND p.record_id_r = f.record_id_r
LEFT JOIN best_partner AS bl ON p.record_id_l = bl.record_id AND p.unit_id_r = bl.unit_id
LEFT JOIN best_partner AS br ON p.record_id_r = br.record_id AND p.unit_id_l = br.unit_id
WHERE
  NOT p.joined
  AND coalesce(bl.match_weight, -1000) < p.match_weight + getvariable('clear_margin')
  AND coalesce(br.match_weight, -1000) < p.match_weight + getvariable('clear_margin');
