-- Title: One source record beside the golden person it became: what the questions are made of
-- Creates: tmp_subject
-- Reads: gold_person_source, std_person, gold_person
-- Variables: none
--
-- place_id is what a question about a whole household is grouped by: the current family, else the person. Nearly every question
-- reads this table: it has only what they look for, and what few of them tell is looked up where they are told.

CREATE OR REPLACE TABLE tmp_subject AS
SELECT
    gold_person_source.record_id,
    gold_person_source.person_id,
    gold_person_source.source,
    gold_person_source.unit_id,
    gold_person_source.family_id AS family_id_then,
    gold_person.family_id,
    coalesce(gold_person.family_id, gold_person.person_id) AS place_id,
    std_person.data_date,
    std_person.trust,
    CASE WHEN std_person.nik_status IN ('ok', 'ok_retired_region', 'region_unknown') THEN std_person.nik END AS nik,
    std_person.nik_usable,
    std_person.tanggal_lahir,
    std_person.shdk,
    std_person.keberadaan,
    std_person.desil,
    std_person.kode_kec,
    std_person.kode_kab,
    std_person.wilayah_grade
FROM gold_person_source
INNER JOIN std_person ON gold_person_source.record_id = std_person.record_id
INNER JOIN gold_person ON gold_person_source.person_id = gold_person.person_id;
