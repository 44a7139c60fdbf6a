-- Title: one delivered row that could be read and yet becomes no record
-- Creates: tmp_set_aside
-- Reads: tmp_record
-- Variables: none

CREATE OR REPLACE TABLE tmp_set_aside AS
SELECT
    source,
    file,
    line,
    CASE
        WHEN is_empty THEN 'BARIS_KOSONG'
        WHEN is_blank THEN 'BARIS_TANPA_ISI'
        ELSE 'BARIS_KEMBAR'
    END AS reason,
    CASE
        WHEN is_empty THEN 'no column is filled'
        WHEN is_blank THEN 'no column we know is filled, but another one is'
        ELSE concat('the same row as the one kept as ', record_id)
    END AS detail
FROM tmp_record
WHERE is_blank OR copy_n > 1;
