-- Title: one extra value of a record in comparison form
-- Creates: std_extra
-- Reads: raw_extra
-- Variables: none

CREATE OR REPLACE TABLE std_extra AS
WITH cleaned AS (
    SELECT
        record_id,
        field,
        extra_text(value) AS value
    FROM raw_extra
)

SELECT
    record_id,
    field,
    value
FROM cleaned
WHERE value <> '';
