-- Title: what was delivered and what was refused, per source
-- Creates: tmp_metric_delivery
-- Reads: raw_file, raw_person, reject, raw_sensitive
-- Variables: none
CREATE OR REPLACE TABLE tmp_metric_delivery AS
SELECT
    'deliveries' AS section,
    'files' AS name,
    source AS group_1,
    '' AS group_2,
    count(*) AS value
FROM raw_file
GROUP BY source
UNION ALL
SELECT
    'deliveries' AS section,
    'rows_read' AS name,
    source AS group_1,
    '' AS group_2,
    sum(rows_read) AS value
FROM raw_file
GROUP BY source
UNION ALL
SELECT
    'deliveries' AS section,
    'rows_kept' AS name,
    source AS group_1,
    '' AS group_2,
    sum(rows_kept) AS value
FROM raw_file
GROUP BY source
UNION ALL
SELECT
    'deliveries' AS section,
    'rows_rejected' AS name,
    source AS group_1,
    '' AS group_2,
    sum(rows_rejected) AS value
FROM raw_file
GROUP BY source
UNION ALL
SELECT
    'deliveries' AS section,
    'keys_repeated' AS name,
    source AS group_1,
    '' AS group_2,
    count(*) AS value
FROM raw_person
WHERE key_repeat > 1
GROUP BY source
UNION ALL
SELECT
    'deliveries' AS section,
    'bytes' AS name,
    source AS group_1,
    '' AS group_2,
    sum(size_bytes) AS value
FROM raw_file
GROUP BY source
UNION ALL
SELECT
    'deliveries' AS section,
    'reject_reason' AS name,
    source AS group_1,
    reason AS group_2,
    count(*) AS value
FROM reject
GROUP BY source, reason
UNION ALL
SELECT
    'deliveries' AS section,
    'sensitive_values' AS name,
    field AS group_1,
    '' AS group_2,
    count(*) AS value
FROM raw_sensitive
GROUP BY field;
