-- Title: One current household with people whose region could not be found down to the kecamatan
-- Creates: conflict_kode_wilayah
-- Reads: tmp_subject, std_person, gold_person
-- Variables: is_region_delivered
--
-- Neither code nor names stand in the region table. Severity 2 when not even the kabupaten is known (national queue), else 1.
-- Where no source of the build delivers regions, there is nothing to look up.

CREATE OR REPLACE TABLE conflict_kode_wilayah AS
WITH household AS (
    SELECT
        tmp_subject.place_id,
        max(tmp_subject.family_id) AS family_id,
        count(DISTINCT tmp_subject.person_id) AS person_n,
        max(gold_person.kode_kab) AS kode_kab,
        list_sort(array_agg(DISTINCT tmp_subject.person_id)) AS person_ids,
        list_sort(array_agg(tmp_subject.record_id)) AS record_ids,
        list_sort(array_agg(DISTINCT coalesce(std_person.kode_raw, '(kosong)'))) AS codes,
        list_sort(array_agg(DISTINCT tmp_subject.source)) AS sources
    FROM tmp_subject
    INNER JOIN gold_person ON tmp_subject.person_id = gold_person.person_id
    INNER JOIN std_person ON tmp_subject.record_id = std_person.record_id
    WHERE gold_person.kode_kec IS NULL AND getvariable('is_region_delivered')
    GROUP BY tmp_subject.place_id
)

SELECT
    'KODE_WILAYAH_TAK_DIKENAL' AS jenis,
    place_id AS essence,
    CASE WHEN kode_kab IS NULL THEN 2 ELSE 1 END AS tingkat,
    CAST(NULL AS VARCHAR) AS area_id,
    person_ids,
    list_filter([family_id], lambda id: id IS NOT NULL) AS family_ids,
    record_ids,
    concat(
        'Wilayah ', person_n, ' orang tidak ditemukan dalam tabel kode: ', array_to_string(codes, ', '), ' (',
        array_to_string(sources, '/'), ').'
    ) AS bukti,
    CAST(to_json({'kode': codes, 'sumber': sources}) AS VARCHAR) AS bukti_fields,
    CAST(to_json({'kode': codes}) AS VARCHAR) AS fakta
FROM household;
