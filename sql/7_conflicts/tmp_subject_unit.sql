-- Title: One family unit of a source, the family it became, and whether its people live in several now
-- Creates: tmp_subject_unit
-- Reads: tmp_subject, std_family
-- Variables: none
--
-- All records of a unit stand for one family (family_id_then), so what is asked of units need not look at every record.

CREATE OR REPLACE TABLE tmp_subject_unit AS
WITH held AS (
    SELECT
        unit_id,
        max(family_id_then) AS family_id,
        coalesce(min(family_id) <> max(family_id), FALSE) AS is_divided
    FROM tmp_subject
    WHERE unit_id IS NOT NULL
    GROUP BY unit_id
)

SELECT
    held.unit_id,
    held.family_id,
    held.is_divided,
    std_family.source,
    std_family.no_kk,
    std_family.unit_type <> 'couple' AS is_family,
    std_family.head_record_id,
    std_family.spouse_record_id
FROM held
INNER JOIN std_family ON held.unit_id = std_family.unit_id;
