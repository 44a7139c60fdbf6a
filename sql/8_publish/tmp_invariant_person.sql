-- Title: promises about persons: every record is in exactly one, every person has records
-- Creates: tmp_invariant_person
-- Reads: tmp_released_record, tmp_person_listing, link_person, gold_person, gold_person_source
-- Variables: none
--
-- That no record_id stands twice in gold_person_source is held by the table contract (its key); here both sides are held
-- against each other. A person's records stand in tmp_person_listing, fewer rows to look persons up for.
CREATE OR REPLACE TABLE tmp_invariant_person AS
WITH person_record AS (
    SELECT
        person_id,
        sum(record_n) AS record_n,
        count(*) AS source_n
    FROM tmp_person_listing
    GROUP BY person_id
),

person_cluster AS (
    SELECT DISTINCT
        link_person.cluster_id,
        gold_person_source.person_id
    FROM link_person
    INNER JOIN gold_person_source ON link_person.record_id = gold_person_source.record_id
)

SELECT
    'record_in_one_person' AS name,
    'gold_person_source' AS table_name,
    'every standardised record belongs to exactly one person of the release' AS rule,
    cast(coalesce(sum(broken_n), 0) AS BIGINT) AS broken_n
FROM (
    SELECT count(*) AS broken_n
    FROM tmp_released_record
    WHERE is_torn
    UNION ALL
    SELECT sum(person_record.record_n) AS broken_n
    FROM person_record
    ANTI JOIN gold_person ON person_record.person_id = gold_person.person_id
) AS broken
UNION ALL
SELECT
    'person_has_records' AS name,
    'gold_person' AS table_name,
    'every person has as many records and sources as it says, at least one' AS rule,
    count(*) AS broken_n
FROM gold_person
LEFT JOIN person_record ON gold_person.person_id = person_record.person_id
WHERE
    gold_person.record_n <> coalesce(person_record.record_n, 0)
    OR gold_person.source_n <> coalesce(person_record.source_n, 0)
    OR person_record.person_id IS NULL
UNION ALL
SELECT
    'person_is_cluster' AS name,
    'gold_person_source' AS table_name,
    'a person is one cluster of the linkage, whole' AS rule,
    count(*) AS broken_n
FROM (
    SELECT cluster_id
    FROM person_cluster
    GROUP BY cluster_id
    HAVING count(*) > 1
    UNION ALL
    SELECT person_id
    FROM person_cluster
    GROUP BY person_id
    HAVING count(*) > 1
) AS torn;
