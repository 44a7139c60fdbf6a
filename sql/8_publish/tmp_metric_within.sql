-- Title: records that one source holds more than once
-- Creates: tmp_metric_within
-- Reads: tmp_person_listing, gold_person_source, link_record
-- Variables: none
--
-- Two records of one source in one person are a duplicate inside that source; two of one family unit are the likelier sign of
-- two people merged, since an enumerator seldom writes one person down twice on one form.
--
-- The canaries: two rows of one family unit that differ in two or more of NIK, birth year, sex and name are two people, whatever
-- a model says of them; one slip of the pen explains one difference. How many of all co-resident pairs are such and
-- nevertheless share a person is an estimate of false joins that asks no model.
CREATE OR REPLACE TABLE tmp_metric_within AS
WITH repeated AS (
    SELECT
        person_id,
        source
    FROM tmp_person_listing
    WHERE record_n > 1
),

person_unit AS (
    SELECT
        gold_person_source.person_id,
        gold_person_source.source,
        gold_person_source.unit_id,
        count(*) AS record_n
    FROM gold_person_source
    INNER JOIN repeated ON gold_person_source.person_id = repeated.person_id AND gold_person_source.source = repeated.source
    GROUP BY gold_person_source.person_id, gold_person_source.source, gold_person_source.unit_id
),

repeated_person AS (
    SELECT
        person_id,
        source,
        max(CASE WHEN unit_id IS NULL THEN 0 ELSE record_n END) > 1 AS is_in_one_unit
    FROM person_unit
    GROUP BY person_id, source
),

co_resident AS (
    SELECT
        source,
        unit_id,
        count(*) AS record_n
    FROM gold_person_source
    WHERE unit_id IS NOT NULL
    GROUP BY source, unit_id
),

repeated_row AS (
    SELECT
        gold_person_source.record_id,
        gold_person_source.person_id,
        gold_person_source.source,
        gold_person_source.unit_id,
        CASE WHEN link_record.nik_usable THEN link_record.nik END AS nik,
        link_record.tahun,
        link_record.jenis_kelamin,
        link_record.fon_depan,
        link_record.fon_langka
    FROM gold_person_source
    INNER JOIN person_unit
        ON
            gold_person_source.person_id = person_unit.person_id
            AND gold_person_source.unit_id = person_unit.unit_id
    INNER JOIN link_record ON gold_person_source.record_id = link_record.record_id
    WHERE person_unit.record_n > 1
),

merged_pair AS (
    SELECT
        one.source,
        CASE WHEN one.nik <> two.nik THEN 1 ELSE 0 END
        + CASE WHEN abs(one.tahun - two.tahun) > 1 THEN 1 ELSE 0 END
        + CASE WHEN one.jenis_kelamin <> two.jenis_kelamin THEN 1 ELSE 0 END
        + CASE
            WHEN
                one.fon_langka <> two.fon_langka
                AND one.fon_depan <> two.fon_depan
                AND one.fon_langka <> two.fon_depan
                AND one.fon_depan <> two.fon_langka
                THEN 1
            ELSE 0
        END AS difference_n
    FROM repeated_row AS one
    INNER JOIN repeated_row AS two
        ON one.person_id = two.person_id AND one.unit_id = two.unit_id AND one.record_id < two.record_id
)

SELECT
    'linkage' AS section,
    'persons_repeated_in_source' AS name,
    source AS group_1,
    '' AS group_2,
    count(*) AS value
FROM repeated_person
GROUP BY source
UNION ALL
SELECT
    'linkage' AS section,
    'persons_repeated_in_unit' AS name,
    source AS group_1,
    '' AS group_2,
    count(*) AS value
FROM repeated_person
WHERE is_in_one_unit
GROUP BY source
UNION ALL
SELECT
    'linkage' AS section,
    'co_resident_pairs' AS name,
    source AS group_1,
    '' AS group_2,
    sum(record_n * (record_n - 1) / 2) AS value
FROM co_resident
GROUP BY source
UNION ALL
SELECT
    'linkage' AS section,
    'co_resident_pairs_merged' AS name,
    source AS group_1,
    '' AS group_2,
    count(*) AS value
FROM merged_pair
WHERE difference_n > 1
GROUP BY source;
