-- Title: One source record and the person and family it became
-- Creates: gold_person_source
-- Reads: std_person, link_person, link_family, tmp_person_key, tmp_family_key
-- Variables: id_inner_key
--
-- family_id is the family of the record's own unit: the person's family at the source's date, not always the current one.

CREATE OR REPLACE TABLE gold_person_source AS
SELECT
    std_person.record_id,
    std_person.source,
    std_person.source_record_id,
    std_person.source_family_id,
    tmp_person_key.person_id,
    std_person.unit_id,
    tmp_family_key.family_id,
    link_person.rule,
    link_person.match_weight,
    link_person.match_probability,
    std_person.nik_usable,
    content_hash(
        std_person.nik_raw, std_person.nama_raw, std_person.tanggal_lahir, std_person.jenis_kelamin, getvariable('id_inner_key')
    ) AS content_hash
FROM std_person
INNER JOIN link_person ON std_person.record_id = link_person.record_id
INNER JOIN tmp_person_key ON link_person.cluster_id = tmp_person_key.cluster_id
LEFT JOIN link_family ON std_person.unit_id = link_family.unit_id
LEFT JOIN tmp_family_key ON link_family.family_cluster_id = tmp_family_key.family_cluster_id;
