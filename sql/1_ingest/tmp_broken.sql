-- Title: one delivered line that is no row
-- Creates: tmp_broken
-- Reads: nothing
-- Variables: none

-- The readers append to it, file by file.
CREATE OR REPLACE TABLE tmp_broken (
    source VARCHAR,
    file VARCHAR,
    line BIGINT,
    reason VARCHAR,
    detail VARCHAR,
    raw_text VARCHAR
);
