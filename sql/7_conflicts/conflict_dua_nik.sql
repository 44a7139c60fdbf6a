-- Title: One person whose records bear two or more different NIKs, each usable as a key
-- Creates: conflict_dua_nik
-- Reads: tmp_subject, tmp_mixed_person, gold_person
-- Variables: none
--
-- Each other NIK is held against the golden one. Severity 1 when all are one slip of the pen away, 3 when one source has the
-- person twice under unlike NIKs (that pays twice), else 2. An old NIK of before the KTP-el is a normal cause.

CREATE OR REPLACE TABLE conflict_dua_nik AS
WITH several AS (
    SELECT person_id
    FROM tmp_mixed_person
    WHERE has_two_nik
),

bearing AS (
    SELECT
        tmp_subject.person_id,
        nik,
        list_sort(array_agg(record_id)) AS record_ids,
        list_sort(array_agg(DISTINCT source)) AS sources
    FROM tmp_subject
    INNER JOIN several ON tmp_subject.person_id = several.person_id
    WHERE nik_usable AND nik IS NOT NULL
    GROUP BY tmp_subject.person_id, nik
),

twice_in_source AS (
    SELECT tmp_subject.person_id
    FROM tmp_subject
    INNER JOIN several ON tmp_subject.person_id = several.person_id
    WHERE nik_usable AND nik IS NOT NULL
    GROUP BY tmp_subject.person_id
    HAVING count(DISTINCT concat(source, nik)) > count(DISTINCT source)
),

person AS (
    SELECT
        bearing.person_id,
        count(*) AS nik_n,
        max(damerau_levenshtein(bearing.nik, gold_person.nik)) AS distance,
        list_sort(array_agg(bearing.nik)) AS niks,
        list_sort(flatten(array_agg(bearing.record_ids))) AS record_ids,
        array_to_string(
            list_sort(array_agg(concat(mask_number(bearing.nik), ' (', array_to_string(bearing.sources, '/'), ')'))), '; '
        ) AS bearings
    FROM bearing
    INNER JOIN gold_person ON bearing.person_id = gold_person.person_id
    GROUP BY bearing.person_id
)

SELECT
    'ORANG_DUA_NIK' AS jenis,
    person.person_id AS essence,
    CASE WHEN person.distance <= 1 THEN 1 WHEN twice_in_source.person_id IS NOT NULL THEN 3 ELSE 2 END AS tingkat,
    person.person_id AS area_id,
    [person.person_id] AS person_ids,
    list_filter([gold_person.family_id], lambda id: id IS NOT NULL) AS family_ids,
    person.record_ids,
    concat(
        coalesce(mask_name(gold_person.nama), 'Orang ini'), ' tercatat dengan ', person.nik_n, ' NIK berbeda: ', person.bearings,
        CASE
            WHEN person.distance <= 1 THEN '. Bedanya satu angka, mungkin salah ketik.'
            WHEN twice_in_source.person_id IS NOT NULL THEN '. Dua NIK ada dalam satu sumber, mungkin terdaftar dua kali.'
            ELSE '.'
        END
    ) AS bukti,
    CAST(to_json({'nik': person.niks, 'nik_terpilih': gold_person.nik, 'beda_angka': person.distance}) AS VARCHAR) AS bukti_fields,
    CAST(to_json({'nik': person.niks}) AS VARCHAR) AS fakta
FROM person
INNER JOIN gold_person ON person.person_id = gold_person.person_id
LEFT JOIN twice_in_source ON person.person_id = twice_in_source.person_id;
