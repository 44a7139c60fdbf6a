-- Title: One source record and the person and family it became
-- Creates: gold_person_source
-- Reads: std_person, tmp_record, tmp_person_key, tmp_family_key
-- Variables: id_inner_key
--
-- record_place, the number of the record in the order of ids, is what the stage sorts by; it is no part of the table.
-- family_id is the family of the record's own unit: the person's family at the source's date, not always the current one.

CREATE OR REPLACE VIEW gold_person_source AS
SELECT
    std_person.record_id,
    std_person.source,
    std_person.source_record_id,
    std_person.source_family_id,
    tmp_person_key.person_id,
    std_person.unit_id,
    tmp_family_key.family_id,
    tmp_record.rule,
    tmp_record.match_weight,
    tmp_record.match_probability,
    std_person.nik_usable,
    content_hash(
        std_person.nik_raw, std_person.nama_raw, std_person.tanggal_lahir, std_person.jenis_kelamin, getvariable('id_inner_key')
    ) AS content_hash,
    tmp_record.record_place
FROM std_person
INNER JOIN tmp_record ON std_person.record_id = tmp_record.record_id
INNER JOIN tmp_person_key ON tmp_record.person_no = tmp_person_key.person_no
LEFT JOIN tmp_family_key ON tmp_record.family_no = tmp_family_key.family_no;
