-- Title: one pair of family units of one source that people decided to be two families
-- Creates: tmp_unit_apart
-- Reads: decision, link_decided, tmp_record_name, link_record, linked_family
-- Variables: none
--
-- Units are known by the records that the decision named.

CREATE TABLE tmp_unit_apart AS
WITH unit AS (
  SELECT DISTINCT
    decision.decision_id,
    linked_family.source,
    linked_family.unit_id
  FROM decision
  INNER JOIN link_decided ON decision.decision_id = link_decided.decision_id
  INNER JOIN tmp_record_name ON link_decided.record_id = tmp_record_name.name
  INNER JOIN link_record ON tmp_record_name.number = link_record.record_id
  INNER JOIN linked_family ON link_record.unit_id = linked_family.unit_id
  WHERE decision.keputusan = 'pisah' AND link_decided.entity = 'family'
)

SELECT
  l.decision_id,
  l.unit_id AS unit_id_l,
  r.unit_id AS unit_id_r
FROM unit AS l
INNER JOIN unit AS r ON l.decision_id = r.decision_id AND l.source = r.source
WHERE l.unit_id < r.unit_id;
