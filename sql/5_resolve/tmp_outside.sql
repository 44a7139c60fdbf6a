-- Title: how often one person's two records lie in family units that were not matched, by place and by testimony
-- Creates: tmp_outside
-- Reads: tmp_pair_evidence
-- Variables: none
--
-- Read off confident pairs. Where both units have further members who could have been matched and none were, the pair is
-- probably a namesake: only movers and children who married out look like that. Units of one record cannot testify.

CREATE TABLE tmp_outside AS
SELECT
  near,
  count(*) AS pair_n,
  round(log2((count(*) FILTER (WHERE coalesce(family_probability, 0) < 0.5) + 1.0) / (count(*) + 2.0)), 4) AS outside_weight
FROM tmp_pair_evidence
WHERE confident AND witnessed AND NOT one_unit
GROUP BY near;
