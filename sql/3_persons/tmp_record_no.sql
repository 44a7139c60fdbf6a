-- Title: one record and its number, in the order of record ids
-- Creates: tmp_record_no
-- Reads: linked_person
-- Variables: none
--
-- What is settled by number is settled by id. Numbered apart from the record: a window carries every column through its sort.

CREATE TABLE tmp_record_no AS
SELECT
  record_id,
  row_number() OVER (ORDER BY record_id) - 1 AS record_no
FROM linked_person;
