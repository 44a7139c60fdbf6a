-- Title: two numbers of records, or of what tmp_part_node numbers, that stay in one part
-- Creates: tmp_part_tie
-- Reads: link_person_pair, link_record, std_family, carried_family, tmp_part_bond, tmp_part_node
-- Variables: none
--
-- Units under one KK number are compared even where no two of their members are.

CREATE OR REPLACE TABLE tmp_part_tie AS
WITH unit AS (
    SELECT
        unit_id,
        min(record_no) AS record_no
    FROM link_record
    WHERE unit_id IS NOT NULL
    GROUP BY unit_id
),

numbered AS (
    SELECT unit_id, no_kk FROM std_family WHERE no_kk IS NOT NULL
    UNION ALL
    SELECT unit_id, no_kk FROM carried_family WHERE no_kk IS NOT NULL
),

bearer AS (
    SELECT
        unit.record_no,
        min(unit.record_no) OVER (PARTITION BY numbered.no_kk) AS first_no
    FROM numbered
    INNER JOIN unit ON numbered.unit_id = unit.unit_id
)

SELECT
    record_no_l AS "left",
    record_no_r AS "right"
FROM link_person_pair
UNION ALL
SELECT
    link_record.record_no AS "left",
    unit.record_no AS "right"
FROM link_record
INNER JOIN unit ON link_record.unit_id = unit.unit_id
WHERE link_record.record_no <> unit.record_no
UNION ALL
SELECT
    record_no AS "left",
    first_no AS "right"
FROM bearer
WHERE record_no <> first_no
UNION ALL
SELECT
    node.number AS "left",
    coalesce(bond.record_no, other.number) AS "right"
FROM tmp_part_bond AS bond
INNER JOIN tmp_part_node AS node ON bond.kind = node.kind AND bond.id = node.id
LEFT JOIN tmp_part_node AS other ON bond.other_kind = other.kind AND bond.other_id = other.id;
