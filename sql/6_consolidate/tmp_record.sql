-- Title: One source record with its person, its family, its standing and what survivorship looks at
-- Creates: tmp_record
-- Reads: std_person, std_family, gold_person_source, tmp_person_key, tmp_family_key
-- Variables: none
--
-- record_no orders all records by standing: NIK found at Dukcapil, trust of the source, date, hash. Wherever rules tie, the
-- smaller record_no wins, so no choice ever hangs on row order. is_unit_face marks the record that speaks for its unit's
-- address: the head, else the record of best standing.

CREATE OR REPLACE TABLE tmp_record AS
WITH record AS (
    SELECT
        std_person.record_id,
        CASE WHEN std_person.padan_dukcapil THEN 2 WHEN std_person.padan_dukcapil IS NULL THEN 1 ELSE 0 END AS padan,
        std_person.trust,
        std_person.data_date,
        std_person.source,
        std_person.unit_id,
        tmp_person_key.person_no,
        tmp_family_key.family_no,
        coalesce(std_family.head_record_id = std_person.record_id, FALSE) AS is_head_of_unit,
        coalesce(std_family.no_kk = std_person.no_kk, FALSE) AS bears_kk_of_unit,
        coalesce(std_family.desil = std_person.desil, FALSE) AS bears_desil_of_unit
    FROM std_person
    INNER JOIN gold_person_source ON std_person.record_id = gold_person_source.record_id
    INNER JOIN tmp_person_key ON gold_person_source.person_id = tmp_person_key.person_id
    LEFT JOIN tmp_family_key ON gold_person_source.family_id = tmp_family_key.family_id
    LEFT JOIN std_family ON std_person.unit_id = std_family.unit_id
),

numbered AS (
    SELECT
        record_id,
        row_number() OVER (
            ORDER BY padan DESC, trust DESC, data_date DESC, sha256(record_id), record_id
        ) AS record_no
    FROM record
)

SELECT
    numbered.record_no,
    record.record_id,
    record.person_no,
    record.family_no,
    record.source,
    record.padan,
    record.trust,
    record.data_date,
    record.bears_kk_of_unit,
    record.bears_desil_of_unit,
    record.unit_id IS NOT NULL
    AND row_number() OVER (
        PARTITION BY record.unit_id
        ORDER BY record.is_head_of_unit DESC, numbered.record_no
    ) = 1 AS is_unit_face
FROM record
INNER JOIN numbered ON record.record_id = numbered.record_id;
