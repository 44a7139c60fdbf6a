-- Title: one delivered row as it stood in its file, for rows that may become rejects
-- Creates: tmp_raw_text
-- Reads: nothing
-- Variables: none

-- The readers append to it: at once where a file is dear to read twice, else only the rows that tmp_set_aside asks for.
CREATE OR REPLACE TABLE tmp_raw_text (
    source VARCHAR,
    file VARCHAR,
    line BIGINT,
    raw_text VARCHAR
);
