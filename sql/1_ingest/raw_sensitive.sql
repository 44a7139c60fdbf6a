-- Title: one filled sensitive value of a record
-- Creates: raw_sensitive
-- Reads: tmp_record
-- Variables: none

CREATE OR REPLACE TABLE raw_sensitive AS
SELECT
    record_id,
    split_part(entry, chr(31), 1) AS field,
    substr(entry, strpos(entry, chr(31)) + 1) AS value
FROM (
    -- Not CROSS JOIN unnest(...): that joins the unfolded list to whole rows again.
    SELECT
        record_id,
        unnest(sensitive) AS entry
    FROM tmp_record
    WHERE array_length(sensitive) > 0 AND NOT is_blank AND copy_n = 1
) AS unfolded;
