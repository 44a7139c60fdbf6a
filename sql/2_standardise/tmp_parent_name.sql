-- Title: one name of a father or mother as delivered, read
-- Creates: tmp_parent_name
-- Reads: tmp_record, std_name
-- Variables: none
--
-- Few sources tell parents by name; std_person looks up theirs here, not twice more among the names of all.
CREATE OR REPLACE TABLE tmp_parent_name AS
WITH parent AS (
    SELECT name_key(nama_ayah, 'L', konteks) AS name_id FROM tmp_record WHERE nama_ayah IS NOT NULL
    UNION
    SELECT name_key(nama_ibu, 'P', konteks) AS name_id FROM tmp_record WHERE nama_ibu IS NOT NULL
)

SELECT
    std_name.name_id,
    std_name.nama_std
FROM std_name
SEMI JOIN parent ON std_name.name_id = parent.name_id;
