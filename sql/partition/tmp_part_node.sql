-- Title: one person or family of the previous release, or one decision, with a number after those of all records
-- Creates: tmp_part_node
-- Reads: tmp_part_bond, link_record
-- Variables: none

CREATE OR REPLACE TABLE tmp_part_node AS
WITH named AS (
    SELECT kind, id FROM tmp_part_bond
    UNION
    SELECT other_kind AS kind, other_id AS id FROM tmp_part_bond WHERE other_id IS NOT NULL
)

SELECT
    kind,
    id,
    row_number() OVER (ORDER BY kind, id) + (SELECT count(*) FROM link_record) AS number
FROM named;
