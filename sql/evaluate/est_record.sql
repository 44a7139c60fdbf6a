-- Title: one record: pairs it stands in with others of its person and family, and how many are wrong or missing by the truth
-- Creates: est_record
-- Reads: person_sources, truth
-- Variables: none
--
-- The table that sql/estimate/est_record.sql estimates, counted: so both go through the same groups. Records without a person
-- or family, found or true, stand alone.
CREATE OR REPLACE TABLE est_record AS
WITH record AS (
    SELECT
        person_sources.record_id,
        person_sources.person_id AS person_found,
        cast(truth.true_person AS VARCHAR) AS person_true,
        coalesce(person_sources.family_id, 'alone ' || person_sources.record_id) AS family_found,
        coalesce(cast(truth.true_family AS VARCHAR), 'alone ' || person_sources.record_id) AS family_true
    FROM truth
    INNER JOIN person_sources
        ON
            truth.source = person_sources.source
            AND cast(truth.source_record_id AS VARCHAR) = person_sources.source_record_id
),

counted AS (
    SELECT
        record_id,
        count(*) OVER (PARTITION BY person_found) AS person_found_n,
        count(*) OVER (PARTITION BY person_true) AS person_true_n,
        count(*) OVER (PARTITION BY person_found, person_true) AS person_right_n,
        count(*) OVER (PARTITION BY family_found) AS family_found_n,
        count(*) OVER (PARTITION BY family_true) AS family_true_n,
        count(*) OVER (PARTITION BY family_found, family_true) AS family_right_n
    FROM record
)

SELECT
    record_id,
    person_found_n - 1 AS person_found,
    person_found_n - person_right_n AS person_wrong,
    person_true_n - person_right_n AS person_missed,
    family_found_n - 1 AS family_found,
    family_found_n - family_right_n AS family_wrong,
    family_true_n - family_right_n AS family_missed
FROM counted;
