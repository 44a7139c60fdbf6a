-- Title: one NIK that several people of one source family bear
-- Creates: tmp_nik_family
-- Reads: tmp_record, std_name
-- Variables: none
--
-- Enumerators fill the box of a member without NIK with the head's: the same number, unlike names, one family.
CREATE OR REPLACE TABLE tmp_nik_family AS
WITH repeated AS (
    SELECT
        source,
        source_family_id,
        nik_digits
    FROM tmp_record
    WHERE is_nik_whole AND source_family_id IS NOT NULL
    GROUP BY source, source_family_id, nik_digits
    HAVING count(*) > 1
)

SELECT
    repeated.source,
    repeated.source_family_id,
    repeated.nik_digits
FROM repeated
INNER JOIN tmp_record AS record
    ON
        repeated.nik_digits = record.nik_digits
        AND repeated.source_family_id = record.source_family_id
        AND repeated.source = record.source
INNER JOIN std_name ON name_key(record.nama, record.jenis_kelamin, record.konteks) = std_name.name_id
WHERE record.is_nik_whole
GROUP BY ALL
HAVING min(std_name.nama_std) <> max(std_name.nama_std);
