-- Title: one record that is changed, or stands in a unit with a changed one
-- Creates: tmp_touched_record
-- Reads: tmp_cluster, tmp_changed_record, tmp_changed_unit
-- Variables: none

CREATE TABLE tmp_touched_record AS
SELECT record_id
FROM tmp_cluster
WHERE unit_id IN (SELECT unit_id FROM tmp_changed_unit)
UNION ALL
SELECT record_id
FROM tmp_changed_record
WHERE unit_id IS NULL;
