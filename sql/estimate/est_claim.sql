-- Title: one pair of records of one person, with the probability of its best tie (its own, or one over a third record)
-- Creates: est_claim
-- Reads: est_cluster, est_pair, est_listing
-- Variables: none
--
-- Many pairs of a person were never likely by themselves: a third record holds them. Their own probability would say that they
-- are wrong; what counts is the way that joined them. What the estimates ask of both records is told here, so that they are
-- looked up once, before they are paired.
CREATE OR REPLACE TABLE est_claim AS
WITH listed AS (
    SELECT
        est_cluster.cluster_id,
        est_listing.record_id,
        est_listing.unit_id,
        est_listing.source,
        CASE WHEN est_listing.nik_usable THEN est_listing.nik END AS nik,
        CASE WHEN est_listing.nik_usable AND est_listing.nik_cocok THEN est_listing.nik_12 END AS nik_12,
        est_listing.nik_serial
    FROM est_cluster
    INNER JOIN est_listing ON est_cluster.record_id = est_listing.record_id
),

held AS (
    SELECT
        one.cluster_id,
        one.record_id AS record_id_l,
        two.record_id AS record_id_r,
        one.unit_id AS unit_id_l,
        two.unit_id AS unit_id_r,
        one.source AS source_l,
        two.source AS source_r,
        coalesce(one.nik = two.nik, FALSE) AS same_nik,
        coalesce(one.nik_12 = two.nik_12 AND abs(one.nik_serial - two.nik_serial) BETWEEN 1 AND 3, FALSE) AS next_serial
    FROM listed AS one
    INNER JOIN listed AS two ON one.cluster_id = two.cluster_id
    WHERE one.record_id < two.record_id
),

weighed AS (
    SELECT
        held.*,
        coalesce(est_pair.match_probability, 0) AS direct
    FROM held
    LEFT JOIN est_pair ON held.record_id_l = est_pair.record_id_l AND held.record_id_r = est_pair.record_id_r
),

-- Only where a person has a doubtful pair and a third record is another way asked for.
doubtful AS (
    SELECT cluster_id
    FROM weighed
    GROUP BY cluster_id
    HAVING count(*) > 1 AND min(direct) < 0.9999
),

doubted AS (
    SELECT
        weighed.record_id_l,
        weighed.record_id_r,
        weighed.direct
    FROM weighed
    SEMI JOIN doubtful ON weighed.cluster_id = doubtful.cluster_id
),

tie AS (
    SELECT
        record_id_l AS record_id,
        record_id_r AS other_id,
        direct
    FROM doubted
    UNION ALL
    SELECT
        record_id_r AS record_id,
        record_id_l AS other_id,
        direct
    FROM doubted
),

way AS (
    SELECT
        doubted.record_id_l,
        doubted.record_id_r,
        max(one.direct * two.direct) AS over_third
    FROM doubted
    INNER JOIN tie AS one ON doubted.record_id_l = one.record_id
    INNER JOIN tie AS two ON one.other_id = two.record_id AND doubted.record_id_r = two.other_id
    WHERE doubted.direct < 0.9999
    GROUP BY doubted.record_id_l, doubted.record_id_r
)

SELECT
    weighed.cluster_id,
    weighed.record_id_l,
    weighed.record_id_r,
    weighed.unit_id_l,
    weighed.unit_id_r,
    weighed.source_l,
    weighed.source_r,
    round(greatest(weighed.direct, coalesce(way.over_third, 0)), 6) AS probability,
    weighed.source_l = weighed.source_r AS one_source,
    weighed.same_nik,
    weighed.next_serial
FROM weighed
LEFT JOIN way ON weighed.record_id_l = way.record_id_l AND weighed.record_id_r = way.record_id_r;
