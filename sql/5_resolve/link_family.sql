-- Title: one family unit, its family cluster and the strongest tie that holds it there
-- Creates: link_family
-- Reads: tmp_unit_cluster, link_family_pair, linked_family
-- Variables: none
--
-- A family carried over from the previous release is nobody's tie: it says which id the family bears, not that two units are one.

CREATE TABLE link_family AS
WITH tie AS (
  SELECT
    p.unit_id_l,
    p.unit_id_r,
    p.match_weight,
    p.match_probability,
    CASE
      WHEN p.members_matched_n > 0 AND p.mw_no_kk > 0 THEN 'kk_members'
      WHEN p.members_matched_n > 0 THEN 'members'
      ELSE 'key'
    END AS rule
  FROM link_family_pair AS p
  INNER JOIN tmp_unit_cluster AS cl ON p.unit_id_l = cl.unit_id
  INNER JOIN tmp_unit_cluster AS cr ON p.unit_id_r = cr.unit_id
  INNER JOIN linked_family AS l ON p.unit_id_l = l.unit_id
  INNER JOIN linked_family AS r ON p.unit_id_r = r.unit_id
  WHERE cl.family_cluster_id = cr.family_cluster_id AND l.source <> 'rilis' AND r.source <> 'rilis'
),

sided AS (
  SELECT unit_id_l AS unit_id, unit_id_r AS other_unit_id, match_weight, match_probability, rule FROM tie
  UNION ALL
  SELECT unit_id_r AS unit_id, unit_id_l AS other_unit_id, match_weight, match_probability, rule FROM tie
),

strongest AS (
  SELECT
    unit_id,
    match_weight,
    match_probability,
    rule
  FROM sided
  QUALIFY row_number() OVER (PARTITION BY unit_id ORDER BY match_weight DESC, other_unit_id) = 1
)

SELECT
  c.unit_id,
  c.family_cluster_id,
  coalesce(s.rule, 'single') AS rule,
  s.match_weight,
  s.match_probability
FROM tmp_unit_cluster AS c
LEFT JOIN strongest AS s ON c.unit_id = s.unit_id;
