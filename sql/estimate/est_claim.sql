-- Title: one pair of records of one person, with the probability of its best tie (its own, or one over a third record)
-- Creates: est_claim
-- Reads: est_cluster, est_pair, link_record
-- Variables: none
--
-- Many pairs of a person were never likely by themselves: a third record holds them. Their own probability would say that they
-- are wrong; what counts is the way that joined them. What the estimates ask of both records is told here, so that they are
-- looked up once.
CREATE OR REPLACE TABLE est_claim AS
WITH held AS (
    SELECT
        one.cluster_id,
        one.record_id AS record_id_l,
        two.record_id AS record_id_r
    FROM est_cluster AS one
    INNER JOIN est_cluster AS two ON one.cluster_id = two.cluster_id
    WHERE one.record_id < two.record_id
),

weighed AS (
    SELECT
        held.cluster_id,
        held.record_id_l,
        held.record_id_r,
        coalesce(est_pair.match_probability, 0) AS direct
    FROM held
    LEFT JOIN est_pair ON held.record_id_l = est_pair.record_id_l AND held.record_id_r = est_pair.record_id_r
),

tie AS (
    SELECT
        record_id_l AS record_id,
        record_id_r AS other_id,
        direct
    FROM weighed
    UNION ALL
    SELECT
        record_id_r AS record_id,
        record_id_l AS other_id,
        direct
    FROM weighed
),

way AS (
    SELECT
        weighed.record_id_l,
        weighed.record_id_r,
        max(one.direct * two.direct) AS over_third
    FROM weighed
    INNER JOIN tie AS one ON weighed.record_id_l = one.record_id
    INNER JOIN tie AS two ON one.other_id = two.record_id AND weighed.record_id_r = two.other_id
    WHERE weighed.direct < 0.9999
    GROUP BY weighed.record_id_l, weighed.record_id_r
)

SELECT
    weighed.cluster_id,
    weighed.record_id_l,
    weighed.record_id_r,
    round(greatest(weighed.direct, coalesce(way.over_third, 0)), 6) AS probability,
    one.source = two.source AS one_source,
    one.nik = two.nik AND one.nik_usable AND two.nik_usable AS same_nik,
    coalesce(
        one.nik_12 = two.nik_12 AND abs(one.nik_serial - two.nik_serial) BETWEEN 1 AND 3
        AND one.nik_usable AND two.nik_usable AND one.nik_cocok AND two.nik_cocok, FALSE
    ) AS next_serial
FROM weighed
INNER JOIN link_record AS one ON weighed.record_id_l = one.record_id
INNER JOIN link_record AS two ON weighed.record_id_r = two.record_id
LEFT JOIN way ON weighed.record_id_l = way.record_id_l AND weighed.record_id_r = way.record_id_r;
