-- Title: one record of the family that a decision in force speaks of, by the key it has now
-- Creates: tmp_decided_family
-- Reads: decision, decision_record, prev_decision, record_tie, tmp_record_name
-- Variables: release, previous_release
--
-- Where the previous release held the decision, the records are those by which it was meant there. A decision taken since names
-- records of that release. Both are those that came again, under their old key or a new one: by itself a key of then may be anybody's.
-- Within one quarter, or without a previous release, records are known by their keys.

CREATE TABLE tmp_decided_family AS
WITH held AS (
  SELECT
    prev_decision.decision_id,
    prev_decision.side,
    named.record_id
  FROM prev_decision
  CROSS JOIN unnest(prev_decision.record_ids) AS named(record_id)
  WHERE prev_decision.entity = 'family'
),

meant AS (
  SELECT
    d.decision_id,
    d.side,
    d.record_id
  FROM decision_record AS d
  INNER JOIN decision ON d.decision_id = decision.decision_id
  WHERE d.entity = 'family' AND (getvariable('previous_release') = '' OR decision.rilis = getvariable('release'))
  UNION
  SELECT
    held.decision_id,
    held.side,
    record_tie.record_id
  FROM held
  INNER JOIN decision ON held.decision_id = decision.decision_id
  INNER JOIN record_tie ON held.record_id = record_tie.earlier_record_id
  UNION
  SELECT
    d.decision_id,
    d.side,
    record_tie.record_id
  FROM decision_record AS d
  INNER JOIN decision ON d.decision_id = decision.decision_id
  INNER JOIN record_tie ON d.record_id = record_tie.earlier_record_id
  ANTI JOIN held ON d.decision_id = held.decision_id
  WHERE d.entity = 'family' AND decision.rilis <> getvariable('release')
)

SELECT
  meant.decision_id,
  meant.side,
  meant.record_id
FROM meant
INNER JOIN tmp_record_name ON meant.record_id = tmp_record_name.name;
