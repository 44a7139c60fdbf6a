-- Title: one source record, its person cluster and the strongest tie that holds it there
-- Creates: link_person
-- Reads: tmp_cluster, tmp_pair_weight, link_record, tmp_together
-- Variables: join_probability
--
-- A person carried over from the previous release is evidence, not a record: it is named as a record's tie to nobody, and a record that
-- stands with such a person alone is single. Where nothing else holds two records together, its tie gives rule and weight.
-- Where the evidence alone would not have joined a record that people decided about, the rule says so (decision).

CREATE TABLE link_person AS
WITH tie AS (
  SELECT
    w.record_id_l,
    w.record_id_r,
    w.match_weight,
    w.match_probability,
    l.source = 'rilis' OR r.source = 'rilis' AS is_carried,
    CASE
      WHEN l.nik = r.nik AND l.nik_usable AND r.nik_usable THEN 'nik_exact'
      WHEN w.outside_probability >= getvariable('join_probability') THEN 'probabilistic'
      ELSE 'household'
    END AS rule
  FROM tmp_pair_weight AS w
  INNER JOIN tmp_cluster AS cl ON w.record_id_l = cl.record_id
  INNER JOIN tmp_cluster AS cr ON w.record_id_r = cr.record_id
  INNER JOIN link_record AS l ON w.record_id_l = l.record_id
  INNER JOIN link_record AS r ON w.record_id_r = r.record_id
  WHERE cl.cluster_id = cr.cluster_id
),

sided AS (
  SELECT record_id_l AS record_id, record_id_r AS best_record_id, match_weight, match_probability, is_carried, rule FROM tie
  UNION ALL
  SELECT record_id_r AS record_id, record_id_l AS best_record_id, match_weight, match_probability, is_carried, rule FROM tie
),

strongest AS (
  SELECT
    record_id,
    best_record_id,
    match_weight,
    match_probability,
    is_carried,
    rule
  FROM sided
  QUALIFY row_number() OVER (
    PARTITION BY record_id
    ORDER BY is_carried, CASE WHEN rule = 'nik_exact' THEN 0 ELSE 1 END, match_weight DESC, best_record_id
  ) = 1
),

-- Clusters in which one delivered record stands with nobody but carried persons.
alone AS (
  SELECT c.cluster_id
  FROM tmp_cluster AS c
  INNER JOIN link_record AS r ON c.record_id = r.record_id
  GROUP BY c.cluster_id
  HAVING count(*) FILTER (WHERE r.source = 'rilis') > 0 AND count(*) FILTER (WHERE r.source <> 'rilis') <= 1
),

decided AS (
  SELECT
    pair.record_id,
    min(pair.other_id) AS other_id
  FROM (
    SELECT record_id_l AS record_id, record_id_r AS other_id FROM tmp_together
    UNION ALL
    SELECT record_id_r AS record_id, record_id_l AS other_id FROM tmp_together
  ) AS pair
  INNER JOIN link_record AS other ON pair.other_id = other.record_id
  WHERE other.source <> 'rilis'
  GROUP BY pair.record_id
)

SELECT
  c.record_id,
  c.cluster_id,
  CASE
    WHEN a.cluster_id IS NOT NULL THEN 'single'
    WHEN d.record_id IS NOT NULL AND coalesce(s.match_probability, 0) < getvariable('join_probability') THEN 'decision'
    ELSE coalesce(s.rule, 'single')
  END AS rule,
  CASE WHEN a.cluster_id IS NULL THEN s.match_weight END AS match_weight,
  CASE WHEN a.cluster_id IS NULL THEN s.match_probability END AS match_probability,
  CASE
    WHEN a.cluster_id IS NULL AND NOT coalesce(s.is_carried, TRUE) THEN s.best_record_id
    WHEN a.cluster_id IS NULL THEN d.other_id
  END AS best_record_id
FROM tmp_cluster AS c
LEFT JOIN alone AS a ON c.cluster_id = a.cluster_id
LEFT JOIN strongest AS s ON c.record_id = s.record_id
LEFT JOIN decided AS d ON c.record_id = d.record_id;
