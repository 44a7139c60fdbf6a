-- Title: one pair of family units of one source that people decided to be two families
-- Creates: tmp_unit_apart
-- Reads: decision, decision_record, record_tie, tmp_record_name, link_record, linked_family
-- Variables: release, previous_release
--
-- Units are known by the records named then. In a later quarter only records that came again count: other keys may be anybody's.

CREATE TABLE tmp_unit_apart AS
WITH unit AS (
  SELECT DISTINCT
    decision.decision_id,
    linked_family.source,
    linked_family.unit_id
  FROM decision
  INNER JOIN decision_record ON decision.decision_id = decision_record.decision_id
  INNER JOIN tmp_record_name ON decision_record.record_id = tmp_record_name.name
  INNER JOIN link_record ON tmp_record_name.number = link_record.record_id
  INNER JOIN linked_family ON link_record.unit_id = linked_family.unit_id
  LEFT JOIN record_tie ON decision_record.record_id = record_tie.record_id
  WHERE
    decision.keputusan = 'pisah'
    AND decision_record.entity = 'family'
    AND (
      getvariable('previous_release') = ''
      OR decision.rilis = getvariable('release')
      OR record_tie.record_id IS NOT NULL
    )
)

SELECT
  l.decision_id,
  l.unit_id AS unit_id_l,
  r.unit_id AS unit_id_r
FROM unit AS l
INNER JOIN unit AS r ON l.decision_id = r.decision_id AND l.source = r.source
WHERE l.unit_id < r.unit_id;
