-- Title: promises about delivered rows: none is lost, none appears from nowhere
-- Creates: tmp_invariant_rows
-- Reads: raw_file, raw_person, raw_sensitive, reject, std_person
-- Variables: none
--
-- Files are held one by one: two files whose errors cancel out would hide in a sum.
CREATE OR REPLACE TABLE tmp_invariant_rows AS
WITH standardised AS (
    SELECT
        source,
        delivery AS file,
        count(*) AS row_n
    FROM std_person
    GROUP BY source, delivery
),

rejected AS (
    SELECT
        source,
        file,
        count(*) AS row_n
    FROM reject
    GROUP BY source, file
)

SELECT
    'rows_add_up' AS name,
    'raw_file' AS table_name,
    'rows read = rows kept + rows rejected, per file' AS rule,
    count(*) AS broken_n
FROM raw_file
WHERE rows_read <> rows_kept + rows_rejected
UNION ALL
SELECT
    'rows_in_rows_out' AS name,
    'std_person' AS table_name,
    'rows read = records standardised + rows rejected, per file' AS rule,
    count(*) AS broken_n
FROM raw_file
LEFT JOIN standardised ON raw_file.source = standardised.source AND raw_file.file = standardised.file
LEFT JOIN rejected ON raw_file.source = rejected.source AND raw_file.file = rejected.file
WHERE raw_file.rows_read <> coalesce(standardised.row_n, 0) + coalesce(rejected.row_n, 0)
UNION ALL
SELECT
    'records_of_known_files' AS name,
    'std_person' AS table_name,
    'every record and every reject comes from a file of this build' AS rule,
    count(*) AS broken_n
FROM (
    SELECT
source,
file
FROM standardised
    UNION ALL
    SELECT
source,
file
FROM rejected
) AS used
ANTI JOIN raw_file ON used.source = raw_file.source AND used.file = raw_file.file
UNION ALL
SELECT
    'records_standardised' AS name,
    'std_person' AS table_name,
    'every record read is standardised, and nothing else is' AS rule,
    count(*) AS broken_n
FROM raw_person
FULL JOIN std_person ON raw_person.record_id = std_person.record_id
WHERE raw_person.record_id IS NULL OR std_person.record_id IS NULL
UNION ALL
SELECT
    'sensitive_of_known_records' AS name,
    'raw_sensitive' AS table_name,
    'every sensitive value belongs to a record' AS rule,
    count(*) AS broken_n
FROM raw_sensitive
ANTI JOIN raw_person ON raw_sensitive.record_id = raw_person.record_id;
