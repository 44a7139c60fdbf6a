-- Title: how many records of a subset share one found and one true cluster
-- Creates: eval_cell
-- Reads: eval_record, eval_scenario
-- Variables: none
--
-- Subsets: everything; each source alone; each two sources together; each named scenario. Pairs are never made one by one:
-- every score follows from these counts. Sources are counted before they are joined to the subsets they take part in.
CREATE OR REPLACE TABLE eval_cell AS
WITH source_cell AS (
    SELECT
        source,
        found_no,
        true_no,
        count(*) AS record_n
    FROM eval_record
    GROUP BY source, found_no, true_no
),

source_name AS (
    SELECT DISTINCT source FROM eval_record
),

subset AS (
    SELECT
        'all' AS kind,
        '' AS name_l,
        '' AS name_r,
        source
    FROM source_name
    UNION ALL
    SELECT
        'source' AS kind,
        source AS name_l,
        source AS name_r,
        source
    FROM source_name
    UNION ALL
    SELECT
        'source_pair' AS kind,
        one.source AS name_l,
        two.source AS name_r,
        either.source
    FROM source_name AS one
    INNER JOIN source_name AS two ON one.source < two.source
    INNER JOIN source_name AS either ON either.source IN (one.source, two.source)
)

SELECT
    subset.kind,
    subset.name_l,
    subset.name_r,
    source_cell.found_no,
    source_cell.true_no,
    cast(sum(source_cell.record_n) AS BIGINT) AS record_n
FROM source_cell
INNER JOIN subset ON source_cell.source = subset.source
GROUP BY subset.kind, subset.name_l, subset.name_r, source_cell.found_no, source_cell.true_no
UNION ALL
SELECT
    'scenario' AS kind,
    eval_scenario.scenario AS name_l,
    '' AS name_r,
    eval_record.found_no,
    eval_record.true_no,
    count(*) AS record_n
FROM eval_record
INNER JOIN eval_scenario
    ON
        eval_record.source = eval_scenario.source
        AND eval_record.source_record_id = eval_scenario.source_record_id
GROUP BY eval_scenario.scenario, eval_record.found_no, eval_record.true_no;
