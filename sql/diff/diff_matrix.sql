-- Title: how many persons or families of one old decile are in one new decile
-- Creates: diff_matrix
-- Reads: diff_entity
-- Variables: none
--
-- - is not ranked; out is not in that release (not in the old one: new, split, returned; not in the new one: absent, merged ...).

CREATE OR REPLACE TABLE diff_matrix AS
SELECT
    entity,
    desil_old,
    desil_new,
    count(*) AS entity_n
FROM diff_entity
GROUP BY entity, desil_old, desil_new;
