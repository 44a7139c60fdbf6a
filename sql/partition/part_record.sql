-- Title: One record and the part it is linked in
-- Creates: part_record
-- Reads: tmp_part_home, part_province
-- Variables: none

CREATE OR REPLACE TABLE part_record AS
SELECT
    tmp_part_home.record_id,
    tmp_part_home.record_no,
    part_province.part
FROM tmp_part_home
INNER JOIN part_province ON tmp_part_home.kode_prov = part_province.kode_prov;
