-- Title: one blocking rule: how many pairs it can make, its largest block, what the block limit took from it
-- Creates: link_blocking
-- Reads: tmp_block, tmp_rule
-- Variables: none
--
-- Only rules of the model in use: an own model may leave out shipped keys, whose blocks are made all the same.

CREATE TABLE link_blocking AS
SELECT
  r.rule,
  CAST(count(*) FILTER (WHERE NOT crowded) AS BIGINT) AS block_n,
  CAST(coalesce(sum(record_n * (record_n - 1) / 2) FILTER (WHERE NOT crowded), 0) AS BIGINT) AS pair_n,
  CAST(coalesce(max(record_n) FILTER (WHERE NOT crowded), 0) AS BIGINT) AS largest_block,
  CAST(count(*) FILTER (WHERE crowded) AS BIGINT) AS crowded_block_n,
  CAST(coalesce(sum(record_n) FILTER (WHERE crowded), 0) AS BIGINT) AS crowded_record_n
FROM tmp_block AS b
INNER JOIN tmp_rule AS r ON b.rule = r.block
GROUP BY r.rule;
