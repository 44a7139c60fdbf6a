-- Title: one pair of records with all that speaks for it: person evidence, household evidence, and both together
-- Creates: tmp_pair_weight
-- Reads: tmp_household_pair, link_person_pair, link_record, link_family_pair, link_unit, tmp_outside, tmp_twin
-- Variables: duplicate_log_odds, context_log_odds, twin_share
--
-- Inside a matched family the household model speaks: its u was learned from people who live together, so a shared
-- surname or birth year among siblings weighs what it should. Outside, the person model speaks, less what it means that two
-- families with other members did not match. Both are weighed by the probability that the families are one.

CREATE TABLE tmp_pair_weight AS
WITH pair AS (
  SELECT
    coalesce(h.record_id_l, p.record_id_l) AS record_id_l,
    coalesce(h.record_id_r, p.record_id_r) AS record_id_r,
    h.household_weight,
    p.match_weight AS person_weight,
    coalesce(p.mw_wilayah, 0) > 0 AS near,
    p.mw_nik
  FROM tmp_household_pair AS h
  FULL JOIN link_person_pair AS p ON h.record_id_l = p.record_id_l AND h.record_id_r = p.record_id_r
),

placed AS (
  SELECT
    p.record_id_l,
    p.record_id_r,
    p.household_weight,
    p.person_weight,
    p.mw_nik,
    coalesce(l.unit_id = r.unit_id, FALSE) AS one_unit,
    t.record_id_l IS NOT NULL AS is_twin,
    f.match_probability AS family_probability,
    CASE WHEN ul.anggota_n > 1 AND ur.anggota_n > 1 THEN coalesce(o.outside_weight, 0) ELSE 0 END AS outside_weight
  FROM pair AS p
  INNER JOIN link_record AS l ON p.record_id_l = l.record_id
  INNER JOIN link_record AS r ON p.record_id_r = r.record_id
  LEFT JOIN link_unit AS ul ON l.unit_id = ul.unit_id
  LEFT JOIN link_unit AS ur ON r.unit_id = ur.unit_id
  LEFT JOIN link_family_pair AS f
    ON least(l.unit_id, r.unit_id) = f.unit_id_l AND greatest(l.unit_id, r.unit_id) = f.unit_id_r
  LEFT JOIN tmp_outside AS o ON p.near = o.near
  LEFT JOIN tmp_twin AS t ON p.record_id_l = t.record_id_l AND p.record_id_r = t.record_id_r
),

probability AS (
  SELECT
    record_id_l,
    record_id_r,
    one_unit,
    is_twin,
    mw_nik,
    person_weight,
    family_probability,
    coalesce(family_probability, 0) AS family_p,
    coalesce(1 / (1 + power(2.0, -(household_weight - getvariable('duplicate_log_odds')
      + getvariable('context_log_odds')))), 0) AS inside_p,
    coalesce(1 / (1 + power(2.0, -household_weight)), 0) AS twice_p,
    coalesce(1 / (1 + power(2.0, -(person_weight + outside_weight))), 0) AS outside_p
  FROM placed
),

joined AS (
  SELECT
    record_id_l,
    record_id_r,
    one_unit,
    mw_nik,
    person_weight,
    family_probability,
    outside_p,
    CASE WHEN one_unit THEN twice_p ELSE family_p * inside_p + (1 - family_p) * outside_p END
    * CASE WHEN is_twin THEN getvariable('twin_share') ELSE 1 END AS p
  FROM probability
)

SELECT
  record_id_l,
  record_id_r,
  one_unit,
  mw_nik,
  person_weight,
  family_probability,
  round(outside_p, 6) AS outside_probability,
  round(p, 6) AS match_probability,
  round(log2(greatest(p, 1e-9) / greatest(1 - p, 1e-9)), 4) AS match_weight
FROM joined;
