-- Title: One source record with its person, its family, its standing and what holds it there
-- Creates: tmp_record
-- Reads: std_person, link_person, tmp_unit_key
-- Variables: none
--
-- record_no orders all records by standing: NIK found at Dukcapil, trust of the source, date, hash. Wherever rules tie, the
-- smaller record_no wins, so no choice ever hangs on row order. It is made of its parts, as sorting all records costs twice as much.

CREATE OR REPLACE TABLE tmp_record AS
WITH graded AS (
    SELECT
        record_id,
        source,
        unit_id,
        no_kk,
        desil,
        shdk,
        CASE WHEN padan_dukcapil THEN 2 WHEN padan_dukcapil IS NULL THEN 1 ELSE 0 END AS padan,
        trust,
        data_date
    FROM std_person
),

standing AS (
    SELECT
        padan,
        trust,
        data_date,
        row_number() OVER (ORDER BY padan DESC, trust DESC, data_date DESC) AS place
    FROM graded
    GROUP BY padan, trust, data_date
)

SELECT
    graded.record_id,
    graded.source,
    graded.padan,
    graded.trust,
    graded.data_date,
    graded.shdk,
    link_person.rule,
    link_person.match_weight,
    link_person.match_probability,
    link_person.cluster_no AS person_no,
    link_person.record_no AS record_place,
    unit.unit_no,
    unit.family_no,
    coalesce(unit.head_record_id = graded.record_id, FALSE) AS is_head_of_unit,
    coalesce(unit.no_kk = graded.no_kk, FALSE) AS bears_kk_of_unit,
    coalesce(unit.desil = graded.desil, FALSE) AS bears_desil_of_unit,
    standing_no(standing.place, sha256(graded.record_id), link_person.record_no) AS record_no
FROM graded
INNER JOIN standing
    ON graded.padan = standing.padan AND graded.trust = standing.trust AND graded.data_date = standing.data_date
INNER JOIN link_person ON graded.record_id = link_person.record_id
LEFT JOIN tmp_unit_key AS unit ON graded.unit_id = unit.unit_id;
