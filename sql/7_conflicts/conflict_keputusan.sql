-- Title: One decision that cannot hold: against an older one, or against what records of its persons say now
-- Creates: conflict_keputusan
-- Reads: tmp_decided, decision_record, link_decided, tmp_subject, std_person, gold_person
-- Variables: none
--
-- KEPUTUSAN_BERTENTANGAN: the newer of two decisions does not act. A `sama` whose records differ in NIK, birth year and name at once comes
-- back as the question it answered, unless whoever decided had both NIK in view; its id is that of the old question.

CREATE OR REPLACE TABLE conflict_keputusan AS
WITH record AS (
    SELECT
        link_decided.decision_id,
        link_decided.side,
        tmp_subject.record_id,
        tmp_subject.person_id,
        CASE WHEN tmp_subject.nik_usable THEN tmp_subject.nik END AS nik,
        year(tmp_subject.tanggal_lahir) AS tahun,
        std_person.nama_std AS nama
    FROM link_decided
    INNER JOIN tmp_subject ON link_decided.record_id = tmp_subject.record_id
    INNER JOIN std_person ON link_decided.record_id = std_person.record_id
    WHERE link_decided.entity = 'person'
),

unlike AS (
    SELECT
        l.decision_id,
        min(l.nik) AS nik_l,
        min(r.nik) AS nik_r
    FROM tmp_decided
    INNER JOIN record AS l ON tmp_decided.decision_id = l.decision_id
    INNER JOIN record AS r ON l.decision_id = r.decision_id
    WHERE
        tmp_decided.keputusan = 'sama'
        AND tmp_decided.jenis IN ('KEMUNGKINAN_SAMA', 'PELANGGARAN_TRANSITIF')
        AND tmp_decided.acts
        AND l.side < r.side
        AND l.nik <> r.nik
        AND abs(l.tahun - r.tahun) > 1
        AND jaro_winkler_similarity(l.nama, r.nama) < 0.9
        AND NOT (contains(tmp_decided.fakta, l.nik) AND contains(tmp_decided.fakta, r.nik))
    GROUP BY l.decision_id
),

concerned AS (
    SELECT
        record.decision_id,
        list_sort(array_agg(DISTINCT record.person_id)) AS person_ids,
        list_sort(list_distinct(array_agg(gold_person.family_id) FILTER (WHERE gold_person.family_id IS NOT NULL))) AS family_ids,
        list_sort(array_agg(DISTINCT record.record_id)) AS record_ids
    FROM record
    INNER JOIN gold_person ON record.person_id = gold_person.person_id
    GROUP BY record.decision_id
),

first_named AS (
    SELECT
        decision_id,
        array_to_string(list_sort(array_agg(DISTINCT id)), '') AS essence
    FROM decision_record
    WHERE entity = 'person'
    GROUP BY decision_id
),

other AS (
    SELECT
        tmp_decided.decision_id,
        array_to_string(list_sort(array_agg(concat(older.decision_id, ' ', older.words))), '; ') AS words
    FROM tmp_decided
    CROSS JOIN unnest(tmp_decided.against) AS against(decision_id)
    INNER JOIN tmp_decided AS older ON against.decision_id = older.decision_id
    GROUP BY tmp_decided.decision_id
)

SELECT
    'KEPUTUSAN_BERTENTANGAN' AS jenis,
    tmp_decided.decision_id AS essence,
    3 AS tingkat,
    CAST(NULL AS VARCHAR) AS area_id,
    concerned.person_ids,
    coalesce(concerned.family_ids, CAST([] AS VARCHAR[])) AS family_ids,
    concerned.record_ids,
    concat(
        'Keputusan ', tmp_decided.decision_id, ' ', tmp_decided.words, ' bertentangan dengan keputusan yang lebih dahulu dan tidak dijalankan: ',
        other.words, '.'
    ) AS bukti,
    CAST(to_json({'keputusan': tmp_decided.decision_id, 'bertentangan_dengan': tmp_decided.against}) AS VARCHAR) AS bukti_fields,
    CAST(to_json({'keputusan': tmp_decided.decision_id, 'bertentangan_dengan': tmp_decided.against}) AS VARCHAR) AS fakta
FROM tmp_decided
INNER JOIN other ON tmp_decided.decision_id = other.decision_id
INNER JOIN concerned ON tmp_decided.decision_id = concerned.decision_id
UNION ALL
SELECT
    tmp_decided.jenis,
    first_named.essence,
    3 AS tingkat,
    CAST(NULL AS VARCHAR) AS area_id,
    concerned.person_ids,
    coalesce(concerned.family_ids, CAST([] AS VARCHAR[])) AS family_ids,
    concerned.record_ids,
    concat(
        'Digabung karena keputusan, tetapi NIK (', mask_number(unlike.nik_l), ' dan ', mask_number(unlike.nik_r),
        '), tahun lahir, dan nama kini semuanya berbeda.'
    ) AS bukti,
    CAST(to_json({'nik': [unlike.nik_l, unlike.nik_r], 'keputusan': tmp_decided.decision_id}) AS VARCHAR) AS bukti_fields,
    CAST(to_json({'nik': [unlike.nik_l, unlike.nik_r], 'keputusan': tmp_decided.decision_id}) AS VARCHAR) AS fakta
FROM tmp_decided
INNER JOIN unlike ON tmp_decided.decision_id = unlike.decision_id
INNER JOIN first_named ON tmp_decided.decision_id = first_named.decision_id
INNER JOIN concerned ON tmp_decided.decision_id = concerned.decision_id;
