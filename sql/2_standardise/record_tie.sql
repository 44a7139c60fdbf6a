-- Title: one delivered record that is about the same person as the record of that key in the previous release
-- Creates: record_tie
-- Reads: std_person, prev_person, prev_person_source
-- Variables: id_inner_key
--
-- A source's key is a promise that it may break: where rows are numbered anew, every key is somebody else's. So a key counts
-- only where the delivered values are the same, or where two of NIK, name and birth date still agree with the person, or one
-- does and none differs. Whoever is left without a record so is carried over as evidence (carried_person) and linked like anybody.
CREATE OR REPLACE TABLE record_tie AS
WITH kept AS (
    SELECT
        std_person.record_id,
        prev_person.person_id,
        coalesce(
            prev_person_source.content_hash = content_hash(
                std_person.nik_raw, std_person.nama_raw, std_person.tanggal_lahir, std_person.jenis_kelamin, getvariable('id_inner_key')
            ),
            FALSE
        ) AS is_same,
        std_person.nik = prev_person.nik AS same_nik,
        std_person.tanggal_lahir = prev_person.tanggal_lahir AS same_birth,
        jaro_winkler_similarity(std_person.nama_std, prev_person.nama) >= 0.9 AS same_name
    FROM std_person
    INNER JOIN prev_person_source ON std_person.record_id = prev_person_source.record_id
    INNER JOIN prev_person ON prev_person_source.person_id = prev_person.person_id
),

counted AS (
    SELECT
        record_id,
        person_id,
        is_same,
        CASE WHEN same_nik THEN 1 ELSE 0 END + CASE WHEN same_birth THEN 1 ELSE 0 END + CASE WHEN same_name THEN 1 ELSE 0 END
            AS agree_n,
        CASE WHEN NOT same_nik THEN 1 ELSE 0 END + CASE WHEN NOT same_birth THEN 1 ELSE 0 END
        + CASE WHEN NOT same_name THEN 1 ELSE 0 END AS differ_n
    FROM kept
)

SELECT
    record_id,
    person_id,
    CASE WHEN is_same THEN 'same_content' ELSE 'agreeing' END AS basis
FROM counted
WHERE is_same OR agree_n >= 2 OR (agree_n = 1 AND differ_n = 0);
