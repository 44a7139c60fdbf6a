-- Title: one distinct name in the context it is read in
-- Creates: tmp_name_delivered
-- Reads: raw_person, tmp_record
-- Variables: none
--
-- Names of fathers and mothers come along: they are read like any man's or woman's name. name_id is what a record is joined
-- back by; all work on names is done once per name_id.
CREATE OR REPLACE TABLE tmp_name_delivered AS
WITH delivered AS (
    SELECT raw_person.nama AS nama_raw, tmp_record.jenis_kelamin AS jk, tmp_record.konteks
    FROM raw_person INNER JOIN tmp_record USING (record_id)
    WHERE nama IS NOT NULL
    UNION
    SELECT nama_ayah AS nama_raw, 'L' AS jk, konteks
    FROM raw_person INNER JOIN tmp_record USING (record_id)
    WHERE nama_ayah IS NOT NULL
    UNION
    SELECT nama_ibu AS nama_raw, 'P' AS jk, konteks
    FROM raw_person INNER JOIN tmp_record USING (record_id)
    WHERE nama_ibu IS NOT NULL
)

SELECT
    nama_raw || '|' || coalesce(jk, '') || '|' || konteks AS name_id,
    nama_raw,
    jk,
    konteks
FROM delivered;
