-- Title: one distinct name in the context it is read in
-- Creates: tmp_name_delivered
-- Reads: tmp_record
-- Variables: none
--
-- Names of fathers and mothers come along: they are read like any man's or woman's name. name_id is what a record is joined
-- back by; all work on names is done once per name_id.
CREATE OR REPLACE TABLE tmp_name_delivered AS
WITH delivered AS (
    SELECT nama AS nama_raw, jenis_kelamin AS jk, konteks FROM tmp_record WHERE nama IS NOT NULL
    UNION
    SELECT nama_ayah AS nama_raw, 'L' AS jk, konteks FROM tmp_record WHERE nama_ayah IS NOT NULL
    UNION
    SELECT nama_ibu AS nama_raw, 'P' AS jk, konteks FROM tmp_record WHERE nama_ibu IS NOT NULL
)

SELECT
    name_key(nama_raw, jk, konteks) AS name_id,
    nama_raw,
    jk,
    konteks
FROM delivered;
