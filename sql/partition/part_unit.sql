-- Title: One family unit and the part it is linked in
-- Creates: part_unit
-- Reads: tmp_part_home, part_province
-- Variables: none

CREATE OR REPLACE TABLE part_unit AS
SELECT
    tmp_part_home.unit_id,
    min(part_province.part) AS part
FROM tmp_part_home
INNER JOIN part_province ON tmp_part_home.kode_prov = part_province.kode_prov
WHERE tmp_part_home.unit_id IS NOT NULL
GROUP BY tmp_part_home.unit_id;
