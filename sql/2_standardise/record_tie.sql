-- Title: one delivered record that is about the same person as a record of the previous release
-- Creates: record_tie
-- Reads: std_person, prev_person, prev_person_source
-- Variables: id_inner_key
--
-- A source's key is a promise that it may break: where rows are numbered anew, every key is somebody else's. So a key counts
-- only where the delivered values are the same, or where two of NIK, name and birth date still agree with the person, or one
-- does and none differs. Where all keys are new, a record that says of NIK, name, birth date and sex what one record of that source said,
-- and no other says it then or now, is that record. Whoever is left without one is carried over as evidence (carried_person).
CREATE OR REPLACE TABLE record_tie AS
WITH known_source AS (
    SELECT DISTINCT source
    FROM prev_person_source
),

delivered AS (
    SELECT
        record_id,
        source,
        nik,
        nama_std,
        tanggal_lahir,
        content_hash(nik_raw, nama_raw, tanggal_lahir, jenis_kelamin, getvariable('id_inner_key')) AS content_hash
    FROM std_person
    SEMI JOIN known_source ON std_person.source = known_source.source
),

kept AS (
    SELECT
        delivered.record_id,
        prev_person.person_id,
        coalesce(prev_person_source.content_hash = delivered.content_hash, FALSE) AS is_same,
        delivered.nik = prev_person.nik AS same_nik,
        delivered.tanggal_lahir = prev_person.tanggal_lahir AS same_birth,
        jaro_winkler_similarity(delivered.nama_std, prev_person.nama) >= 0.9 AS same_name
    FROM delivered
    INNER JOIN prev_person_source ON delivered.record_id = prev_person_source.record_id
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
),

by_key AS (
    SELECT
        record_id,
        person_id,
        CASE WHEN is_same THEN 'same_content' ELSE 'agreeing' END AS basis
    FROM counted
    WHERE is_same OR agree_n >= 2 OR (agree_n = 1 AND differ_n = 0)
),

only_now AS (
    SELECT
        source,
        content_hash,
        min(record_id) AS record_id
    FROM delivered
    GROUP BY source, content_hash
    HAVING count(*) = 1
),

only_then AS (
    SELECT
        source,
        content_hash,
        min(record_id) AS record_id,
        min(person_id) AS person_id
    FROM prev_person_source
    WHERE content_hash IS NOT NULL
    GROUP BY source, content_hash
    HAVING count(*) = 1
),

by_content AS (
    SELECT
        only_now.record_id,
        only_then.person_id,
        only_then.record_id AS earlier_record_id
    FROM only_now
    INNER JOIN only_then ON only_now.source = only_then.source AND only_now.content_hash = only_then.content_hash
    INNER JOIN delivered ON only_now.record_id = delivered.record_id
    ANTI JOIN by_key ON only_now.record_id = by_key.record_id
    ANTI JOIN by_key AS taken ON only_then.record_id = taken.record_id
    WHERE delivered.nik IS NOT NULL AND delivered.tanggal_lahir IS NOT NULL AND delivered.nama_std IS NOT NULL
)

SELECT
    record_id,
    person_id,
    record_id AS earlier_record_id,
    basis
FROM by_key
UNION ALL
SELECT
    record_id,
    person_id,
    earlier_record_id,
    'new_key' AS basis
FROM by_content;
