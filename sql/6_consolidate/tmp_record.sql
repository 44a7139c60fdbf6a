-- Title: One source record with its person, its family, its standing and what holds it there
-- Creates: tmp_record
-- Reads: std_person, link_person, tmp_person_key, tmp_unit_key
-- Variables: none
--
-- record_no orders all records by standing: NIK found at Dukcapil, trust of the source, date, hash. Wherever rules tie, the
-- smaller record_no wins, so no choice ever hangs on row order.

CREATE OR REPLACE TABLE tmp_record AS
WITH record AS (
    SELECT
        std_person.record_id,
        std_person.source,
        CASE WHEN std_person.padan_dukcapil THEN 2 WHEN std_person.padan_dukcapil IS NULL THEN 1 ELSE 0 END AS padan,
        std_person.trust,
        std_person.data_date,
        link_person.rule,
        link_person.match_weight,
        link_person.match_probability,
        tmp_person_key.person_no,
        unit.unit_no,
        unit.family_no,
        coalesce(unit.head_record_id = std_person.record_id, FALSE) AS is_head_of_unit,
        coalesce(unit.no_kk = std_person.no_kk, FALSE) AS bears_kk_of_unit,
        coalesce(unit.desil = std_person.desil, FALSE) AS bears_desil_of_unit
    FROM std_person
    INNER JOIN link_person ON std_person.record_id = link_person.record_id
    INNER JOIN tmp_person_key ON link_person.cluster_id = tmp_person_key.cluster_id
    LEFT JOIN tmp_unit_key AS unit ON std_person.unit_id = unit.unit_id
)

SELECT
    *,
    row_number() OVER (
        ORDER BY padan DESC, trust DESC, data_date DESC, sha256(record_id), record_id
    ) AS record_no
FROM record;
