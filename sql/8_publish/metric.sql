-- Title: one figure of the report
-- Creates: metric
-- Reads: tmp_metric_delivery, tmp_metric_quality, tmp_metric_filled, tmp_metric_coverage, tmp_metric_linkage,
--     tmp_metric_blocking, tmp_metric_within, tmp_metric_conflict, tmp_metric_life, tmp_metric_total
-- Variables: none
--
-- One long table of counts: metrics.json is these rows nested by section, name and groups, and the report draws from it.
CREATE OR REPLACE TABLE metric AS
SELECT
    section,
    name,
    group_1,
    group_2,
    cast(value AS BIGINT) AS value
FROM tmp_metric_delivery
UNION ALL
SELECT
    section,
    name,
    group_1,
    group_2,
    cast(value AS BIGINT) AS value
FROM tmp_metric_quality
UNION ALL
SELECT
    section,
    name,
    group_1,
    group_2,
    cast(value AS BIGINT) AS value
FROM tmp_metric_filled
UNION ALL
SELECT
    section,
    name,
    group_1,
    group_2,
    cast(value AS BIGINT) AS value
FROM tmp_metric_coverage
UNION ALL
SELECT
    section,
    name,
    group_1,
    group_2,
    cast(value AS BIGINT) AS value
FROM tmp_metric_linkage
UNION ALL
SELECT
    section,
    name,
    group_1,
    group_2,
    cast(value AS BIGINT) AS value
FROM tmp_metric_blocking
UNION ALL
SELECT
    section,
    name,
    group_1,
    group_2,
    cast(value AS BIGINT) AS value
FROM tmp_metric_within
UNION ALL
SELECT
    section,
    name,
    group_1,
    group_2,
    cast(value AS BIGINT) AS value
FROM tmp_metric_conflict
UNION ALL
SELECT
    section,
    name,
    group_1,
    group_2,
    cast(value AS BIGINT) AS value
FROM tmp_metric_life
UNION ALL
SELECT
    section,
    name,
    group_1,
    group_2,
    cast(value AS BIGINT) AS value
FROM tmp_metric_total;
