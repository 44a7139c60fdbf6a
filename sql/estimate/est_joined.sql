-- Title: one pair of records of one person, and how likely it is wrong
-- Creates: est_joined
-- Reads: est_claim, est_repeat, link_record
-- Variables: clear_ratio, twin_error
--
-- Where a person holds two records of one source, the weakest tie between such two is where two persons may have been put
-- together; ties as weak or weaker lose what a repeated listing is worth. Twins are what a weight says least about: two valid
-- NIK of neighbouring serials, both listed by one source.
CREATE OR REPLACE TABLE est_joined AS
WITH sided AS (
    SELECT
        est_claim.cluster_id,
        est_claim.record_id_l,
        est_claim.record_id_r,
        est_claim.probability,
        one.source = two.source AS one_source,
        one.nik = two.nik AND one.nik_usable AND two.nik_usable AS same_nik,
        coalesce(
            one.nik_12 = two.nik_12 AND abs(one.nik_serial - two.nik_serial) BETWEEN 1 AND 3
            AND one.nik_usable AND two.nik_usable AND one.nik_cocok AND two.nik_cocok, FALSE
        ) AS next_serial
    FROM est_claim
    INNER JOIN link_record AS one ON est_claim.record_id_l = one.record_id
    INNER JOIN link_record AS two ON est_claim.record_id_r = two.record_id
),

weakest AS (
    SELECT
        cluster_id,
        min(probability) AS weakest
    FROM sided
    WHERE one_source
    GROUP BY cluster_id
),

odds AS (
    SELECT
        sided.record_id_l,
        sided.record_id_r,
        coalesce(sided.same_nik, FALSE) AS same_nik,
        sided.next_serial,
        coalesce(sided.probability <= weakest.weakest + 0.001, FALSE) AS at_seam,
        least(greatest(sided.probability, 0.0001), 0.9999) / (1 - least(greatest(sided.probability, 0.0001), 0.9999)) AS odds
    FROM sided
    LEFT JOIN weakest ON sided.cluster_id = weakest.cluster_id
)

SELECT
    odds.record_id_l,
    odds.record_id_r,
    odds.same_nik,
    round(CASE
        WHEN odds.at_seam AND odds.next_serial THEN getvariable('twin_error')
        WHEN odds.at_seam THEN 1 / (1 + odds.odds * est_repeat.twice_ratio)
        ELSE 1 / (1 + odds.odds * getvariable('clear_ratio'))
    END, 9) AS wrong
FROM odds
CROSS JOIN est_repeat;
