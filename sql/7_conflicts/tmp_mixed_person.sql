-- Title: One person whose records do not all say the same, or report a death
-- Creates: tmp_mixed_person
-- Reads: tmp_subject
-- Variables: none
--
-- Most persons raise no question. Those who may are found here in one pass, so that no type of question has to group all records.

CREATE OR REPLACE TABLE tmp_mixed_person AS
SELECT
    person_id,
    coalesce(min(CASE WHEN nik_usable THEN nik END) <> max(CASE WHEN nik_usable THEN nik END), FALSE) AS has_two_nik,
    coalesce(min(family_id_then) <> max(family_id_then), FALSE) AS has_two_families,
    coalesce(
        min(CASE WHEN wilayah_grade NOT IN ('unknown', 'conflict') THEN kode_kec END)
        <> max(CASE WHEN wilayah_grade NOT IN ('unknown', 'conflict') THEN kode_kec END), FALSE
    ) AS has_two_kec,
    max(CASE WHEN keberadaan = 'MENINGGAL' THEN 1 ELSE 0 END) = 1 AS is_reported_dead
FROM tmp_subject
GROUP BY person_id
HAVING
    min(CASE WHEN nik_usable THEN nik END) <> max(CASE WHEN nik_usable THEN nik END)
    OR min(family_id_then) <> max(family_id_then)
    OR min(CASE WHEN wilayah_grade NOT IN ('unknown', 'conflict') THEN kode_kec END)
    <> max(CASE WHEN wilayah_grade NOT IN ('unknown', 'conflict') THEN kode_kec END)
    OR max(CASE WHEN keberadaan = 'MENINGGAL' THEN 1 ELSE 0 END) = 1;
