-- Title: One person or family of the previous release, or one decision, and the part it is linked in
-- Creates: part_entity
-- Reads: tmp_part_node, tmp_part_component, tmp_part_home, part_province
-- Variables: none
--
-- Without those that nothing of this quarter is tied to: they go with the first part.

CREATE OR REPLACE TABLE part_entity AS
WITH placed AS (
    SELECT
        tmp_part_home.component,
        min(part_province.part) AS part
    FROM tmp_part_home
    INNER JOIN part_province ON tmp_part_home.kode_prov = part_province.kode_prov
    GROUP BY tmp_part_home.component
)

SELECT
    node.kind AS entity,
    node.id,
    placed.part
FROM tmp_part_node AS node
INNER JOIN tmp_part_component AS tied ON node.number = tied.number
INNER JOIN placed ON tied.component = placed.component;
