-- Title: one person carried over from the previous release and one delivered record that may be this person, not joined
-- Creates: link_carried_question
-- Reads: link_question
-- Variables: none

CREATE TABLE link_carried_question AS
SELECT
  substr(record_id_l, 7) AS id,
  record_id_r AS record_id,
  max(match_probability) AS match_probability
FROM link_question
WHERE starts_with(record_id_l, 'rilis:') AND NOT starts_with(record_id_r, 'rilis:')
GROUP BY record_id_l, record_id_r
UNION ALL
SELECT
  substr(record_id_r, 7) AS id,
  record_id_l AS record_id,
  max(match_probability) AS match_probability
FROM link_question
WHERE starts_with(record_id_r, 'rilis:') AND NOT starts_with(record_id_l, 'rilis:')
GROUP BY record_id_l, record_id_r;
