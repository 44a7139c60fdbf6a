-- Title: one record that says what it said in the earlier build, with its numbers now and then
-- Creates: tmp_unchanged
-- Reads: record_content, earlier_record_content
-- Variables: none

CREATE TABLE tmp_unchanged AS
SELECT
  n.record_no,
  e.record_no AS earlier_no
FROM record_content AS n
INNER JOIN earlier_record_content AS e ON n.record_id = e.record_id AND n.content = e.content;
