-- Title: one family unit that holds a changed record
-- Creates: tmp_changed_unit
-- Reads: tmp_changed_record
-- Variables: none

CREATE TABLE tmp_changed_unit AS
SELECT DISTINCT unit_id
FROM tmp_changed_record
WHERE unit_id IS NOT NULL;
