-- Title: one pair of records that was not joined and that a person should look at
-- Creates: link_question
-- Reads: tmp_pair_fate
-- Variables: question_probability, clear_margin
--
-- A refused join is a question only where no better partner explains it: a record that is joined to another row of the
-- same unit by a clearly stronger tie has found its own, and the runner-up is a sibling.

CREATE TABLE link_question AS
WITH asked AS (
  SELECT
    record_id_l,
    record_id_r,
    unit_id_l,
    unit_id_r,
    one_unit,
    match_weight,
    match_probability,
    refusal
  FROM tmp_pair_fate
  WHERE NOT joined AND match_probability >= getvariable('question_probability')
),

-- Hardly any record is in question; the partners of the others need not be known.
asked_record AS (
  SELECT record_id_l AS record_id FROM asked
  UNION
  SELECT record_id_r AS record_id FROM asked
),

tie AS (
  SELECT
    record_id_l,
    record_id_r,
    unit_id_l,
    unit_id_r,
    match_weight
  FROM tmp_pair_fate
  WHERE joined AND NOT one_unit AND match_probability >= getvariable('question_probability')
),

partner AS (
  SELECT record_id_l AS record_id, unit_id_r AS unit_id, match_weight FROM tie SEMI JOIN asked_record ON tie.record_id_l = asked_record.record_id
  UNION ALL
  SELECT record_id_r AS record_id, unit_id_l AS unit_id, match_weight FROM tie SEMI JOIN asked_record ON tie.record_id_r = asked_record.record_id
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
  CASE WHEN p.refusal IS NULL THEN 'KEMUNGKINAN_SAMA' ELSE 'PELANGGARAN_TRANSITIF' END AS question,
  p.match_weight,
  p.match_probability,
  coalesce(
    p.refusal,
    CASE
      WHEN p.one_unit THEN 'two rows of one source family, alike but not certainly one person'
      ELSE 'probable, but below the limit for joining'
    END
  ) AS reason
FROM asked AS p
LEFT JOIN best_partner AS bl ON p.record_id_l = bl.record_id AND p.unit_id_r = bl.unit_id
LEFT JOIN best_partner AS br ON p.record_id_r = br.record_id AND p.unit_id_l = br.unit_id
WHERE
  coalesce(bl.match_weight, -1000) < p.match_weight + getvariable('clear_margin')
  AND coalesce(br.match_weight, -1000) < p.match_weight + getvariable('clear_margin');
