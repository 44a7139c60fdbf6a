-- Title: one NIK that several people of one source family bear
-- Creates: tmp_nik_family
-- Reads: raw_person, tmp_record_number
-- Variables: none
--
-- Enumerators fill the box of a member without NIK with the head's: the same number, unlike names, one family.
CREATE OR REPLACE TABLE tmp_nik_family AS
SELECT
    raw.source,
    raw.source_family_id,
    number.nik_digits
FROM raw_person AS raw
INNER JOIN tmp_record_number AS number ON raw.record_id = number.record_id
WHERE number.nik_shape = 'ok' AND raw.source_family_id IS NOT NULL
GROUP BY ALL
HAVING count(DISTINCT number.nama_std) > 1;
