-- Title: one row: how far the sources mix families, beside what is usual
-- Creates: est_disorder
-- Reads: est_unit, est_stray
-- Variables: usual_strays, least_disorder, most_disorder
--
-- Shared members join two units that are two families only where one of them lists who lives elsewhere. How often that happens
-- shows in the persons whom one source lists in two families; where there are next to none, shared members hardly err.
CREATE OR REPLACE TABLE est_disorder AS
WITH record AS (
    SELECT sum(record_n) AS record_n
    FROM est_unit
),

stray AS (
    SELECT sum(probability) AS stray_n
    FROM est_stray
)

SELECT
    round(
        least(
            greatest(
                coalesce(stray.stray_n, 0) / greatest(coalesce(record.record_n, 0), 1) / getvariable('usual_strays'),
                getvariable('least_disorder')
            ),
            getvariable('most_disorder')
        ), 6
    ) AS ratio
FROM record
CROSS JOIN stray;
