-- Title: One person of whom some record says something about programmes, with those the person receives
-- Creates: tmp_person_program
-- Reads: std_person, tmp_record
-- Variables: none
--
-- Programmes have lists of their own, so that no list outweighs another: what any record says the person receives counts.

CREATE OR REPLACE TABLE tmp_person_program AS
SELECT
    tmp_record.person_no,
    list_sort(list_distinct(flatten(array_agg(std_person.program)))) AS program
FROM std_person
INNER JOIN tmp_record ON std_person.record_id = tmp_record.record_id
WHERE std_person.program IS NOT NULL
GROUP BY tmp_record.person_no;
