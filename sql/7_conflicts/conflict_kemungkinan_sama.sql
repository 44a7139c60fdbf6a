-- Title: One pair of persons who may be one, in the grey zone or held apart by a constraint
-- Creates: conflict_kemungkinan_sama
-- Reads: link_question, tmp_subject, gold_person
-- Variables: none
--
-- The resolver asks about records; several pairs of records of the same two persons are one question. KEMUNGKINAN_SAMA: the
-- evidence does not suffice. PELANGGARAN_TRANSITIF: each is tied to a third, but something forbids that all are one.

CREATE OR REPLACE TABLE conflict_kemungkinan_sama AS
WITH lifted AS (
    SELECT
        link_question.question,
        least(l.person_id, r.person_id) AS person_id_l,
        greatest(l.person_id, r.person_id) AS person_id_r,
        link_question.record_id_l,
        link_question.record_id_r,
        link_question.match_weight,
        link_question.match_probability,
        link_question.reason,
        l.source = r.source AS same_source
    FROM link_question
    INNER JOIN tmp_subject AS l ON link_question.record_id_l = l.record_id
    INNER JOIN tmp_subject AS r ON link_question.record_id_r = r.record_id
    WHERE l.person_id <> r.person_id
),

pair AS (
    SELECT
        question,
        person_id_l,
        person_id_r,
        max(match_probability) AS match_probability,
        max(match_weight) AS match_weight,
        max_by(reason, concat(lpad(CAST(CAST(round(match_probability * 1000000) AS BIGINT) AS VARCHAR), 8, '0'), record_id_l, record_id_r))
            AS reason,
        max(CASE WHEN same_source THEN 1 ELSE 0 END) = 1 AS same_source,
        list_sort(array_agg(DISTINCT record_id_l)) AS record_ids_l,
        list_sort(array_agg(DISTINCT record_id_r)) AS record_ids_r
    FROM lifted
    GROUP BY question, person_id_l, person_id_r
)

SELECT
    pair.question AS jenis,
    concat(pair.person_id_l, pair.person_id_r) AS essence,
    CASE WHEN pair.match_probability >= 0.9 THEN 3 WHEN pair.match_probability >= 0.5 THEN 2 ELSE 1 END AS tingkat,
    CAST(NULL AS VARCHAR) AS area_id,
    [pair.person_id_l, pair.person_id_r] AS person_ids,
    list_sort(list_distinct(list_filter([l.family_id, r.family_id], lambda id: id IS NOT NULL))) AS family_ids,
    list_sort(list_distinct(flatten([pair.record_ids_l, pair.record_ids_r]))) AS record_ids,
    concat(
        coalesce(mask_name(l.nama), 'tanpa nama'), ' (lahir ', coalesce(CAST(l.tahun_lahir AS VARCHAR), '?'), ', ',
        array_to_string(l.sources, '/'), ') dan ', coalesce(mask_name(r.nama), 'tanpa nama'), ' (lahir ',
        coalesce(CAST(r.tahun_lahir AS VARCHAR), '?'), ', ', array_to_string(r.sources, '/'), ') ',
        CASE
            WHEN pair.question = 'PELANGGARAN_TRANSITIF' THEN 'terhubung lewat data lain tetapi tidak boleh digabung'
            ELSE 'mungkin orang yang sama'
        END,
        '; nama ',
        CASE
            WHEN l.nama = r.nama THEN 'sama'
            WHEN jaro_winkler_similarity(l.nama, r.nama) >= 0.9 THEN 'mirip'
            WHEN l.nama IS NULL OR r.nama IS NULL THEN 'tidak lengkap'
            ELSE 'berbeda'
        END,
        ', NIK ',
        CASE
            WHEN l.nik IS NULL OR r.nik IS NULL THEN 'tidak lengkap'
            WHEN l.nik = r.nik THEN 'sama'
            WHEN damerau_levenshtein(l.nik, r.nik) <= 1 THEN 'beda satu angka'
            ELSE 'berbeda'
        END,
        ', tanggal lahir ',
        CASE
            WHEN l.tanggal_lahir IS NULL OR r.tanggal_lahir IS NULL THEN 'tidak lengkap'
            WHEN l.tanggal_lahir = r.tanggal_lahir THEN 'sama'
            WHEN year(l.tanggal_lahir) = year(r.tanggal_lahir) THEN 'sama tahun'
            ELSE 'berbeda'
        END,
        CASE WHEN l.family_id = r.family_id THEN ', satu keluarga' ELSE '' END,
        '; peluang ', CAST(CAST(round(pair.match_probability * 100) AS INTEGER) AS VARCHAR), ' %. Sebab: ',
        CASE pair.reason
            WHEN 'probable, but below the limit for joining' THEN 'di bawah ambang penggabungan'
            WHEN 'two rows of one source family, alike but not certainly one person' THEN 'dua baris dalam satu keluarga sumber, mirip tetapi belum pasti sama'
            WHEN 'NIK, birth year and name all differ inside the cluster' THEN 'NIK, tahun lahir, dan nama semuanya berbeda'
            WHEN 'twins, or so alike that only a person may join them' THEN 'kembar, atau sangat mirip kembar'
            WHEN 'people decided that they are two' THEN 'telah diputuskan berbeda'
            WHEN 'two rows of one source family' THEN 'dua baris dalam satu keluarga sumber'
            ELSE rtrim(pair.reason, '.')
        END,
        '.'
    ) AS bukti,
    CAST(
        to_json({
            'nik': [l.nik, r.nik], 'nama': [l.nama, r.nama],
            'tanggal_lahir': [CAST(l.tanggal_lahir AS VARCHAR), CAST(r.tanggal_lahir AS VARCHAR)],
            'peluang': round(pair.match_probability, 6), 'bobot': round(pair.match_weight, 3), 'satu_sumber': pair.same_source
        }) AS VARCHAR
    ) AS bukti_fields,
    CAST(
        to_json({
            'nik': [l.nik, r.nik], 'nama': [l.nama, r.nama],
            'tanggal_lahir': [CAST(l.tanggal_lahir AS VARCHAR), CAST(r.tanggal_lahir AS VARCHAR)]
        }) AS VARCHAR
    ) AS fakta
FROM pair
INNER JOIN gold_person AS l ON pair.person_id_l = l.person_id
INNER JOIN gold_person AS r ON pair.person_id_r = r.person_id;
