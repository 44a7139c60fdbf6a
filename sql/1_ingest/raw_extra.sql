-- Title: one filled extra value of a record, as delivered
-- Creates: raw_extra
-- Reads: tmp_record
-- Variables: none

CREATE OR REPLACE TABLE raw_extra AS
SELECT
    record_id,
    split_part(entry, chr(31), 1) AS field,
    substr(entry, strpos(entry, chr(31)) + 1) AS value
FROM (
    -- Not CROSS JOIN unnest(...): that joins the unfolded list to whole rows again.
    SELECT
        record_id,
        unnest(extra) AS entry
    FROM tmp_record
    WHERE array_length(extra) > 0 AND NOT is_blank AND copy_n = 1
) AS unfolded;
