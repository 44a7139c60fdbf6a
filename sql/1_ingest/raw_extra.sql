-- Title: one filled extra value of a record, as delivered
-- Creates: raw_extra
-- Reads: tmp_record
-- Variables: none

CREATE OR REPLACE TABLE raw_extra AS
SELECT
    record.record_id,
    split_part(entry.text, chr(31), 1) AS field,
    substr(entry.text, strpos(entry.text, chr(31)) + 1) AS value
FROM tmp_record AS record
CROSS JOIN unnest(record.extra) AS entry(text)
WHERE array_length(record.extra) > 0 AND NOT record.is_blank AND record.copy_n = 1;
