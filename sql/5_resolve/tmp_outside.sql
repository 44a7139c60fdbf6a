-- Title: how often one person's two records lie in family units that were not matched, by place and by testimony
-- Creates: tmp_outside
-- Reads: link_person_pair, link_record, link_family_pair, link_unit
-- Variables: strict_weight
--
-- Read off confident pairs. Where both units have further members who could have been matched and none were, the pair is
-- probably a namesake: only movers and children who married out look like that. Units of one record cannot testify.

CREATE TABLE tmp_outside AS
WITH pair AS (
  SELECT
    p.mw_wilayah > 0 AS near,
    coalesce(f.match_probability, 0) >= 0.5 AS in_matched_family
  FROM link_person_pair AS p
  INNER JOIN link_record AS l ON p.record_id_l = l.record_id
  INNER JOIN link_record AS r ON p.record_id_r = r.record_id
  INNER JOIN link_unit AS ul ON l.unit_id = ul.unit_id
  INNER JOIN link_unit AS ur ON r.unit_id = ur.unit_id
  LEFT JOIN link_family_pair AS f
    ON least(l.unit_id, r.unit_id) = f.unit_id_l AND greatest(l.unit_id, r.unit_id) = f.unit_id_r
  WHERE
    l.unit_id <> r.unit_id
    AND ul.anggota_n > 1
    AND ur.anggota_n > 1
    AND p.match_weight - p.mw_wilayah >= getvariable('strict_weight')
)

SELECT
  near,
  count(*) AS pair_n,
  round(log2((count(*) FILTER (WHERE NOT in_matched_family) + 1.0) / (count(*) + 2.0)), 4) AS outside_weight
FROM pair
GROUP BY near;
