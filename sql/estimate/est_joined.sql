-- Title: one pair of records of one person, and how likely it is wrong
-- Creates: est_joined
-- Reads: est_claim, est_repeat
-- Variables: clear_ratio, twin_error
--
-- Where a person holds two records of one source, the weakest tie between such two is where two persons may have been put
-- together; ties as weak or weaker lose what a repeated listing is worth. Twins are what a weight says least about: two valid
-- NIK of neighbouring serials, both listed by one source.
CREATE OR REPLACE TABLE est_joined AS
WITH weakest AS (
    SELECT
        cluster_id,
        min(probability) AS weakest
    FROM est_claim
    WHERE one_source
    GROUP BY cluster_id
),

odds AS (
    SELECT
        est_claim.record_id_l,
        est_claim.record_id_r,
        est_claim.unit_id_l,
        est_claim.unit_id_r,
        est_claim.source_l,
        est_claim.source_r,
        est_claim.same_nik,
        est_claim.next_serial,
        coalesce(est_claim.probability <= weakest.weakest + 0.001, FALSE) AS at_seam,
        least(greatest(est_claim.probability, 0.0001), 0.9999) / (1 - least(greatest(est_claim.probability, 0.0001), 0.9999)) AS odds
    FROM est_claim
    LEFT JOIN weakest ON est_claim.cluster_id = weakest.cluster_id
)

SELECT
    odds.record_id_l,
    odds.record_id_r,
    odds.unit_id_l,
    odds.unit_id_r,
    odds.source_l,
    odds.source_r,
    odds.same_nik,
    round(CASE
        WHEN odds.at_seam AND odds.next_serial THEN getvariable('twin_error')
        WHEN odds.at_seam THEN 1 / (1 + odds.odds * est_repeat.twice_ratio)
        ELSE 1 / (1 + odds.odds * getvariable('clear_ratio'))
    END, 9) AS wrong
FROM odds
CROSS JOIN est_repeat;
