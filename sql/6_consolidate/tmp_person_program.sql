-- Title: One person of whom some record says something about programmes, with those the person receives
-- Creates: tmp_person_program
-- Reads: std_person, gold_person_source
-- Variables: none
--
-- Programmes have lists of their own, so that no list outweighs another: what any record says the person receives counts.

CREATE OR REPLACE TABLE tmp_person_program AS
SELECT
    gold_person_source.person_id,
    list_sort(list_distinct(flatten(array_agg(std_person.program)))) AS program
FROM std_person
INNER JOIN gold_person_source ON std_person.record_id = gold_person_source.record_id
WHERE std_person.program IS NOT NULL
GROUP BY gold_person_source.person_id;
