-- Title: what each blocking rule held and what it had to leave out
-- Creates: tmp_metric_blocking
-- Reads: link_blocking
-- Variables: none
--
-- Crowded blocks are keys borne by more records than link.max_block_size; pairs that only such a key would have made are
-- never looked at, so their number belongs into the report.
CREATE OR REPLACE TABLE tmp_metric_blocking AS
WITH field AS (
    SELECT field_name.name
    FROM (
        VALUES
        ('block_n'),
        ('pair_n'),
        ('largest_block'),
        ('crowded_block_n'),
        ('crowded_record_n')
    ) AS field_name (name)
)

SELECT
    'linkage' AS section,
    'blocking' AS name,
    link_blocking.rule AS group_1,
    field.name AS group_2,
    CASE field.name
        WHEN 'block_n' THEN link_blocking.block_n
        WHEN 'pair_n' THEN link_blocking.pair_n
        WHEN 'largest_block' THEN link_blocking.largest_block
        WHEN 'crowded_block_n' THEN link_blocking.crowded_block_n
        WHEN 'crowded_record_n' THEN link_blocking.crowded_record_n
    END AS value
FROM link_blocking
CROSS JOIN field;
