-- Title: one record as standardised and as released: whether it is both, whose it is, the NIK it can be joined by
-- Creates: tmp_released_record
-- Reads: std_person, gold_person_source
-- Variables: none
--
-- Both promises that hold all records against their persons look here, so that these are joined once.
CREATE OR REPLACE TABLE tmp_released_record AS
SELECT
    gold_person_source.person_id,
    CASE WHEN std_person.nik_usable THEN std_person.nik END AS nik,
    std_person.record_id IS NULL OR gold_person_source.record_id IS NULL AS is_torn
FROM std_person
FULL JOIN gold_person_source ON std_person.record_id = gold_person_source.record_id;
