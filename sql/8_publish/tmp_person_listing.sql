-- Title: one person and one source that lists it, with how many records
-- Creates: tmp_person_listing
-- Reads: gold_person_source
-- Variables: none
CREATE OR REPLACE TABLE tmp_person_listing AS
SELECT
    person_id,
    source,
    count(*) AS record_n
FROM gold_person_source
GROUP BY person_id, source;
