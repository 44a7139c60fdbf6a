-- Title: one row of a source key that came more than once
-- Creates: tmp_repeat
-- Reads: tmp_keyed
-- Variables: none

-- Rows of one key are numbered by a hash of their content, never by where they stand, so that shuffled files give the same
-- record ids. Equal content is a copy: the first in file and line stays, and which one that is makes no difference.
CREATE OR REPLACE TABLE tmp_repeat AS
WITH repeated_key AS (
    SELECT
        source,
        source_key
    FROM tmp_keyed
    WHERE NOT is_blank
    GROUP BY source, source_key
    HAVING count(*) > 1
),

repeated_row AS (
    SELECT
        row_of_key.source,
        row_of_key.file,
        row_of_key.line,
        row_of_key.source_key,
        row_of_key.content_hash
    FROM tmp_keyed AS row_of_key
    INNER JOIN repeated_key USING (source, source_key)
    WHERE NOT row_of_key.is_blank
)

SELECT
    source,
    file,
    line,
    cast(dense_rank() OVER (PARTITION BY source, source_key ORDER BY content_hash) AS INTEGER) AS key_repeat,
    row_number() OVER (PARTITION BY source, source_key, content_hash ORDER BY file, line) AS copy_n
FROM repeated_row;
