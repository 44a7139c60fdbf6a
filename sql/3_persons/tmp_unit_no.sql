-- Title: one family unit and its number, in the order of unit ids
-- Creates: tmp_unit_no
-- Reads: linked_person
-- Variables: none
--
-- Numbers of units begin where those of records end: a record without a unit can stand for itself.

CREATE TABLE tmp_unit_no AS
WITH unit AS (
  SELECT DISTINCT unit_id
  FROM linked_person
  WHERE unit_id IS NOT NULL
)

SELECT
  unit_id,
  row_number() OVER (ORDER BY unit_id) - 1 + (SELECT count(*) FROM linked_person) AS unit_no
FROM unit;
