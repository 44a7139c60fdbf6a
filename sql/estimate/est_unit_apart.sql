-- Title: one pair of units of two families that may be one, and how likely they are
-- Creates: est_unit_apart
-- Reads: est_unit, est_family_pair, est_person_pair
-- Variables: family_none_shared, family_two_shared, family_two_refused, family_one_refused, family_low_ratio, family_mid_ratio
--
-- The family model says how likely a pair was; what its weight is worth at each number of shared members is set right here.
-- Families whose members nobody recognised were never weighed: there a person who may have been missed stands for the family.
CREATE OR REPLACE TABLE est_unit_apart AS
WITH weighed AS (
    SELECT
        pair.unit_id_l,
        pair.unit_id_r,
        pair.match_probability AS p,
        pair.members_matched_n AS shared_n
    FROM est_family_pair AS pair
    INNER JOIN est_unit AS one ON pair.unit_id_l = one.unit_id
    INNER JOIN est_unit AS two ON pair.unit_id_r = two.unit_id
    WHERE one.family_cluster_id <> two.family_cluster_id
),

judged AS (
    SELECT
        unit_id_l,
        unit_id_r,
        CASE
            WHEN shared_n = 0 THEN getvariable('family_none_shared')
            WHEN shared_n > 1 AND p >= 0.5 THEN getvariable('family_two_refused')
            WHEN shared_n > 1 THEN getvariable('family_two_shared')
            WHEN p >= 0.5 THEN getvariable('family_one_refused')
            WHEN p < 0.2 THEN p * getvariable('family_low_ratio')
            ELSE p * getvariable('family_mid_ratio')
        END AS probability
    FROM weighed
),

person AS (
    SELECT
        least(pair.unit_id_l, pair.unit_id_r) AS unit_id_l,
        greatest(pair.unit_id_l, pair.unit_id_r) AS unit_id_r,
        least(greatest(
            max(CASE WHEN pair.joined = 0 THEN pair.missed ELSE 0 END),
            sum(CASE WHEN pair.joined = 1 THEN pair.missed ELSE 0 END)
        ), 1) AS probability
    FROM est_person_pair AS pair
    INNER JOIN est_unit AS ul ON pair.unit_id_l = ul.unit_id
    INNER JOIN est_unit AS ur ON pair.unit_id_r = ur.unit_id
    WHERE ul.family_cluster_id <> ur.family_cluster_id AND pair.missed > 0
    GROUP BY least(pair.unit_id_l, pair.unit_id_r), greatest(pair.unit_id_l, pair.unit_id_r)
),

missed AS (
    SELECT
        coalesce(judged.unit_id_l, person.unit_id_l) AS unit_id_l,
        coalesce(judged.unit_id_r, person.unit_id_r) AS unit_id_r,
        coalesce(judged.probability, 0)
        + (1 - coalesce(judged.probability, 0)) * CASE
            WHEN judged.unit_id_l IS NULL THEN coalesce(person.probability, 0)
            ELSE 0
        END AS probability
    FROM judged
    FULL JOIN person ON judged.unit_id_l = person.unit_id_l AND judged.unit_id_r = person.unit_id_r
)

SELECT
    missed.unit_id_l,
    missed.unit_id_r,
    one.record_n * two.record_n AS pair_n,
    round(least(missed.probability, 1), 9) AS missed
FROM missed
INNER JOIN est_unit AS one ON missed.unit_id_l = one.unit_id
INNER JOIN est_unit AS two ON missed.unit_id_r = two.unit_id;
