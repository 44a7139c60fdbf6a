-- Title: one delivered line or row that did not become a record
-- Creates: reject
-- Reads: tmp_broken, tmp_record
-- Variables: none

CREATE OR REPLACE TABLE reject AS
SELECT
    source,
    file,
    line,
    reason,
    detail,
    raw_text
FROM tmp_broken

UNION ALL

SELECT
    source,
    file,
    line,
    'BARIS_KOSONG' AS reason,
    'no column we know is filled' AS detail,
    array_to_string(sensitive, '|') AS raw_text
FROM tmp_record
WHERE is_blank

UNION ALL

SELECT
    source,
    file,
    line,
    'BARIS_KEMBAR' AS reason,
    concat('the same row as the one kept as ', record_id) AS detail,
    replace(content_text, chr(31), '|') AS raw_text
FROM tmp_record
WHERE NOT is_blank AND copy_n > 1;
