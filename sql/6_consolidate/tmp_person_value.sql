-- Title: One person with the golden value of each simple field and the records that grouped fields are read from
-- Creates: tmp_person_value
-- Reads: tmp_winner, survivorship_rule
-- Variables: none

CREATE OR REPLACE TABLE tmp_person_value AS
SELECT
    entity_no AS person_no,
    max(value) FILTER (WHERE field = 'nik') AS nik,
    max(record_no) FILTER (WHERE field = 'nik') AS nik_record_no,
    max(value) FILTER (WHERE field = 'nama') AS nama,
    max(value) FILTER (WHERE field = 'gelar') AS gelar,
    max(value) FILTER (WHERE field = 'alias') AS alias,
    max(value) FILTER (WHERE field = 'jenis_kelamin') AS jenis_kelamin,
    max(value) FILTER (WHERE field = 'tempat_lahir') AS tempat_lahir,
    max(record_no) FILTER (WHERE field = 'tanggal_lahir') AS birth_record_no,
    CAST(substr(max(value) FILTER (WHERE field = 'tanggal_lahir' AND record_no IS NULL), 5, 10) AS DATE) AS decided_birth,
    max(value) FILTER (WHERE field = 'nama_ayah') AS nama_ayah,
    max(value) FILTER (WHERE field = 'nama_ibu') AS nama_ibu,
    CAST(max(value) FILTER (WHERE field = 'status_kawin') AS INTEGER) AS status_kawin,
    max(value) FILTER (WHERE field = 'pendidikan') AS pendidikan,
    max(value) FILTER (WHERE field = 'pekerjaan') AS pekerjaan,
    max(value) FILTER (WHERE field = 'keberadaan') AS keberadaan,
    max(record_no) FILTER (WHERE field = 'alamat') AS address_record_no,
    max(value) FILTER (WHERE field = 'alamat' AND decision_id IS NOT NULL) AS decided_region,
    CAST(max(value) FILTER (WHERE field = 'desil') AS INTEGER) AS desil,
    CAST(max(value) FILTER (WHERE field = 'keluarga') AS BIGINT) AS family_no
FROM tmp_winner
WHERE field IN (SELECT survivorship_rule.field FROM survivorship_rule WHERE survivorship_rule.entity = 'person')
GROUP BY entity_no;
