-- Title: one distinct name with the context it is read in, taken apart into own name, alias and father's name
-- Creates: tmp_name_text
-- Reads: raw_person, tmp_record
-- Variables: none
--
-- Names of fathers and mothers come along: they are read like any man's or woman's name. name_id is what a record is joined
-- back by; all work on names is done once per name_id.
CREATE OR REPLACE TABLE tmp_name_text AS
WITH delivered AS (
    SELECT raw_person.nama AS nama_raw, tmp_record.jenis_kelamin AS jk, tmp_record.konteks
    FROM raw_person INNER JOIN tmp_record USING (record_id)
    WHERE nama IS NOT NULL
    UNION
    SELECT nama_ayah AS nama_raw, 'L' AS jk, konteks
    FROM raw_person INNER JOIN tmp_record USING (record_id)
    WHERE nama_ayah IS NOT NULL
    UNION
    SELECT nama_ibu AS nama_raw, 'P' AS jk, konteks
    FROM raw_person INNER JOIN tmp_record USING (record_id)
    WHERE nama_ibu IS NOT NULL
),

upper_case AS (
    SELECT
        nama_raw,
        jk,
        konteks,
        name_upper(nama_raw) AS whole
    FROM delivered
),

apart AS (
    SELECT
        *,
        name_first(whole) AS first_name,
        coalesce(name_second(whole), name_bracket(whole)) AS second_name
    FROM upper_case
)

SELECT
    nama_raw || '|' || coalesce(jk, '') || '|' || konteks AS name_id,
    jk,
    CASE WHEN is_balinese(first_name) THEN 'bali' ELSE konteks END AS konteks,
    CASE
        WHEN name_baby_mother(first_name) IS NULL THEN name_own(first_name)
        ELSE 'BAYI ' || name_baby_mother(first_name)
    END AS own_name,
    second_name,
    name_father(first_name) AS father_name,
    name_baby_mother(first_name) AS mother_name,
    name_is_baby(first_name) AS is_baby,
    has_old_spelling(first_name) AS is_old_spelling
FROM apart;
