-- Title: one pair of records that was weighed, all that spoke for and against it, and what became of it
-- Creates: link_pair
-- Reads: tmp_pair_fate, tmp_together
-- Variables: least_probability
--
-- Kept so that every join and every refusal can be explained afterwards.

CREATE TABLE link_pair AS
SELECT
  w.record_id_l,
  w.record_id_r,
  w.person_weight,
  w.household_weight,
  w.family_probability,
  w.outside_weight,
  w.leftover_n,
  w.one_unit,
  w.is_twin,
  w.outside_probability,
  w.match_probability,
  w.match_weight,
  CASE
    WHEN w.joined THEN 'joined'
    WHEN w.refusal IS NOT NULL THEN 'refused'
    ELSE 'apart'
  END AS decision,
  CASE WHEN d.record_id_l IS NULL THEN w.refusal ELSE 'people decided that they are one' END AS reason,
  w.member_weight
FROM tmp_pair_fate AS w
LEFT JOIN tmp_together AS d ON w.record_id_l = d.record_id_l AND w.record_id_r = d.record_id_r
WHERE w.match_probability >= getvariable('least_probability') OR w.joined;
