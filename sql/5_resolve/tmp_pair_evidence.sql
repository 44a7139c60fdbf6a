-- Title: one pair of records with the weights that speak for it and where it stands between two family units
-- Creates: tmp_pair_evidence
-- Reads: tmp_pair_place, tmp_partnered
-- Variables: none
--
-- leftover_n is set where neither record has found its partner in the other's unit: so many members of the larger unit are
-- still without one. The fewer they are, the more a weak likeness means.
-- A pair that the round before joined counts as if it had not been: what joined it must not speak against it now.

CREATE TABLE tmp_pair_evidence AS
SELECT
  p.record_id_l,
  p.record_id_r,
  p.unit_id_l,
  p.unit_id_r,
  p.household_weight,
  p.person_weight,
  coalesce(p.unit_id_l = p.unit_id_r, FALSE) AS one_unit,
  p.is_twin,
  p.family_probability,
  CASE
    WHEN p.cluster_id_l = p.cluster_id_r THEN greatest(p.larger_n - p.members_matched_n + 1, 1)
    WHEN p.unit_id_l <> p.unit_id_r AND d.record_id_l IS NULL THEN greatest(p.larger_n - p.members_matched_n, 1)
  END AS leftover_n,
  p.near,
  p.confident,
  p.witnessed
FROM tmp_pair_place AS p
LEFT JOIN tmp_partnered AS d ON p.record_id_l = d.record_id_l AND p.record_id_r = d.record_id_r;
