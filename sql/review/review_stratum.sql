-- Title: one stratum of pairs, whole or in one group: how many there are and how doubtful they are on average
-- Creates: review_stratum
-- Reads: review_pair
-- Variables: none
CREATE OR REPLACE TABLE review_stratum AS
SELECT
    stratum,
    CASE
        WHEN grouping(provinsi) = 0 THEN 'provinsi'
        WHEN grouping(source_pair) = 0 THEN 'source_pair'
        ELSE 'all'
    END AS kind,
    coalesce(provinsi, source_pair, '') AS value,
    max(joined) AS joined,
    count(*) AS pair_n,
    avg(doubt) AS doubt
FROM review_pair
GROUP BY GROUPING SETS ((stratum), (stratum, provinsi), (stratum, source_pair));
