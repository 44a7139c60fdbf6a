-- Title: one record of one side of a decision in force: delivered, or carried over
-- Creates: link_decided
-- Reads: decision, decision_record, prev_decision, prev_id, record_tie, tmp_record_name, link_record, tmp_decided_family
-- Variables: release, previous_release
--
-- Who is meant lasts longer than the keys of the sources. Where the previous release held the decision, it says who its sides
-- are now. A decision taken since names records of that release: they are those that came again, under their old key or a new one.
-- Within one quarter, or without a previous release, records are known by their keys. A record on two sides (persons that became
-- one) says nothing where they were to be two.
-- `pisah` of one person with several NIK: each NIK is a side, and records without a NIK may go with either.

CREATE TABLE link_decided AS
WITH anchored AS (
  SELECT
    prev_decision.decision_id,
    prev_decision.side,
    who.id
  FROM prev_decision
  CROSS JOIN unnest(prev_decision.ids) AS who(id)
  WHERE prev_decision.entity = 'person'
),

fresh AS (
  SELECT DISTINCT
    d.decision_id,
    d.side,
    coalesce(prev_id.current_id, d.id) AS id,
    d.record_id,
    decision.rilis
  FROM decision_record AS d
  INNER JOIN decision ON d.decision_id = decision.decision_id
  LEFT JOIN prev_id ON prev_id.entity = 'person' AND d.id = prev_id.id
  ANTI JOIN anchored ON d.decision_id = anchored.decision_id
  WHERE d.entity = 'person'
),

known AS (
  SELECT
    decision_id,
    side,
    id
  FROM anchored
  UNION ALL
  SELECT
    decision_id,
    side,
    id
  FROM fresh
  WHERE rilis <> getvariable('release') AND rilis <> getvariable('previous_release')
),

meant AS (
  SELECT
    decision_id,
    side,
    record_id
  FROM fresh
  WHERE getvariable('previous_release') = '' OR rilis = getvariable('release')
  UNION
  SELECT
    fresh.decision_id,
    fresh.side,
    record_tie.record_id
  FROM fresh
  INNER JOIN record_tie ON fresh.record_id = record_tie.earlier_record_id AND fresh.id = record_tie.person_id
  WHERE fresh.rilis = getvariable('previous_release')
  UNION
  SELECT
    known.decision_id,
    known.side,
    record_tie.record_id
  FROM known
  INNER JOIN record_tie ON known.id = record_tie.person_id
  UNION
  SELECT
    decision_id,
    side,
    concat('rilis:', id) AS record_id
  FROM known
  UNION
  SELECT
    decision_id,
    side,
    concat('rilis:', id) AS record_id
  FROM fresh
),

found AS (
  SELECT
    meant.decision_id,
    min(meant.side) AS side,
    meant.record_id,
    min(tmp_record_name.number) AS number
  FROM meant
  INNER JOIN decision ON meant.decision_id = decision.decision_id
  INNER JOIN tmp_record_name ON meant.record_id = tmp_record_name.name
  GROUP BY meant.decision_id, meant.record_id
  HAVING min(meant.side) = max(meant.side) OR min(decision.keputusan) = 'sama'
),

numbered AS (
  SELECT
    found.decision_id,
    found.side,
    found.record_id,
    decision.keputusan = 'pisah' AND decision.jenis = 'ORANG_DUA_NIK'
    AND max(found.side) OVER (PARTITION BY found.decision_id) = 1 AS by_nik,
    CASE WHEN link_record.nik_usable THEN link_record.nik END AS nik
  FROM found
  INNER JOIN decision ON found.decision_id = decision.decision_id
  INNER JOIN link_record ON found.number = link_record.record_id
)

SELECT
  decision_id,
  'person' AS entity,
  CAST(CASE WHEN by_nik THEN dense_rank() OVER (PARTITION BY decision_id, by_nik ORDER BY nik) ELSE side END AS INTEGER) AS side,
  record_id
FROM numbered
WHERE NOT by_nik OR nik IS NOT NULL
UNION ALL
SELECT
  decision_id,
  'family' AS entity,
  side,
  record_id
FROM tmp_decided_family;
