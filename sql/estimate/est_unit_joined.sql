-- Title: one pair of units of one family, and how likely it is wrong
-- Creates: est_unit_joined
-- Reads: est_unit, est_disorder, est_family_pair
-- Variables: family_error_one, family_error_two, family_error_three, family_error_implied, family_error_weak
--
-- As with persons, the best way counts, over a third unit if need be. Units that were matched by two shared members or more
-- are hardly ever wrong, whatever their weight; what is wrong there is as much as the sources mix families, see est_disorder.
CREATE OR REPLACE TABLE est_unit_joined AS
WITH held AS (
    SELECT
        one.family_cluster_id,
        one.unit_id AS unit_id_l,
        two.unit_id AS unit_id_r,
        one.record_n * two.record_n AS pair_n
    FROM est_unit AS one
    INNER JOIN est_unit AS two ON one.family_cluster_id = two.family_cluster_id
    WHERE one.unit_id < two.unit_id
),

weighed AS (
    SELECT
        held.unit_id_l,
        held.unit_id_r,
        held.pair_n,
        pair.members_matched_n AS shared_n,
        coalesce(pair.match_probability, 0) AS direct
    FROM held
    LEFT JOIN est_family_pair AS pair ON held.unit_id_l = pair.unit_id_l AND held.unit_id_r = pair.unit_id_r
),

tie AS (
    SELECT
        unit_id_l AS unit_id,
        unit_id_r AS other_id,
        direct
    FROM weighed
    UNION ALL
    SELECT
        unit_id_r AS unit_id,
        unit_id_l AS other_id,
        direct
    FROM weighed
),

way AS (
    SELECT
        weighed.unit_id_l,
        weighed.unit_id_r,
        max(one.direct * two.direct) AS over_third
    FROM weighed
    INNER JOIN tie AS one ON weighed.unit_id_l = one.unit_id
    INNER JOIN tie AS two ON one.other_id = two.unit_id AND weighed.unit_id_r = two.other_id
    WHERE coalesce(weighed.shared_n, 0) < 2
    GROUP BY weighed.unit_id_l, weighed.unit_id_r
),

best AS (
    SELECT
        weighed.unit_id_l,
        weighed.unit_id_r,
        weighed.pair_n,
        weighed.shared_n,
        greatest(weighed.direct, coalesce(way.over_third, 0)) AS probability
    FROM weighed
    LEFT JOIN way ON weighed.unit_id_l = way.unit_id_l AND weighed.unit_id_r = way.unit_id_r
)

SELECT
    best.unit_id_l,
    best.unit_id_r,
    best.pair_n,
    round(CASE
        WHEN best.shared_n > 2 THEN getvariable('family_error_three') * est_disorder.ratio
        WHEN best.shared_n = 2 THEN getvariable('family_error_two') * est_disorder.ratio
        WHEN best.probability < 0.5 THEN getvariable('family_error_weak')
        WHEN best.shared_n IS NULL
            THEN greatest(getvariable('family_error_implied'), 1 - best.probability) * est_disorder.ratio
        ELSE least(greatest(getvariable('family_error_one'), 1 - best.probability) * est_disorder.ratio, 1)
    END, 9) AS wrong
FROM best
CROSS JOIN est_disorder;
