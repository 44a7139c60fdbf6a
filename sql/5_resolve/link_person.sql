-- Title: one source record, its person cluster and the strongest tie that holds it there
-- Creates: link_person
-- Reads: tmp_cluster, tmp_pair_fate, link_record, tmp_together
-- Variables: join_probability
--
-- A person carried over from the previous release is evidence, not a record: it is named as a record's tie to nobody, and a record that
-- stands with such a person alone is single. Where nothing else holds two records together, its tie gives rule and weight.
-- Where the evidence alone would not have joined a record that people decided about, the rule says so (decision).
-- The place of a tie among those of a record is one number, for a sort of all ties costs ten times as much: first ties to delivered
-- records, then equal NIK (two bits), then the weight (20 bits, four decimals), then the smaller record (40 bits).

CREATE TABLE link_person AS
WITH record AS (
  SELECT
    record_id,
    source = 'rilis' AS is_carried,
    CASE WHEN nik_usable THEN nik END AS nik
  FROM link_record
),

tie AS (
  SELECT
    p.record_id_l,
    p.record_id_r,
    p.match_weight,
    p.match_probability,
    p.outside_probability,
    (
      CASE WHEN l.is_carried OR r.is_carried THEN 2 ELSE 0 END + CASE WHEN l.nik = r.nik THEN 0 ELSE 1 END
    ) * 1048576 + 524288 - CAST(round(p.match_weight * 10000) AS BIGINT) AS place
  FROM tmp_pair_fate AS p
  INNER JOIN record AS l ON p.record_id_l = l.record_id
  INNER JOIN record AS r ON p.record_id_r = r.record_id
  WHERE p.joined
),

sided AS (
  SELECT
    record_id_l AS record_id,
    match_weight,
    match_probability,
    outside_probability,
    place * 1099511627776 + record_id_r AS place
  FROM tie
  UNION ALL
  SELECT
    record_id_r AS record_id,
    match_weight,
    match_probability,
    outside_probability,
    place * 1099511627776 + record_id_l AS place
  FROM tie
),

strongest AS (
  SELECT
    record_id,
    min(place) % 1099511627776 AS best_record_id,
    arg_min(match_weight, place) AS match_weight,
    arg_min(match_probability, place) AS match_probability,
    min(place) >= 2305843009213693952 AS is_carried,
    CASE
      WHEN (min(place) // 1152921504606846976) % 2 = 0 THEN 'nik_exact'
      WHEN arg_min(outside_probability, place) >= getvariable('join_probability') THEN 'probabilistic'
      ELSE 'household'
    END AS rule
  FROM sided
  GROUP BY record_id
),

carried AS (
  SELECT record_id
  FROM link_record
  WHERE source = 'rilis'
),

-- Clusters in which one delivered record stands with nobody but carried persons.
alone AS (
  SELECT c.cluster_id
  FROM tmp_cluster AS c
  LEFT JOIN carried ON c.record_id = carried.record_id
  WHERE c.cluster_id IN (SELECT cluster_id FROM tmp_cluster WHERE record_id IN (SELECT record_id FROM carried))
  GROUP BY c.cluster_id
  HAVING count(*) FILTER (WHERE carried.record_id IS NULL) <= 1
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
