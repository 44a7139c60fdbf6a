-- Title: one filled sensitive value of a record
-- Creates: raw_sensitive
-- Reads: tmp_record
-- Variables: none

CREATE OR REPLACE TABLE raw_sensitive AS
SELECT
    record.record_id,
    split_part(entry.text, chr(31), 1) AS field,
    substr(entry.text, strpos(entry.text, chr(31)) + 1) AS value
FROM tmp_record AS record
CROSS JOIN unnest(record.sensitive) AS entry(text)
WHERE array_length(record.sensitive) > 0 AND NOT record.is_blank AND record.copy_n = 1;
