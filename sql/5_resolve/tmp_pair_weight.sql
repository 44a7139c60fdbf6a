-- Title: one pair of records with its probability: person evidence and household evidence together
-- Creates: tmp_pair_weight
-- Reads: tmp_pair_evidence, tmp_outside
-- Variables: duplicate_log_odds, context_log_odds, coverage, twin_share
--
-- Inside a matched family the household model speaks: its u was learned from people who live together, so a shared
-- surname or birth year among siblings weighs what it should. Outside, the person model speaks, less what it means that two
-- families with other members did not match. Both are weighed by the probability that the families are one.

CREATE TABLE tmp_pair_weight AS
WITH prior AS (
  SELECT
    e.record_id_l,
    e.record_id_r,
    e.unit_id_l,
    e.unit_id_r,
    e.one_unit,
    e.is_twin,
    e.person_weight,
    e.family_probability,
    e.household_weight,
    CASE WHEN e.witnessed THEN coalesce(o.outside_weight, 0) ELSE 0 END AS outside_weight,
    e.leftover_n,
    CASE
      WHEN e.leftover_n IS NULL THEN getvariable('context_log_odds')
      ELSE greatest(
        getvariable('context_log_odds'),
        log2((getvariable('coverage') / e.leftover_n) / (1 - getvariable('coverage') / e.leftover_n))
      )
    END AS member_log_odds
  FROM tmp_pair_evidence AS e
  LEFT JOIN tmp_outside AS o ON e.near = o.near
),

probability AS (
  SELECT
    record_id_l,
    record_id_r,
    unit_id_l,
    unit_id_r,
    one_unit,
    is_twin,
    person_weight,
    family_probability,
    household_weight,
    outside_weight,
    leftover_n,
    member_log_odds,
    coalesce(family_probability, 0) AS family_p,
    coalesce(
      1 / (1 + power(2.0, -(household_weight - getvariable('duplicate_log_odds') + member_log_odds))), 0
    ) AS inside_p,
    coalesce(1 / (1 + power(2.0, -household_weight)), 0) AS twice_p,
    coalesce(1 / (1 + power(2.0, -(person_weight + outside_weight))), 0) AS outside_p
  FROM prior
),

joined AS (
  SELECT
    record_id_l,
    record_id_r,
    unit_id_l,
    unit_id_r,
    one_unit,
    is_twin,
    person_weight,
    family_probability,
    household_weight,
    outside_weight,
    leftover_n,
    member_log_odds,
    outside_p,
    CASE WHEN one_unit THEN twice_p ELSE family_p * inside_p + (1 - family_p) * outside_p END
    * CASE WHEN is_twin THEN getvariable('twin_share') ELSE 1 END AS p
  FROM probability
)

SELECT
  record_id_l,
  record_id_r,
  unit_id_l,
  unit_id_r,
  one_unit,
  is_twin,
  person_weight,
  family_probability,
  household_weight,
  outside_weight,
  CAST(leftover_n AS INTEGER) AS leftover_n,
  round(outside_p, 6) AS outside_probability,
  round(p, 6) AS match_probability,
  round(log2(greatest(p, 1e-9) / greatest(1 - p, 1e-9)), 4) AS match_weight,
  CAST(round(member_log_odds, 4) AS DOUBLE) AS member_weight
FROM joined;
