-- Title: one promise of the release and how often it is broken
-- Creates: invariant
-- Reads: tmp_invariant_rows, tmp_invariant_person, tmp_invariant_family, tmp_invariant_provenance,
--     tmp_invariant_conflict, tmp_invariant_id, tmp_invariant_event, tmp_invariant_life
-- Variables: none
--
-- A row with broken_n above 0 stops the publish (publish/invariants.py).
CREATE OR REPLACE TABLE invariant AS
SELECT
    name,
    table_name,
    rule,
    broken_n
FROM tmp_invariant_rows
UNION ALL
SELECT
    name,
    table_name,
    rule,
    broken_n
FROM tmp_invariant_person
UNION ALL
SELECT
    name,
    table_name,
    rule,
    broken_n
FROM tmp_invariant_family
UNION ALL
SELECT
    name,
    table_name,
    rule,
    broken_n
FROM tmp_invariant_provenance
UNION ALL
SELECT
    name,
    table_name,
    rule,
    broken_n
FROM tmp_invariant_conflict
UNION ALL
SELECT
    name,
    table_name,
    rule,
    broken_n
FROM tmp_invariant_id
UNION ALL
SELECT
    name,
    table_name,
    rule,
    broken_n
FROM tmp_invariant_event
UNION ALL
SELECT
    name,
    table_name,
    rule,
    broken_n
FROM tmp_invariant_life;
