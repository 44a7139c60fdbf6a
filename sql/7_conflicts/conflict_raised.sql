-- Title: One question that this build raises, whatever became of it before
-- Creates: conflict_raised
-- Reads: conflict_nik_ganda, conflict_dua_nik, conflict_nik_dob, conflict_kemungkinan_sama, conflict_kk_campur,
--   conflict_keluarga_pecah, conflict_keluarga_gabung, conflict_dua_keluarga, conflict_kepala, conflict_meninggal,
--   conflict_pindah, conflict_desil, conflict_kode_wilayah, conflict_hilang, conflict_desil_hilang, conflict_program,
--   conflict_keputusan, conflict_route, gold_person, gold_family, gold_absent, tmp_subject
-- Variables: id_inner_key, id_outer_key
--
-- conflict_id is a keyed hash of the type and of what the question is about (a NIK, a KK, lasting ids), so the same question
-- keeps its id from release to release. sidik is a keyed hash of the facts (fakta) that an answer would rest on: what the
-- records say, without probabilities, dates of delivery and keys of the sources, and without what an answer itself changes. The same
-- question with the same facts keeps both; the same question with another sidik has to be thought about anew.
--
-- A question about one person or family goes to the area of that one (area_id). One about several (no area_id) may span
-- areas: it goes to the area of the person whom the most recent record concerned is about, of those whose kabupaten is known.
-- Never to the first by id: ids are hashes, and another key would send the question elsewhere.

CREATE OR REPLACE TABLE conflict_raised AS
WITH question AS (
    SELECT * FROM conflict_nik_ganda
    UNION ALL
    SELECT * FROM conflict_dua_nik
    UNION ALL
    SELECT * FROM conflict_nik_dob
    UNION ALL
    SELECT * FROM conflict_kemungkinan_sama
    UNION ALL
    SELECT * FROM conflict_kk_campur
    UNION ALL
    SELECT * FROM conflict_keluarga_pecah
    UNION ALL
    SELECT * FROM conflict_keluarga_gabung
    UNION ALL
    SELECT * FROM conflict_dua_keluarga
    UNION ALL
    SELECT * FROM conflict_kepala
    UNION ALL
    SELECT * FROM conflict_meninggal
    UNION ALL
    SELECT * FROM conflict_pindah
    UNION ALL
    SELECT * FROM conflict_desil
    UNION ALL
    SELECT * FROM conflict_kode_wilayah
    UNION ALL
    SELECT * FROM conflict_hilang
    UNION ALL
    SELECT * FROM conflict_desil_hilang
    UNION ALL
    SELECT * FROM conflict_program
    UNION ALL
    SELECT * FROM conflict_keputusan
),

several AS (
    SELECT
        jenis,
        essence,
        unnest(record_ids) AS record_id
    FROM question
    WHERE area_id IS NULL
),

spanning AS (
    SELECT
        several.jenis,
        several.essence,
        tmp_subject.person_id
    FROM several
    INNER JOIN tmp_subject ON several.record_id = tmp_subject.record_id
    INNER JOIN gold_person ON tmp_subject.person_id = gold_person.person_id
    QUALIFY row_number() OVER (
        PARTITION BY several.jenis, several.essence
        ORDER BY
            CASE WHEN gold_person.kode_kab IS NULL THEN 1 ELSE 0 END,
            tmp_subject.data_date DESC,
            tmp_subject.trust DESC,
            tmp_subject.record_id
    ) = 1
),

area AS (
    SELECT
        person_id AS area_id,
        kode_prov,
        kode_kab,
        kode_kec,
        kode_desa
    FROM gold_person
    UNION ALL
    SELECT
        family_id AS area_id,
        kode_prov,
        kode_kab,
        kode_kec,
        kode_desa
    FROM gold_family
    UNION ALL
    SELECT
        person_id AS area_id,
        kode_prov,
        kode_kab,
        kode_kec,
        kode_desa
    FROM gold_absent
)

SELECT
    keyed_id('C', concat(question.jenis, '|', question.essence), getvariable('id_inner_key'), getvariable('id_outer_key'))
        AS conflict_id,
    question.jenis,
    conflict_route.kelompok,
    CAST(question.tingkat AS INTEGER) AS tingkat,
    conflict_route.peran,
    area.kode_prov,
    area.kode_kab,
    area.kode_kec,
    area.kode_desa,
    question.person_ids,
    question.family_ids,
    question.record_ids,
    question.bukti,
    question.bukti_fields,
    conflict_route.saran,
    keyed_id('S', question.fakta, getvariable('id_inner_key'), getvariable('id_outer_key')) AS sidik
FROM question
INNER JOIN conflict_route ON question.jenis = conflict_route.jenis
LEFT JOIN spanning ON question.jenis = spanning.jenis AND question.essence = spanning.essence
LEFT JOIN area ON coalesce(question.area_id, spanning.person_id) = area.area_id;
